import { SgauditError } from '../model/problem.ts';

/** Which commit and which pull request a run is about. */
export interface GithubContext {
  readonly apiUrl: string;
  readonly token: string;
  /** `owner/name` */
  readonly repository: string;
  /** The head of the pull request, or the commit that was pushed; null when only the pull request can tell. */
  readonly sha: string | null;
  readonly pullRequest: number | null;
  /** The full name of the branch or tag that was pushed; null when it is not known, and for a pull request. */
  readonly ref: string | null;
}

export interface ContextRequest {
  readonly apiUrl?: string | undefined;
  readonly repository?: string | undefined;
  readonly sha?: string | undefined;
  readonly pullRequest?: number | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The text of the event that the workflow runs for; null outside of GitHub Actions. */
  readonly event: string | null;
}

interface Event {
  readonly pull_request?: { readonly number?: unknown; readonly head?: { readonly sha?: unknown } };
  readonly issue?: { readonly number?: unknown; readonly pull_request?: unknown };
}

/**
 * Flags win over the environment of GitHub Actions. In a pull request's workflow `GITHUB_SHA` is a merge that nobody
 * sees, so the event's head counts.
 * @throws SgauditError `usage` when something is missing or is not of its form
 */
export function contextOf(request: ContextRequest): GithubContext {
  const { environment } = request;
  const repository = request.repository ?? environment.GITHUB_REPOSITORY;
  if (!repository) {
    throw new SgauditError(
      'usage',
      'which repository? Give --repository OWNER/NAME, or run in GitHub Actions',
    );
  }
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || /(^|\/)\.\.?(\/|$)/.test(repository)) {
    throw new SgauditError('usage', `"${repository}" is not a repository: give it as OWNER/NAME`);
  }
  const token = environment.GITHUB_TOKEN || environment.GH_TOKEN;
  if (!token) {
    throw new SgauditError(
      'usage',
      'GITHUB_TOKEN is not set; in a workflow: env: GITHUB_TOKEN: ${{ github.token }}',
    );
  }
  const event = request.event === null ? {} : parseEvent(request.event);
  const pullRequest = request.pullRequest ?? pullRequestOf(event);
  const sha = request.sha ?? shaOf(event, request.pullRequest, environment.GITHUB_SHA);
  if (sha === null && pullRequest === null) {
    throw new SgauditError(
      'usage',
      'which commit? Give --sha or --pull-request, or run in GitHub Actions',
    );
  }
  if (sha !== null && !/^[0-9a-f]{40,64}$/i.test(sha)) {
    throw new SgauditError('usage', `"${sha}" is not the full SHA of a commit`);
  }
  const apiUrl = request.apiUrl ?? (environment.GITHUB_API_URL || 'https://api.github.com');
  const pushed = environment.GITHUB_REF || null;
  const ref = pullRequest === null && pushed?.startsWith('refs/') ? pushed : null;
  return { apiUrl, token, repository, sha, pullRequest, ref };
}

function parseEvent(text: string): Event {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    throw new SgauditError('usage', 'the file that GITHUB_EVENT_PATH names is not JSON');
  }
}

function pullRequestOf(event: Event): number | null {
  const number =
    event.pull_request?.number ?? (event.issue?.pull_request ? event.issue.number : null);
  return typeof number === 'number' && Number.isInteger(number) ? number : null;
}

/** A pull request that was named by a flag is another one than the event's, and tells its head itself. */
function shaOf(event: Event, flag: number | undefined, pushed: string | undefined): string | null {
  if (flag !== undefined && flag !== pullRequestOf(event)) return null;
  const head = event.pull_request?.head?.sha;
  if (typeof head === 'string') return head;
  return pullRequestOf(event) !== null ? null : pushed || null;
}
