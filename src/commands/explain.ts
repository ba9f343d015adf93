import { Args, Flags } from '@oclif/core';
import { EXIT } from '../app/exit-codes.ts';
import { failureReport } from '../app/failure-report.ts';
import type { ExplainRequest } from '../app/request.ts';
import { CHECK_INFOS } from '../lint/index.ts';
import { messagesFor } from '../messages/index.ts';
import { SgauditError } from '../model/problem.ts';
import type { Report } from '../model/report.ts';
import { REPORTERS } from '../report/index.ts';
import { jsonText } from '../report/json-text.ts';
import { SgauditCommand } from './base.ts';
import {
  athenaFlags,
  awsFlags,
  ec2Flags,
  ec2Request,
  ruleFlags,
  rulesRequest,
  s3Flags,
  trafficFlags,
  trafficRequest,
  usedIpsFlags,
} from './flags.ts';
import { writeErrors, writeWarnings } from './warnings.ts';
import { writeOutput } from './write.ts';

export class Explain extends SgauditCommand {
  static override summary =
    'Show everything that is known of one rule, and why its verdict is what it is.';
  static override description =
    'RULE is the address of a resource or group (with or without its index), a rule key, sgr-…, or FILE:LINE.\nExit codes: 0 explained, 2 there is no such rule, or the work could not be done.';
  static override examples = [
    '<%= config.bin %> explain \'aws_security_group_rule.web["https"]\' ./infra --rollup ./rollup --inventory ./inventory',
    '<%= config.bin %> explain infra/main.tf:12 ./infra --state terraform.tfstate --flow-logs ./logs --inventory ./inventory',
    '<%= config.bin %> explain sgr-0123456789abcdef0 ./infra --state terraform.tfstate --rollup ./rollup --certificate proof.json',
  ];
  static override args = {
    rule: Args.string({ required: true, description: 'address, key, sgr-… or FILE:LINE' }),
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
    format: Flags.option({
      options: ['text', 'json'] as const,
      default: 'text' as const,
      helpGroup: 'result',
      description: 'what goes to standard output',
    })(),
    output: Flags.string({
      helpGroup: 'result',
      helpValue: 'FILE',
      description: 'write --format there instead',
    }),
    certificate: Flags.string({
      helpGroup: 'result',
      helpValue: 'FILE',
      description:
        'as well, the rule’s certificate as JSON: what the verdict rests on, and a hash over all inputs',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Explain);
    const progress = this.progress(flags.quiet);
    const request: ExplainRequest = {
      rule: args.rule,
      path: args.path ?? '.',
      ...ec2Request(flags, args.path),
      ...rulesRequest(flags),
      usedIps: flags['used-ips'] ?? null,
      ...trafficRequest(flags),
      config: flags.config ?? null,
      language: this.language(flags.lang),
      onProgress: progress.report,
      onNotice: progress.note,
      signal: this.interruption(),
    };
    try {
      const { explain } = await import('../app/explain.ts');
      const { report, sources, warnings } = await explain(request);
      progress.done();
      const certificate =
        flags.certificate === undefined ? null : certificateOf(report, flags.certificate);
      writeWarnings(warnings, messagesFor(this.language(flags.lang)).problems);
      await this.#write(report, sources, flags);
      if (certificate) await writeOutput(certificate.path, certificate.text);
      if (flags.format !== 'json')
        writeErrors(report.errors, messagesFor(this.language(flags.lang)).problems);
      process.exitCode = report.errors.length > 0 ? EXIT.FAILED : EXIT.CLEAN;
    } catch (error) {
      progress.done();
      if (flags.format === 'json') {
        await this.#write(failureReport(error as Error, args.path ?? '.'), new Map(), flags);
      }
      throw error;
    }
  }

  async #write(
    report: Report,
    sources: ReadonlyMap<string, string>,
    flags: {
      readonly format: 'text' | 'json';
      readonly output?: string | undefined;
      readonly lang?: 'en' | 'zh-CN' | undefined;
      readonly 'no-color': boolean;
    },
  ): Promise<void> {
    const reporter = await REPORTERS[flags.format === 'json' ? 'json' : 'explanation']();
    const content = await reporter(report, {
      language: this.language(flags.lang),
      sources,
      checks: CHECK_INFOS,
      color: flags.output === undefined && this.colors(flags['no-color']),
      width: process.stdout.columns || 80,
      ascii: !showsUnicode(process.env),
    });
    if (flags.output === undefined) process.stdout.write(content);
    else await writeOutput(flags.output, content);
  }
}

/** A POSIX locale says of the terminal whether it shows more than ASCII. */
function showsUnicode(environment: Readonly<Record<string, string | undefined>>): boolean {
  if (process.platform === 'win32') return true;
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || '';
  return /utf-?8/i.test(locale);
}

/** @throws SgauditError `usage` where there is not just one */
function certificateOf(report: Report, path: string): { path: string; text: string } {
  const found = (report.explanations ?? []).flatMap(({ certificate }) => certificate ?? []);
  const [only, ...others] = found;
  if (!only) {
    throw new SgauditError('usage', 'a certificate needs traffic: give --flow-logs or --rollup');
  }
  if (others.length > 0) {
    const keys = found.map(({ rule }) => `${rule.key} (${rule.text})`);
    throw new SgauditError(
      'usage',
      `a certificate is of one rule, and ${found.length} go by that name; give the key of one: ${keys.join(', ')}`,
    );
  }
  return { path, text: jsonText(only) };
}
