import { setTimeout as wait } from 'node:timers/promises';
import { GithubError, PermissionError } from './errors.ts';
import { limitedFor, PATIENCE, type Patience } from './rate-limit.ts';

export interface ClientOptions {
  /** `https://api.github.com`, or of GitHub Enterprise Server `https://HOST/api/v3`. */
  readonly apiUrl: string;
  readonly token: string;
  readonly userAgent: string;
  readonly signal?: AbortSignal | undefined;
  readonly patience?: Patience;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

interface Answer {
  readonly status: number;
  readonly value: unknown;
  /** Where the next page is. */
  readonly next: string | null;
}

const MOST_REDIRECTS = 5;
const PAGE_SIZE = 100;

/**
 * GitHub's REST API, one request at a time: limits are waited for, server errors and lost connections tried again. The
 * token goes to the given address alone, and is in no error.
 */
export class GithubClient {
  readonly #options: ClientOptions;
  readonly #patience: Patience;
  readonly #base: URL;
  #lastChange = Number.NEGATIVE_INFINITY;

  /** @throws GithubError `usage` when the token could be read on its way, or cannot be one */
  constructor(options: ClientOptions) {
    this.#options = options;
    this.#patience = options.patience ?? PATIENCE;
    this.#base = baseOf(options.apiUrl);
    if (!/^[\x21-\x7e]+$/.test(options.token)) {
      throw new GithubError('usage', 'GITHUB_TOKEN holds white space or other signs no token has');
    }
  }

  async get<T>(path: string): Promise<T> {
    return (await this.#ask('GET', this.#url(path))).value as T;
  }

  /** All pages of a list; `pick` takes the list out of a page that is an object. */
  async all<T>(path: string, pick: (page: never) => readonly T[] = (page) => page): Promise<T[]> {
    const first = this.#url(path);
    first.searchParams.set('per_page', String(PAGE_SIZE));
    const items: T[] = [];
    for (let url: URL | null = first; url; ) {
      const { value, next }: Answer = await this.#ask('GET', url);
      items.push(...pick(value as never));
      url = next === null ? null : this.#sameOrigin(next, url);
    }
    return items;
  }

  /**
   * A request that changes something. When no answer came, it may have been carried out: `done` then looks, and what it
   * finds is the answer, so that nothing is made twice.
   */
  async change<T>(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body: unknown,
    done: () => Promise<T | null>,
  ): Promise<T> {
    return (await this.#ask(method, this.#url(path), body, done)).value as T;
  }

  async #ask(
    method: Method,
    url: URL,
    body?: unknown,
    done?: () => Promise<unknown>,
  ): Promise<Answer> {
    for (let attempt = 0; ; attempt += 1) {
      const last = attempt + 1 >= this.#patience.attempts;
      let retryAfter = this.#patience.backOff * 2 ** attempt;
      try {
        if (method !== 'GET') await this.#pauseBetweenChanges();
        const response = await this.#fetch(method, url, body);
        if (response.ok) return await answerOf(response);
        const message = await messageOf(response);
        const limit = limitedFor(response, message, attempt, this.#patience, Date.now());
        if (limit === null && response.status < 500) throw refusal(method, url, response, message);
        if (limit !== null && (last || limit > this.#patience.longest)) {
          throw new GithubError(
            'github-rate-limit',
            `GitHub limits this token for ${Math.ceil(limit / 1000)} s more; run again then`,
            response.status,
          );
        }
        if (last) throw unreachable(url, `it answered ${response.status} ${message}`.trim());
        if (limit !== null) {
          await this.#sleep(limit);
          continue;
        }
      } catch (error) {
        this.#options.signal?.throwIfAborted();
        if (error instanceof GithubError) throw error;
        if (last) throw unreachable(url, reasonOf(error));
      }
      // Spread, so that the jobs of a matrix do not all come back at once.
      retryAfter *= 0.75 + Math.random() / 2;
      await this.#sleep(retryAfter);
      const found = await done?.();
      if (found != null) return { status: 200, value: found, next: null };
    }
  }

  /** Redirects are followed within the API's own origin: the token must not go elsewhere. */
  async #fetch(method: Method, url: URL, body: unknown): Promise<Response> {
    const { token, userAgent, signal } = this.#options;
    const timeout = AbortSignal.timeout(this.#patience.timeout);
    let target = url;
    for (let redirects = 0; ; redirects += 1) {
      const response = await fetch(target, {
        method,
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        headers: {
          accept: 'application/vnd.github+json',
          authorization: `Bearer ${token}`,
          'user-agent': userAgent,
          'x-github-api-version': '2022-11-28',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const location = response.headers.get('location');
      if (![301, 302, 307, 308].includes(response.status) || location === null) return response;
      await response.body?.cancel();
      if (redirects >= MOST_REDIRECTS) throw unreachable(url, 'it redirects in circles');
      target = this.#sameOrigin(location, target);
    }
  }

  #sameOrigin(location: string, from: URL): URL {
    const target = new URL(location, from);
    if (target.origin === this.#base.origin) return target;
    throw new GithubError(
      'github-unreachable',
      `${this.#base.origin} sends to ${target.origin}; the token is not sent there`,
    );
  }

  #url(path: string): URL {
    return new URL(`${this.#base.pathname.replace(/\/$/, '')}${path}`, this.#base);
  }

  async #pauseBetweenChanges(): Promise<void> {
    const left = this.#lastChange + this.#patience.pause - Date.now();
    if (left > 0) await this.#sleep(left);
    this.#lastChange = Date.now();
  }

  async #sleep(milliseconds: number): Promise<void> {
    const { signal } = this.#options;
    await wait(milliseconds, undefined, signal ? { signal } : {}).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw error;
    });
  }
}

function baseOf(apiUrl: string): URL {
  const url = URL.canParse(apiUrl) ? new URL(apiUrl) : null;
  const local = url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url && (url.protocol === 'https:' || (local && url.protocol === 'http:'))) return url;
  throw new GithubError(
    'usage',
    `${apiUrl} is not an https:// address of GitHub's API (GITHUB_API_URL)`,
  );
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const next = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get('link') ?? '')?.[1] ?? null;
  return { status: response.status, value: text === '' ? null : JSON.parse(text), next };
}

/** What GitHub says in `message`, with the reasons of a 422. */
async function messageOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { message, errors } = JSON.parse(text) as { message?: unknown; errors?: unknown };
    const reasons = Array.isArray(errors)
      ? errors.map((each) => (typeof each === 'string' ? each : (each?.message ?? each?.code)))
      : [];
    return [message, ...reasons].filter((each) => typeof each === 'string').join(': ');
  } catch {
    return '';
  }
}

function refusal(method: Method, url: URL, response: Response, message: string): GithubError {
  const { status } = response;
  const said = `${method} ${url.pathname}: ${status} ${message}`.trim();
  if (status === 401) {
    return new GithubError('github-token', `GitHub does not accept GITHUB_TOKEN (${said})`, status);
  }
  if (status === 403) return new PermissionError(said, status);
  // What a token may not write is hidden from it as well.
  if (status === 404 && method !== 'GET') return new PermissionError(said, status);
  return new GithubError('github-refused', `GitHub refused ${said}`, status);
}

function unreachable(url: URL, reason: string): GithubError {
  return new GithubError(
    'github-unreachable',
    `${url.origin} could not be reached (${reason}); nothing is lost: run again`,
  );
}

function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string } };
  if (name === 'TimeoutError') return 'no answer in time';
  return cause?.code ?? message;
}
