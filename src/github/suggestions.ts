import type { Suggestion } from '../model/pull-request.ts';
import type { GithubClient } from './client.ts';
import { deleteComment } from './comment.ts';
import { GithubError } from './errors.ts';
import { digestOf, type Marker, markerOf, withMarker } from './marker.ts';

interface ReviewComment {
  readonly id: number;
  readonly body: string;
  readonly path: string;
  /** Null when the lines have gone from the diff: GitHub calls the comment outdated. */
  readonly line: number | null;
  readonly start_line?: number | null;
  readonly in_reply_to_id?: number;
}

interface Known {
  readonly comment: ReviewComment;
  readonly marker: Marker;
}

export interface SuggestionOutcome {
  readonly created: number;
  readonly kept: number;
  readonly removed: number;
  /** Refused by GitHub: the lines are not in the diff any more. */
  readonly refused: number;
}

export interface SuggestionTarget {
  readonly repository: string;
  readonly pullRequest: number;
  /** The head of the pull request that the lines are of. */
  readonly sha: string;
  readonly subject: string;
  /** What stands in the place of a suggestion that is gone, where people have answered it. */
  readonly gone: string;
}

/**
 * Makes the suggestions of a subject on a pull request those given: what stands there already is not repeated, what
 * is outdated or no longer proposed is deleted. A suggestion that people have answered keeps their thread.
 */
export async function syncSuggestions(
  client: GithubClient,
  target: SuggestionTarget,
  suggestions: readonly Suggestion[],
): Promise<SuggestionOutcome> {
  const list = `/repos/${target.repository}/pulls/${target.pullRequest}/comments`;
  const all = await client.all<ReviewComment>(list);
  const known = all.flatMap((comment) => ownOf(comment, target.subject));
  const answered = new Set(all.flatMap((each) => each.in_reply_to_id ?? []));
  const kept = new Map<Suggestion, Known>();
  for (const suggestion of suggestions) {
    const same = known.find((each) => says(each, suggestion));
    if (same) kept.set(suggestion, same);
  }
  const keptComments = new Set([...kept.values()].map(({ comment }) => comment.id));
  let removed = 0;
  for (const { comment, marker } of known) {
    if (keptComments.has(comment.id)) continue;
    const path = `/repos/${target.repository}/pulls/comments/${comment.id}`;
    if (!answered.has(comment.id)) await deleteComment(client, path);
    else if (marker.content === digestOf(target.gone)) continue;
    else await markGone(client, path, target);
    removed += 1;
  }
  let [created, refused] = [0, 0];
  for (const suggestion of suggestions) {
    if (kept.has(suggestion)) continue;
    if (await create(client, list, target, suggestion)) created += 1;
    else refused += 1;
  }
  return { created, kept: kept.size, removed, refused };
}

async function create(
  client: GithubClient,
  list: string,
  { sha, subject }: SuggestionTarget,
  suggestion: Suggestion,
): Promise<boolean> {
  const { key, path, startLine, endLine } = suggestion;
  const body = {
    body: withMarker({ kind: 'suggestion', subject, key }, suggestion.body),
    commit_id: sha,
    path,
    line: endLine,
    side: 'RIGHT',
    // GitHub refuses a range of one line.
    ...(startLine < endLine ? { start_line: startLine, start_side: 'RIGHT' } : {}),
  };
  const find = async () =>
    (await client.all<ReviewComment>(list))
      .flatMap((comment) => ownOf(comment, subject))
      .find((each) => says(each, suggestion)) ?? null;
  try {
    await client.change('POST', list, body, find);
    return true;
  } catch (error) {
    // Somebody has pushed in the meantime; the run of that push makes its own suggestions.
    if (error instanceof GithubError && error.status === 422) return false;
    throw error;
  }
}

async function markGone(
  client: GithubClient,
  path: string,
  { subject, gone }: SuggestionTarget,
): Promise<void> {
  const body = withMarker({ kind: 'suggestion', subject }, gone);
  await client.change('PATCH', path, { body }, async () => null);
}

function ownOf(comment: ReviewComment, subject: string): Known[] {
  const marker = markerOf(comment.body);
  return marker?.kind === 'suggestion' && marker.subject === digestOf(subject)
    ? [{ comment, marker }]
    : [];
}

/** The same change of the same lines, still in the diff. */
function says({ comment, marker }: Known, suggestion: Suggestion): boolean {
  return (
    marker.key === digestOf(suggestion.key) &&
    marker.content === digestOf(suggestion.body) &&
    comment.path === suggestion.path &&
    comment.line === suggestion.endLine &&
    (comment.start_line ?? comment.line) === suggestion.startLine
  );
}
