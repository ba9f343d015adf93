import { Args, Flags } from '@oclif/core';
import { exitCodeOf } from '../app/exit-codes.ts';
import { failureReport } from '../app/failure-report.ts';
import type { LintRequest } from '../app/request.ts';
import { messagesFor } from '../messages/index.ts';
import { plain } from '../report/plain.ts';
import { SgauditCommand } from './base.ts';
import { fixFlags, fixRequest, writeFix } from './fix-flags.ts';
import {
  athenaFlags,
  awsFlags,
  ec2Flags,
  ec2Request,
  judgementFlags,
  judgementRequest,
  ruleFlags,
  rulesRequest,
  s3Flags,
  trafficFlags,
  trafficRequest,
  usedIpsFlags,
} from './flags.ts';
import { groupByFlag, Outputs, outputFlags } from './outputs.ts';
import { planRemovalsFlags, writeRemovalPlan } from './plan-removals.ts';
import { writeWarnings } from './warnings.ts';
import { writeOutput } from './write.ts';

export class Lint extends SgauditCommand {
  static override summary =
    'Judge the security-group rules of a Terraform root module by real traffic.';
  static override description =
    'Without logs the configuration checks run, and the traffic checks say what they lack.\nExit codes: 0 nothing at or above --fail-on, 1 findings, 2 the work could not be done.';
  static override examples = [
    '<%= config.bin %> lint ./infra',
    '<%= config.bin %> lint ./infra --state terraform.tfstate --flow-logs ./logs --inventory ./inventory',
    '<%= config.bin %> lint --security-groups groups.json --used-ips used_ips.csv --xlsx report.xlsx',
    '<%= config.bin %> lint ./infra --trino https://trino.example.com:8443 --rollup ./rollup --inventory ./inventory',
    '<%= config.bin %> lint ./infra --rollup ./rollup --window 2026-10-01..2026-10-31 --patch removals.patch',
    '<%= config.bin %> lint ./infra --rollup ./rollup --fix --dry-run',
    '<%= config.bin %> lint ./infra --flow-logs ./logs --format json --output report.json --xlsx report.xlsx',
  ];
  static override args = {
    path: Args.string({ description: 'a Terraform root module (default: the working directory)' }),
  };
  static override flags = {
    ...ruleFlags,
    ...ec2Flags,
    ...trafficFlags,
    ...usedIpsFlags,
    ...awsFlags,
    ...s3Flags,
    ...athenaFlags,
    ...judgementFlags,
    ...outputFlags,
    ...groupByFlag,
    patch: Flags.string({
      helpGroup: 'edits',
      helpValue: 'FILE',
      description: 'as well, one git patch of all proved removals',
    }),
    'include-redundant': Flags.boolean({
      helpGroup: 'edits',
      description: 'offer redundant rules for removal too',
    }),
    ...fixFlags,
    ...planRemovalsFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Lint);
    const outputs = new Outputs(flags, this.language(flags.lang), this.colors(flags['no-color']));
    const progress = this.progress(flags.quiet);
    const request: LintRequest = {
      path: args.path ?? '.',
      ...ec2Request(flags, args.path),
      ...rulesRequest(flags),
      usedIps: flags['used-ips'] ?? null,
      ...trafficRequest(flags),
      ...judgementRequest(flags),
      config: flags.config ?? null,
      language: this.language(flags.lang),
      includeRedundant: flags['include-redundant'],
      ...fixRequest(flags),
      ...(flags['plan-removals'] ? { removalSteps: flags['plan-removals'] } : {}),
      onProgress: progress.report,
      onNotice: progress.note,
      signal: this.interruption(),
    };
    try {
      const { lint } = await import('../app/lint.ts');
      const result = await lint(request);
      progress.done();
      writeWarnings(result.warnings, messagesFor(this.language(flags.lang)).problems);
      await outputs.write(result.report, result.sources, result.folder);
      if (result.baseline) await writeOutput(result.baseline.path, result.baseline.text);
      writeFix(result, outputs.isText);
      const patchFolder = flags['patch-dir'];
      if (patchFolder !== undefined) {
        const told = await writeRemovalPlan(result, patchFolder, this.language(flags.lang));
        (outputs.isText ? process.stdout : process.stderr).write(`\n${plain(told)}\n`);
      }
      if (flags.patch !== undefined) await writeOutput(flags.patch, result.patch);
      process.exitCode = exitCodeOf(result.report, result.failOn);
    } catch (error) {
      progress.done();
      // A script that asked for JSON gets JSON; the reason goes to standard error in any case.
      if (flags.format === 'json') {
        await outputs.write(failureReport(error as Error, args.path ?? '.'), new Map());
      }
      throw error;
    }
  }
}
