import type { FailOn } from '../config/config.ts';
import { type CheckRun, postCheckRun } from '../github/check-run.ts';
import { GithubClient } from '../github/client.ts';
import { uploadSarif } from '../github/code-scanning.ts';
import { syncComment } from '../github/comment.ts';
import type { GithubContext } from '../github/context.ts';
import { PermissionError } from '../github/errors.ts';
import { changedFiles, headOf } from '../github/pull-request.ts';
import type { Patience } from '../github/rate-limit.ts';
import { syncSuggestions } from '../github/suggestions.ts';
import { CHECK_INFOS } from '../lint/index.ts';
import { type Language, type Messages, messagesFor } from '../messages/index.ts';
import type { ChangedFiles } from '../model/hunks.ts';
import { SgauditError } from '../model/problem.ts';
import type { Report } from '../model/report.ts';
import { reportGithub } from '../report/github.ts';
import { markdownWithin } from '../report/markdown.ts';
import { annotationsOf } from '../report/pull-request/annotations.ts';
import { suggestionsOf } from '../report/pull-request/suggestions.ts';
import type { ReporterOptions } from '../report/reporter.ts';
import { levelsOf } from '../report/run-task.ts';
import { reportSarif } from '../report/sarif/sarif.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { TOOL_VERSION } from './version.ts';

export interface PostRequest {
  readonly report: Report;
  readonly context: GithubContext;
  readonly parts: Readonly<Record<Part, boolean>>;
  readonly failOn: FailOn;
  readonly language: Language;
  readonly signal?: AbortSignal;
  readonly patience?: Patience;
}

type Part = 'check' | 'comment' | 'suggestions' | 'scanning';

export interface PostResult {
  /** What was done, a sentence a part. */
  readonly notes: readonly string[];
  /** For a step of GitHub Actions, where the token may not write; null when all was posted. */
  readonly fallback: { readonly commands: string; readonly summary: string } | null;
}

/** More annotations than people look at would keep a run busy for minutes: GitHub takes 50 a second. */
const MOST_ANNOTATIONS = 1000;
const MOST_SUGGESTIONS = 20;
const SUMMARY_LENGTH = 20_000;
/** With room for the marker, in which a root's name may be long. */
const COMMENT_LENGTH = 60_000;

/**
 * Brings a pull request up to date with a report: a check run with annotations, one comment, suggested removals.
 * A run that has nothing new to say changes nothing. What the token may not write is said by workflow commands.
 * @throws SgauditError when GitHub cannot be reached or refuses the work for another reason than the token's rights
 */
export async function postToGithub(request: PostRequest): Promise<PostResult> {
  const { context, parts, report, language } = request;
  const { repository, pullRequest } = context;
  const messages = messagesFor(language);
  const client = new GithubClient({
    apiUrl: context.apiUrl,
    token: context.token,
    userAgent: `sgaudit/${TOOL_VERSION}`,
    signal: request.signal,
    ...(request.patience ? { patience: request.patience } : {}),
  });
  const head = pullRequest === null ? null : await headOf(client, repository, pullRequest);
  const sha = context.sha ?? head ?? '';
  const changed: ChangedFiles =
    pullRequest === null ? new Map() : await changedFiles(client, repository, pullRequest);
  const work = new Work(messages);

  if (parts.check) {
    await work.do('check', async () => {
      const run = checkRunOf(request, changed, messages);
      const outcome = await postCheckRun(client, repository, sha, run);
      return messages.github.outcome.check(outcome, run.annotations.length);
    });
  }
  if (parts.scanning) {
    await work.do('scanning', () => scan(client, request, sha, messages));
  }
  if (pullRequest === null) return work.result(report, language);
  // An older run that ends late must not write over what a newer one has said.
  if (head !== sha) {
    work.note(messages.github.outcome.moved(pullRequest));
    return work.result(report, language);
  }
  const suggestions = suggestionsOf(report, changed, language);
  if (parts.comment) {
    await work.do('comment', async () => {
      const left = parts.suggestions ? suggestions.length - MOST_SUGGESTIONS : 0;
      const page = markdownWithin(report, language, COMMENT_LENGTH);
      const content = left > 0 ? `${page}\n${messages.github.suggestionsCut(left)}\n` : page;
      const always =
        report.findings.some(({ suppressed }) => !suppressed) || report.errors.length > 0;
      const comment = { subject: nameOf(report), content, always };
      return messages.github.outcome.comment(
        await syncComment(client, repository, pullRequest, comment),
      );
    });
  }
  if (parts.suggestions) {
    await work.do('suggestions', async () => {
      const { gone, outcome } = messages.github;
      const target = { repository, pullRequest, sha, subject: nameOf(report), gone };
      const made = await syncSuggestions(client, target, suggestions.slice(0, MOST_SUGGESTIONS));
      if (made.refused > 0) work.note(outcome.refused(made.refused));
      return outcome.suggestions(made.created, made.kept, made.removed);
    });
  }
  return work.result(report, language);
}

