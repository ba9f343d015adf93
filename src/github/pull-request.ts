import { type ChangedFiles, parseHunks } from '../model/hunks.ts';
import type { GithubClient } from './client.ts';

interface PullRequest {
  readonly head: { readonly sha: string };
}

interface ChangedFile {
  readonly filename: string;
  /** Lacks for binary and very large files. */
  readonly patch?: string;
}

/** The commit that a pull request ends with at this moment. */
export async function headOf(
  client: GithubClient,
  repository: string,
  pullRequest: number,
): Promise<string> {
  return (await client.get<PullRequest>(`/repos/${repository}/pulls/${pullRequest}`)).head.sha;
}

export async function changedFiles(
  client: GithubClient,
  repository: string,
  pullRequest: number,
): Promise<ChangedFiles> {
  const files = await client.all<ChangedFile>(`/repos/${repository}/pulls/${pullRequest}/files`);
  return new Map(files.map(({ filename, patch }) => [filename, parseHunks(patch ?? '')]));
}
