import { readFile } from 'node:fs/promises';
import { Args, Flags } from '@oclif/core';
import { exitCodeOf } from '../app/exit-codes.ts';
import { readSavedReport } from '../app/saved-report.ts';
import { SgauditError } from '../model/problem.ts';
import { plain } from '../report/plain.ts';
import { SgauditCommand } from './base.ts';
import { judgementFlags } from './flags.ts';
import { appendStepSummary } from './step-summary.ts';

export class Github extends SgauditCommand {
  static override summary = 'Bring a pull request on GitHub up to date with a saved JSON report.';
  static override description =
    'Posts a check run with annotations, one comment and suggested removals; what has not changed is left alone.\nReads GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_EVENT_PATH, GITHUB_SHA and GITHUB_API_URL. Where the token may not write, findings become annotations of the step.\nExit codes: as of lint; 2 also when GitHub could not be reached.';
  static override examples = [
    '<%= config.bin %> github report.json',
    '<%= config.bin %> github report.json --no-comment --fail-on error',
    '<%= config.bin %> github report.json --repository octo/infra --pull-request 7',
  ];
  static override args = {
    report: Args.string({ required: true, description: 'a report that --format json wrote' }),
  };
  static override flags = {
    check: Flags.boolean({ allowNo: true, default: true, description: 'a check run' }),
    comment: Flags.boolean({
      allowNo: true,
      default: true,
      description: 'the comment on the pull request',
    }),
    suggest: Flags.boolean({
      allowNo: true,
      default: true,
      description: 'proved removals as suggested changes',
    }),
    'code-scanning': Flags.boolean({
      description: 'as well, the findings as code-scanning alerts',
    }),
    repository: Flags.string({
      helpValue: 'OWNER/NAME',
      description: 'repository (default: GITHUB_REPOSITORY)',
    }),
    'pull-request': Flags.integer({
      min: 1,
      helpValue: 'NUMBER',
      description: 'pull request (default: of the event)',
    }),
    sha: Flags.string({
      helpValue: 'SHA',
      description: 'commit that the report is of (default: head of the pull request, GITHUB_SHA)',
    }),
    'api-url': Flags.string({
      helpValue: 'URL',
      description: 'address of the REST API (default: GITHUB_API_URL, https://api.github.com)',
    }),
    event: Flags.string({
      helpValue: 'FILE',
      description: 'the workflow’s event (default: GITHUB_EVENT_PATH)',
    }),
    'fail-on': judgementFlags['fail-on'],
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Github);
    const language = this.language(flags.lang);
    const report = await readSavedReport(args.report);
    const { failOnOf } = await import('../app/fail-on.ts');
    const failOn = failOnOf(report, {
      given: flags['fail-on'] ?? null,
      config: flags.config ?? null,
    });
    const { contextOf } = await import('../github/context.ts');
    const context = contextOf({
      repository: flags.repository,
      pullRequest: flags['pull-request'],
      sha: flags.sha,
      apiUrl: flags['api-url'],
      environment: process.env,
      event: await readEvent(flags.event ?? process.env.GITHUB_EVENT_PATH),
    });
    const { postToGithub } = await import('../app/post-to-github.ts');
    const { notes, fallback } = await postToGithub({
      report,
      context,
      parts: {
        check: flags.check,
        comment: flags.comment,
        suggestions: flags.suggest,
        scanning: flags['code-scanning'],
      },
      failOn,
      language,
      signal: this.interruption(),
    });
    for (const note of notes) process.stderr.write(`${plain(note)}\n`);
    if (fallback) {
      process.stdout.write(fallback.commands);
      await appendStepSummary(fallback.summary);
    }
    process.exitCode = exitCodeOf(report, failOn);
  }
}

async function readEvent(path: string | undefined): Promise<string | null> {
  if (!path) return null;
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SgauditError('unreadable-file', `cannot read the event ${path} (${code})`);
  }
}
