import type { GithubClient } from './client.ts';
import { GithubError } from './errors.ts';
import { digestOf, markerOf, withMarker } from './marker.ts';

interface IssueComment {
  readonly id: number;
  readonly body: string | null;
}

export type CommentOutcome = 'created' | 'updated' | 'unchanged' | 'not-needed';

/**
 * Keeps the one comment that a subject has on a pull request: found by its marker, written again only when its
 * content is another one. Where `always` is false none is begun, but one that stands is brought up to date.
 */
export async function syncComment(
  client: GithubClient,
  repository: string,
  pullRequest: number,
  { subject, content, always }: { subject: string; content: string; always: boolean },
): Promise<CommentOutcome> {
  const list = `/repos/${repository}/issues/${pullRequest}/comments`;
  const body = withMarker({ kind: 'comment', subject }, content);
  const mine = async () =>
    (await client.all<IssueComment>(list)).filter((each) => {
      const marker = markerOf(each.body ?? '');
      return marker?.kind === 'comment' && marker.subject === digestOf(subject);
    });
  const isCurrent = (each: IssueComment) =>
    markerOf(each.body ?? '')?.content === digestOf(content);

  const [first, ...others] = await mine();
  for (const { id } of others)
    await deleteComment(client, `/repos/${repository}/issues/comments/${id}`);
  if (!first) {
    if (!always) return 'not-needed';
    await client.change('POST', list, { body }, async () => (await mine())[0] ?? null);
    return 'created';
  }
  if (isCurrent(first)) return 'unchanged';
  const path = `/repos/${repository}/issues/comments/${first.id}`;
  await client.change('PATCH', path, { body }, async () => {
    const now = await client.get<IssueComment>(path);
    return isCurrent(now) ? now : null;
  });
  return 'updated';
}

/** Gone already is gone as well. */
export async function deleteComment(client: GithubClient, path: string): Promise<void> {
  const isMissing = (error: unknown): true => {
    if (error instanceof GithubError && error.status === 404) return true;
    throw error;
  };
  await client
    .change<unknown>('DELETE', path, undefined, () => client.get(path).then(() => null, isMissing))
    .catch(isMissing);
}
