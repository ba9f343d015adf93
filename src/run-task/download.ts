import { SgauditError } from '../model/problem.ts';
import { allowedUrl, type Hosts } from './hosts.ts';
import type { RunTask } from './payload.ts';

const MOST_REDIRECTS = 3;

export interface DownloadOptions {
  readonly hosts: Hosts;
  readonly mostBytes: number;
  readonly signal: AbortSignal;
}

/**
 * What a run is of: its plan's JSON, its configuration. The API answers with a short-lived address in an archive, to
 * which the token does not go.
 * @throws SgauditError `run-task-download` or `run-task-host`; neither holds the token, nor anything of the content
 */
export async function download(
  what: 'plan' | 'configuration',
  task: RunTask,
  { hosts, mostBytes, signal }: DownloadOptions,
): Promise<Buffer> {
  const failed = (reason: string) =>
    new SgauditError('run-task-download', `the ${what} could not be fetched: ${reason}`);
  const address = what === 'plan' ? task.planUrl : task.configurationUrl;
  if (address === null) throw failed('the request does not say where it is');
  let url = allowedUrl(address, [hosts.api]);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const token = url.host === hosts.api ? task.token : null;
    const response = await ask(url, token, signal).catch((error: Error) => {
      signal.throwIfAborted();
      const { cause } = error as { cause?: { code?: string } };
      throw failed(`${url.host} could not be reached${cause?.code ? ` (${cause.code})` : ''}`);
    });
    const location = response.headers.get('location');
    if ([301, 302, 303, 307, 308].includes(response.status) && location !== null) {
      await response.body?.cancel();
      url = allowedUrl(new URL(location, url).href, [hosts.api, hosts.archive]);
      continue;
    }
    if (response.status === 204) throw failed('Terraform has none');
    if (!response.ok) throw failed(`${url.host} answered ${response.status}`);
    const bytes = await readWithin(response, mostBytes).catch(() => {
      signal.throwIfAborted();
      throw failed('the connection was cut');
    });
    if (bytes) return bytes;
    throw failed(`it has more than ${Math.round(mostBytes / 1e6)} MB (--max-download)`);
  }
  throw failed(`${url.host} redirects in circles`);
}

function ask(url: URL, token: string | null, signal: AbortSignal): Promise<Response> {
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  return fetch(url, { redirect: 'manual', headers, signal });
}

/** Null when it is larger. */
async function readWithin(response: Response, mostBytes: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
