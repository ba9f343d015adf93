import { Flags } from '@oclif/core';
import { EXIT } from '../app/exit-codes.ts';
import { diagnosesText } from '../report/diagnoses.ts';
import { SgauditCommand } from './base.ts';
import { awsFlags, awsRequest, trafficFlags } from './flags.ts';

const exitCode = (answered: boolean, costs: boolean): number => {
  if (!answered) return EXIT.FAILED;
  return costs ? EXIT.FINDINGS : EXIT.CLEAN;
};

export class Doctor extends SgauditCommand {
  static override summary = 'Say what flow logs, inventory and rollup cost the verdicts.';
  static override description =
    'Asks AWS which flow logs there are, on what, with which fields, and when they delivered last; reads only. What may not be asked is said.\nExit codes: 0 all is well, 1 something costs verdicts, 2 nothing could be asked.';
  static override examples = [
    '<%= config.bin %> doctor',
    '<%= config.bin %> doctor --inventory ./sgaudit-data/inventory --rollup ./sgaudit-data/rollup',
  ];
  static override flags = {
    inventory: trafficFlags.inventory,
    rollup: Flags.string({ helpValue: 'DIR', description: 'the rollup’s folder' }),
    ...awsFlags,
    format: Flags.option({
      options: ['text', 'json'] as const,
      default: 'text' as const,
      description: 'what goes to standard output',
    })(),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Doctor);
    const progress = this.progress(flags.quiet);
    const { doctor } = await import('../app/doctor.ts');
    try {
      const result = await doctor({
        inventory: flags.inventory ?? [],
        rollup: flags.rollup ?? null,
        config: flags.config ?? null,
        ...awsRequest(flags),
        onProgress: progress.report,
        signal: this.interruption(),
      });
      progress.done();
      process.stdout.write(
        flags.format === 'json'
          ? `${JSON.stringify(result, null, 2)}\n`
          : diagnosesText(
              result.diagnoses,
              this.language(flags.lang),
              this.colors(flags['no-color']),
            ),
      );
      const costs = result.level === 'warning' || result.level === 'error';
      process.exitCode = exitCode(result.answered, costs);
    } finally {
      progress.done();
    }
  }
}
