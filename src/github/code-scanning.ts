import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { GithubClient } from './client.ts';

const compress = promisify(gzip);

/**
 * Hands a SARIF log to code scanning. A later one of the same category and commit takes its place, so one that arrives
 * twice does no harm.
 * https://docs.github.com/rest/code-scanning/code-scanning#upload-an-analysis-as-sarif-data
 */
export async function uploadSarif(
  client: GithubClient,
  repository: string,
  { sha, ref, sarif }: { readonly sha: string; readonly ref: string; readonly sarif: string },
): Promise<void> {
  const body = { commit_sha: sha, ref, sarif: (await compress(sarif)).toString('base64') };
  await client.change('POST', `/repos/${repository}/code-scanning/sarifs`, body, async () => null);
}
