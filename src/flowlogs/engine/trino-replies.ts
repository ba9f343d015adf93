import { SgauditError } from '../../model/problem.ts';

/** Without an answer for so long, a request is given up and made again. */
export const REQUEST_MS = 60_000;
export const ATTEMPTS = 8;

/** Milliseconds that the server asks to be left alone, a minute at most. */
export function retryAfter(reply: Response | null): number {
  const seconds = Number(reply?.headers.get('retry-after') ?? 0);
  return Number.isFinite(seconds) ? Math.min(seconds, 60) * 1000 : 0;
}

export function unreachable(origin: string, error: Error): SgauditError {
  const cause = error.cause as { code?: string; message?: string } | undefined;
  const why =
    error.name === 'TimeoutError'
      ? `did not answer in ${REQUEST_MS / 1000} s`
      : `cannot be reached (${cause?.code ?? cause?.message ?? error.message})`;
  return new SgauditError('trino-unreachable', `Trino: ${origin} ${why}`);
}

export function busy(origin: string, status: number): SgauditError {
  const said = status === 0 ? 'the connection breaks off' : `it answers ${status}`;
  return new SgauditError(
    'trino-unreachable',
    `Trino: ${origin} is not available, ${said} after ${ATTEMPTS} attempts: run again later, nothing is lost`,
  );
}

export async function refused(origin: string, reply: Response): Promise<SgauditError> {
  const text = (await reply.text()).trim().slice(0, 300);
  if (reply.status === 401) {
    return new SgauditError(
      'trino-credentials',
      `Trino: ${origin} refuses the credentials${text ? ` (${text})` : ''}: set TRINO_PASSWORD, with the user in the configuration, or TRINO_TOKEN`,
    );
  }
  if (reply.status === 403) {
    return new SgauditError(
      'trino-denied',
      `Trino: ${origin} denies access${text ? `: ${text}` : ''}`,
    );
  }
  if (reply.status === 404 || reply.status === 405) {
    return new SgauditError(
      'trino-protocol',
      `Trino: ${origin} does not know this request (${reply.status}): check the URL given with --trino; a query that was finished long ago is forgotten`,
    );
  }
  return new SgauditError('trino-failed', `Trino: ${origin} answers ${reply.status}: ${text}`);
}
