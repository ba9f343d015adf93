/** How a client waits. Milliseconds, but for `attempts`. */
export interface Patience {
  /** For one answer. */
  readonly timeout: number;
  readonly attempts: number;
  /** Before the second attempt; doubles each time. */
  readonly backOff: number;
  /** Between requests that change something, as GitHub asks of its clients. */
  readonly pause: number;
  /** After a secondary limit that names no time; doubles each time. */
  readonly secondaryLimit: number;
  /** Longer than this a limit is not waited for. */
  readonly longest: number;
}

export const PATIENCE: Patience = {
  timeout: 30_000,
  attempts: 5,
  backOff: 1000,
  pause: 1000,
  secondaryLimit: 60_000,
  longest: 600_000,
};

/**
 * How long a refused request has to wait because of a rate limit, primary or secondary; null when it was refused for
 * another reason.
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
 */
export function limitedFor(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  message: string,
  attempt: number,
  patience: Patience,
  now: number,
): number | null {
  if (status !== 403 && status !== 429) return null;
  const after = headers.get('retry-after');
  if (after !== null && /^\d+$/.test(after)) return Number(after) * 1000;
  if (headers.get('x-ratelimit-remaining') === '0') {
    const reset = Number(headers.get('x-ratelimit-reset'));
    return reset > 0 ? Math.max(0, reset * 1000 - now) : patience.secondaryLimit;
  }
  if (status === 429 || /secondary rate limit|abuse detection/i.test(message)) {
    return patience.secondaryLimit * 2 ** attempt;
  }
  return null;
}
