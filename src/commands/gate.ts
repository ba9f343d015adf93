import { Args, Flags } from '@oclif/core';
import { exitCodeOf } from '../app/exit-codes.ts';
import { failureReport } from '../app/failure-report.ts';
import type { GateRequest } from '../app/request.ts';
import { messagesFor } from '../messages/index.ts';
import { SgauditCommand } from './base.ts';
import {
  athenaFlags,
  awsFlags,
  judgementFlags,
  judgementRequest,
  ruleFlags,
  rulesRequest,
  s3Flags,
  trafficFlags,
  trafficRequest,
} from './flags.ts';
import { Outputs, outputFlags } from './outputs.ts';
import { writeWarnings } from './warnings.ts';
import { writeOutput } from './write.ts';

export class Gate extends SgauditCommand {
  static override summary =
    'Replay the traffic that was seen against a change, before it is applied.';
  static override description =
    'What the change would cut off is an error, whom it lets in a warning, what cannot be decided a note.\nExit codes: 0 nothing at or above --fail-on, 1 findings, 2 the work could not be done.';
  static override examples = [
    'terraform show -json plan.out | <%= config.bin %> gate ./infra --plan - --rollup ./rollup --inventory ./inventory',
    '<%= config.bin %> gate ./infra --base origin/main --state terraform.tfstate --rollup ./rollup --inventory ./inventory',
  ];
  static override args = {
    path: Args.string({ default: '.', description: 'a Terraform root module' }),
  };
  static override flags = {
    plan: Flags.string({
      helpGroup: 'change',
      helpValue: 'FILE',
      description: '`terraform show -json PLAN`, or - for standard input',
    }),
    base: Flags.string({
      helpGroup: 'change',
      helpValue: 'GITREF',
      description: 'a commit that the files as they are now are compared with',
    }),
    'var-file': ruleFlags['var-file'],
    var: ruleFlags.var,
    state: ruleFlags.state,
    ...trafficFlags,
    ...awsFlags,
    ...s3Flags,
    ...athenaFlags,
    ...judgementFlags,
    ...outputFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Gate);
    const outputs = new Outputs(flags, this.language(flags.lang), this.colors(flags['no-color']));
    const progress = this.progress(flags.quiet);
    const request: GateRequest = {
      path: args.path,
      ...rulesRequest(flags),
      base: flags.base ?? null,
      ...trafficRequest(flags),
      ...judgementRequest(flags),
      config: flags.config ?? null,
      language: this.language(flags.lang),
      onProgress: progress.report,
      onNotice: progress.note,
      signal: this.interruption(),
    };
    try {
      const { gate } = await import('../app/gate.ts');
      const result = await gate(request);
      progress.done();
      writeWarnings(result.warnings, messagesFor(this.language(flags.lang)).problems);
      await outputs.write(result.report, result.sources);
      if (result.baseline) await writeOutput(result.baseline.path, result.baseline.text);
      process.exitCode = exitCodeOf(result.report, result.failOn);
    } catch (error) {
      progress.done();
      // A script that asked for JSON gets JSON; the reason goes to standard error in any case.
      if (flags.format === 'json') {
        await outputs.write(failureReport(error as Error, args.path), new Map());
      }
      throw error;
    }
  }
}