/** A pull request's alerts are those of its head, which the report is of. */
async function scan(
  client: GithubClient,
  { context, report, language }: PostRequest,
  sha: string,
  messages: Messages,
): Promise<string> {
  const { repository, pullRequest } = context;
  const ref = pullRequest === null ? context.ref : `refs/pull/${pullRequest}/head`;
  if (ref === null) {
    throw new SgauditError('usage', 'code scanning wants to know the branch: set GITHUB_REF');
  }
  const sarif = String(await reportSarif(report, reporterOptions(language)));
  await uploadSarif(client, repository, { sha, ref, sarif });
  return messages.github.outcome.scanning;
}

function reporterOptions(language: Language): ReporterOptions {
  return { language, sources: new Map(), checks: CHECK_INFOS, color: false, width: 80 };
}

function checkRunOf(
  { report, failOn, language }: PostRequest,
  changed: ChangedFiles,
  messages: Messages,
): CheckRun {
  const open = report.findings.filter(({ suppressed }) => suppressed === null);
  const annotations = annotationsOf(report, changed);
  const left = open.length - Math.min(annotations.length, MOST_ANNOTATIONS);
  const clean = exitCodeOf(report, failOn) === EXIT.CLEAN;
  const page = markdownWithin(report, language, SUMMARY_LENGTH);
  return {
    name: nameOf(report),
    conclusion: !clean ? 'failure' : open.length > 0 ? 'neutral' : 'success',
    title: levelsOf(report, language) || messages.github.noFindings,
    summary: left > 0 ? `${page}\n${messages.github.annotationsCut(left)}\n` : page,
    annotations: annotations.slice(0, MOST_ANNOTATIONS),
  };
}

/** What a report is of: each has a check run and a comment of its own. */
function nameOf({ target, gate }: Report): string {
  const tool = gate ? 'sgaudit gate' : 'sgaudit';
  return target.root === '.' ? tool : `${tool} (${target.root})`;
}

/** The parts that are done, and those that the token may not do. */
class Work {
  readonly #messages: Messages;
  readonly #notes: string[] = [];
  #denied = false;

  constructor(messages: Messages) {
    this.#messages = messages;
  }

  note(text: string): void {
    this.#notes.push(text);
  }

  async do(part: Part, action: () => Promise<string>): Promise<void> {
    try {
      this.note(await action());
    } catch (error) {
      if (!(error instanceof PermissionError)) throw error;
      this.#denied = true;
      this.note(this.#messages.github.outcome.denied(part, error.message));
    }
  }

  async result(report: Report, language: Language): Promise<PostResult> {
    if (!this.#denied) return { notes: this.#notes, fallback: null };
    const summary = markdownWithin(report, language, COMMENT_LENGTH);
    return {
      notes: [...this.#notes, this.#messages.github.outcome.fallback],
      fallback: {
        commands: String(await reportGithub(report, reporterOptions(language))),
        summary,
      },
    };
  }
}
