import type { Reply } from '../scripted-server.ts';
import type { CheckRun } from './check-runs.ts';
import type { IssueComment } from './comments.ts';
import type { ReviewComment } from './review-comments.ts';

export interface Fault {
  /** Method and path with query. */
  readonly on: RegExp;
  readonly reply: Reply;
  readonly carriedOut?: boolean;
}

export interface SarifUpload {
  readonly commit_sha: string;
  readonly ref: string;
  /** gzip in Base64 */
  readonly sarif: string;
}

export interface GithubState {
  readonly token: string;
  pullRequest: {
    readonly number: number;
    readonly headSha: string;
    readonly files: readonly { readonly filename: string; readonly patch?: string }[];
  };
  readonly comments: IssueComment[];
  readonly reviewComments: ReviewComment[];
  readonly checkRuns: CheckRun[];
  readonly sarifs: SarifUpload[];
  readonly faults: Fault[];
  /** What the token may write. */
  permissions: Readonly<Record<'checks' | 'issues' | 'pulls' | 'scanning', boolean>>;
  nextId(): number;
}

export const HEAD = 'a1'.repeat(20);

export function githubState(changes: Partial<GithubState> = {}): GithubState {
  let id = 100;
  return {
    token: 'ghs_0123456789abcdefSECRET',
    pullRequest: { number: 7, headSha: HEAD, files: [] },
    comments: [],
    reviewComments: [],
    checkRuns: [],
    faults: [],
    permissions: { checks: true, issues: true, pulls: true, scanning: true },
    sarifs: [],
    nextId() {
      id += 1;
      return id;
    },
    ...changes,
  };
}
