import { Args, Flags } from '@oclif/core';
import { EXIT } from '../app/exit-codes.ts';
import { CHECK_INFOS } from '../lint/index.ts';
import { messagesFor } from '../messages/index.ts';
import { REPORTERS, SHOW_FORMATS } from '../report/index.ts';
import { SgauditCommand } from './base.ts';
import { awsFlags, awsRequest, ec2Flags, ec2Request, ruleFlags, rulesRequest } from './flags.ts';
import { writeErrors, writeWarnings } from './warnings.ts';
import { writeOutput } from './write.ts';

export class Show extends SgauditCommand {
  static override summary =
    'Show the rules and groups as sgaudit understands them, and where each value comes from.';
  static override examples = [
    '<%= config.bin %> show ./infra',
    '<%= config.bin %> show ./infra --tree',
    '<%= config.bin %> show ./infra --state terraform.tfstate --format json',
  ];
  static override args = {
    path: Args.string({ description: 'a Terraform root module (default: the working directory)' }),
  };
  static override flags = {
    ...ruleFlags,
    ...ec2Flags,
    ...awsFlags,
    format: Flags.option({
      options: ['text', 'json'] as const,
      default: 'text' as const,
      description: 'what goes to standard output',
    })(),
    tree: Flags.boolean({ description: 'as a tree by group' }),
    output: Flags.string({ helpValue: 'FILE', description: 'write there instead' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Show);
    const { show } = await import('../app/show.ts');
    const { report, sources, warnings } = await show({
      path: args.path ?? '.',
      ...ec2Request(flags, args.path),
      ...awsRequest(flags),
      config: flags.config ?? null,
      signal: this.interruption(),
      ...rulesRequest(flags),
    });
    const format = flags.format === 'json' ? 'json' : SHOW_FORMATS[flags.tree ? 'tree' : 'table'];
    const reporter = await REPORTERS[format]();
    const content = await reporter(report, {
      language: this.language(flags.lang),
      sources,
      checks: CHECK_INFOS,
      color: flags.output === undefined && this.colors(flags['no-color']),
      width: process.stdout.columns || 80,
    });
    if (flags.output === undefined) process.stdout.write(content);
    else await writeOutput(flags.output, content);
    writeWarnings(warnings, messagesFor(this.language(flags.lang)).problems);
    if (flags.format !== 'json')
      writeErrors(report.errors, messagesFor(this.language(flags.lang)).problems);
    process.exitCode = report.errors.length > 0 ? EXIT.FAILED : EXIT.CLEAN;
  }
}
