import { Args, Flags } from '@oclif/core';
import { EXIT } from '../app/exit-codes.ts';
import { parseWindow } from '../app/window.ts';
import { messagesFor } from '../messages/index.ts';
import { collectedText } from '../report/collected.ts';
import { SgauditCommand } from './base.ts';
import {
  athenaFlags,
  awsFlags,
  awsRequest,
  s3Flags,
  s3Request,
  tableRequest,
  trafficFlags,
} from './flags.ts';
import { writeErrors, writeWarnings } from './warnings.ts';

export class Collect extends SgauditCommand {
  static override summary =
    'Keep rollup and inventory in a folder, so that later runs need no AWS access.';
  static override description =
    'Without --flow-logs, --trino or --athena, the flow logs that EC2 knows and that deliver to S3 are read. A rerun reads new days only.\nExit codes: 0 all was kept, 2 some or all could not be.';
  static override examples = [
    '<%= config.bin %> collect ./sgaudit-data',
    '<%= config.bin %> collect ./sgaudit-data --flow-logs s3://my-flow-logs/AWSLogs --window 30d',
    '<%= config.bin %> collect ./sgaudit-data --athena --max-scan 100GB',
    '<%= config.bin %> lint ./infra --rollup ./sgaudit-data/rollup --inventory ./sgaudit-data/inventory',
  ];
  static override args = {
    folder: Args.string({ default: 'sgaudit-data', description: 'where everything is kept' }),
  };
  static override flags = {
    'flow-logs': trafficFlags['flow-logs'],
    'log-format': trafficFlags['log-format'],
    trino: trafficFlags.trino,
    athena: trafficFlags.athena,
    window: trafficFlags.window,
    ...awsFlags,
    ...s3Flags,
    ...athenaFlags,
    format: Flags.option({
      options: ['text', 'json'] as const,
      default: 'text' as const,
      description: 'what goes to standard output',
    })(),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Collect);
    const progress = this.progress(flags.quiet);
    const { collect } = await import('../app/collect.ts');
    try {
      const { problems, warnings, ...result } = await collect({
        folder: args.folder,
        flowLogs: flags['flow-logs'] ?? [],
        logFormat: flags['log-format'] ?? null,
        window: parseWindow(flags.window),
        config: flags.config ?? null,
        ...awsRequest(flags),
        ...s3Request(flags),
        ...tableRequest(flags),
        onProgress: progress.report,
        onNotice: progress.note,
        signal: this.interruption(),
      });
      progress.done();
      writeWarnings(warnings, messagesFor(this.language(flags.lang)).problems);
      writeErrors(problems, messagesFor(this.language(flags.lang)).problems);
      process.stdout.write(
        flags.format === 'json'
          ? `${JSON.stringify(result, null, 2)}\n`
          : collectedText(result, this.language(flags.lang)),
      );
      process.exitCode = problems.length > 0 ? EXIT.FAILED : EXIT.CLEAN;
    } finally {
      progress.done();
    }
  }
}
