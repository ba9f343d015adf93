import type { IssueComment } from './comments.ts';
import type { GithubState } from './state.ts';

export interface ReviewComment extends IssueComment {
  readonly path: string;
  readonly commit_id: string;
  readonly line: number | null;
  readonly start_line?: number;
  readonly side?: string;
  readonly start_side?: string;
  readonly in_reply_to_id?: number;
}

export function reviewCommentProblem(
  { pullRequest }: GithubState,
  comment: Partial<ReviewComment>,
): string | null {
  const { path, line, start_line: start, side } = comment;
  if (comment.commit_id !== pullRequest.headSha) return 'commit_id is not part of the pull request';
  if (side !== 'RIGHT') return 'side is not a part of these tests';
  const file = pullRequest.files.find(({ filename }) => filename === path);
  if (!file) return 'path could not be resolved';
  const hunks = rightLines(file.patch ?? '');
  const hunk = hunks.find((lines) => lines.includes(line ?? 0));
  if (!hunk) return 'pull_request_review_thread.line must be part of the diff';
  if (start === undefined) return null;
  if (start >= (line ?? 0)) {
    return 'Pull request review thread start line must precede the end line.';
  }
  if (!hunk.includes(start)) {
    return 'Pull request review thread start line must be part of the same hunk as the line.';
  }
  return comment.start_side === 'RIGHT' ? null : 'start_side is not a part of these tests';
}

/** The numbers of the lines that each hunk shows on the right. */
function rightLines(patch: string): number[][] {
  const hunks: number[][] = [];
  let next = 0;
  for (const line of patch.split('\n')) {
    const start = /^@@ .*\+(\d+)/.exec(line)?.[1];
    if (start !== undefined) {
      next = Number(start);
      hunks.push([]);
    } else if (/^[ +]/.test(line)) {
      hunks.at(-1)?.push(next);
      next += 1;
    }
  }
  return hunks;
}
