import { Args, Flags } from '@oclif/core';
import { SgauditCommand } from './base.ts';

export class Checks extends SgauditCommand {
  static override summary = 'List the checks with their options, or show the page of one.';
  static override examples = [
    '<%= config.bin %> checks',
    '<%= config.bin %> checks unused-rule',
    '<%= config.bin %> checks --format json',
  ];
  static override args = { id: Args.string({ description: 'a check' }) };
  static override flags = {
    format: Flags.option({
      options: ['text', 'json', 'markdown'] as const,
      default: 'text' as const,
      description: 'what goes to standard output',
    })(),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Checks);
    const { listChecks, showCheck } = await import('../app/check-pages.ts');
    const language = this.language(flags.lang);
    process.stdout.write(
      args.id === undefined
        ? listChecks(flags.format, language)
        : showCheck(args.id, flags.format, language),
    );
  }
}
