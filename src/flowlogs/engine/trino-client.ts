import { setTimeout as pause } from 'node:timers/promises';
import { SgauditError } from '../../model/problem.ts';
import { explainTrinoError, type TrinoFailure } from './trino-errors.ts';

export interface TrinoSettings {
  /** `https://trino.example.com:8443` */
  readonly url: string;
  readonly user: string;
  readonly session: Readonly<Record<string, string>>;
  readonly credentials: TrinoCredentials | null;
  /** Stands in the user agent as `sgaudit/<version>`. */
  readonly version: string;
  readonly signal?: AbortSignal;
}

export type TrinoCredentials =
  | { readonly kind: 'basic'; readonly password: string }
  | { readonly kind: 'token'; readonly token: string };

export interface TrinoStatistics {
  readonly state: string;
  readonly queryId: string;
  /** Read from the table's files. */
  readonly scannedBytes: number;
  readonly completedSplits: number;
  readonly totalSplits: number;
}

export interface TrinoQuery {
  readonly onRows: (rows: readonly (readonly unknown[])[]) => Promise<void> | void;
  readonly onStatistics?: (statistics: TrinoStatistics) => void;
}

interface Page {
  readonly id: string;
  readonly nextUri?: string;
  readonly data?: readonly (readonly unknown[])[];
  readonly error?: TrinoFailure;
  readonly stats: {
    readonly state: string;
    readonly physicalInputBytes?: number;
    readonly completedSplits?: number;
    readonly totalSplits?: number;
  };
}

/** Without an answer for so long, a request is given up and made again. */
const REQUEST_MS = 60_000;
const ATTEMPTS = 8;
const BUSY = new Set([429, 502, 503, 504]);

/** Trino's client protocol: a statement is sent, and its pages are followed to the end. Nothing is cached. */
export class TrinoClient {
  readonly #settings: TrinoSettings;
  readonly #origin: string;
  readonly #pauseMs: number;

  /** @throws SgauditError `trino-url` for an address that is none, or one to which a password would go in plain text */
  constructor(settings: TrinoSettings, pauseMs = 100) {
    const url = parseUrl(settings.url);
    if (settings.credentials && url.protocol === 'http:' && !isLoopback(url.hostname)) {
      throw new SgauditError(
        'trino-url',
        `Trino: credentials are not sent over plain http to ${url.host}: use https`,
      );
    }
    this.#settings = settings;
    this.#origin = url.origin;
    this.#pauseMs = pauseMs;
  }

  /**
   * Runs a statement. The signal of the settings cancels it on the server.
   * @throws SgauditError `trino-…` with the server's reason
   */
  async query(sql: string, { onRows, onStatistics }: TrinoQuery): Promise<TrinoStatistics> {
    const { signal } = this.#settings;
    let page = await this.#page(`${this.#origin}/v1/statement`, sql);
    for (;;) {
      const statistics = statisticsOf(page);
      onStatistics?.(statistics);
      if (page.error) throw explainTrinoError(page.error, page.id);
      const next = page.nextUri === undefined ? null : this.#ownUrl(page.nextUri);
      try {
        if (page.data && page.data.length > 0) await onRows(page.data);
        if (next === null) return statistics;
        page = await this.#page(next, null);
      } catch (error) {
        if (next !== null) await this.#cancel(next);
        if (signal?.aborted) throw signal.reason;
        throw error;
      }
    }
  }

  /** All rows of a statement of little output. */
  async rows(sql: string): Promise<(readonly unknown[])[]> {
    const rows: (readonly unknown[])[] = [];
    await this.query(sql, { onRows: (page) => void rows.push(...page) });
    return rows;
  }

  /** The server's word for where it goes on: never another host, as the credentials go along. */
  #ownUrl(nextUri: string): string {
    const url = parseUrl(nextUri);
    if (url.origin === this.#origin) return nextUri;
    throw new SgauditError(
      'trino-url',
      `Trino: ${this.#origin} sends on to ${url.origin}, where nothing is asked. Behind a proxy set http-server.process-forwarded=true on the server`,
    );
  }

