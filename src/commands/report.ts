import { Args, Flags } from '@oclif/core';
import { readSavedReport } from '../app/saved-report.ts';
import { SgauditError } from '../model/problem.ts';
import { FORMATS } from '../report/index.ts';
import { SgauditCommand } from './base.ts';
import { groupByFlag, Outputs, outputFlags } from './outputs.ts';

export class ReportCommand extends SgauditCommand {
  static override summary = 'Write a saved JSON report in another format.';
  static override examples = [
    '<%= config.bin %> report report.json',
    '<%= config.bin %> report report.json --format xlsx --output report.xlsx',
  ];
  static override args = {
    file: Args.string({ required: true, description: 'a report that --format json wrote' }),
  };
  static override flags = {
    ...outputFlags,
    ...groupByFlag,
    format: Flags.option({
      options: FORMATS,
      default: 'text' as const,
      description: 'format to write',
    })(),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ReportCommand);
    if (flags.format === 'xlsx' && flags.output === undefined) {
      throw new SgauditError('usage', 'a workbook goes to a file: give --output FILE');
    }
    const report = await readSavedReport(args.file);
    const outputs = new Outputs(flags, this.language(flags.lang), this.colors(flags['no-color']));
    await outputs.write(report, new Map());
  }
}