  async #page(url: string, statement: string | null): Promise<Page> {
    const { signal } = this.#settings;
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      const wait = this.#pauseMs * 2 ** (attempt - 1);
      const reply = await this.#send(url, statement).catch((error: Error) => {
        if (signal?.aborted) throw signal.reason;
        // A statement that was sent may run already; a page may be asked for again.
        if (statement === null && attempt < ATTEMPTS) return null;
        throw unreachable(this.#origin, error);
      });
      if (reply?.ok) return this.#parse(reply);
      if (reply && !BUSY.has(reply.status)) throw await refused(this.#origin, reply);
      if (attempt === ATTEMPTS) throw busy(this.#origin, reply?.status ?? 0);
      await reply?.body?.cancel();
      await pause(Math.max(wait, retryAfter(reply)), undefined, signal ? { signal } : {}).catch(
        () => undefined,
      );
    }
  }

  async #parse(reply: Response): Promise<Page> {
    const text = await reply.text();
    try {
      const page = JSON.parse(text) as Page;
      if (typeof page.id === 'string' && typeof page.stats === 'object') return page;
    } catch {
      // Told below.
    }
    throw new SgauditError(
      'trino-protocol',
      `Trino: ${this.#origin} does not answer as a Trino does: check the URL given with --trino`,
    );
  }

  #send(url: string, statement: string | null): Promise<Response> {
    const timeout = AbortSignal.timeout(REQUEST_MS);
    const { signal } = this.#settings;
    return fetch(url, {
      method: statement === null ? 'GET' : 'POST',
      headers: this.#headers(),
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      ...(statement === null ? {} : { body: statement }),
    });
  }

  async #cancel(url: string): Promise<void> {
    const request = { method: 'DELETE', headers: this.#headers() } as const;
    await fetch(url, { ...request, signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  }

  #headers(): Record<string, string> {
    const { user, session, version } = this.#settings;
    const properties = Object.entries(session).map(
      ([name, value]) => `${name}=${encodeURIComponent(value)}`,
    );
    return {
      'User-Agent': `sgaudit/${version}`,
      'X-Trino-User': user,
      'X-Trino-Source': 'sgaudit',
      'X-Trino-Time-Zone': 'UTC',
      ...(properties.length > 0 ? { 'X-Trino-Session': properties.join(',') } : {}),
      ...this.#authorization(),
    };
  }

  #authorization(): Record<string, string> {
    const { credentials, user } = this.#settings;
    if (credentials === null) return {};
    const value =
      credentials.kind === 'token'
        ? `Bearer ${credentials.token}`
        : `Basic ${Buffer.from(`${user}:${credentials.password}`).toString('base64')}`;
    return { Authorization: value };
  }
}

function statisticsOf({ id, stats }: Page): TrinoStatistics {
  return {
    state: stats.state,
    queryId: id,
    scannedBytes: stats.physicalInputBytes ?? 0,
    completedSplits: stats.completedSplits ?? 0,
    totalSplits: stats.totalSplits ?? 0,
  };
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') {
    return url;
  }
  throw new SgauditError(
    'trino-url',
    `Trino: give its URL as in https://trino.example.com:8443; user and password do not belong there`,
  );
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\./.test(host);
}

/** Milliseconds that the server asks to be left alone, a minute at most. */
function retryAfter(reply: Response | null): number {
  const seconds = Number(reply?.headers.get('retry-after') ?? 0);
  return Number.isFinite(seconds) ? Math.min(seconds, 60) * 1000 : 0;
}

function unreachable(origin: string, error: Error): SgauditError {
  const cause = error.cause as { code?: string; message?: string } | undefined;
  const why =
    error.name === 'TimeoutError'
      ? `did not answer in ${REQUEST_MS / 1000} s`
      : `cannot be reached (${cause?.code ?? cause?.message ?? error.message})`;
  return new SgauditError('trino-unreachable', `Trino: ${origin} ${why}`);
}

function busy(origin: string, status: number): SgauditError {
  const said = status === 0 ? 'the connection breaks off' : `it answers ${status}`;
  return new SgauditError(
    'trino-unreachable',
    `Trino: ${origin} is not available, ${said} after ${ATTEMPTS} attempts: run again later, nothing is lost`,
  );
}

async function refused(origin: string, reply: Response): Promise<SgauditError> {
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
