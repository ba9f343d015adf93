import { setTimeout as pause } from 'node:timers/promises';
import { SgauditError } from '../../model/problem.ts';
import { explainTrinoError, type TrinoFailure } from './trino-errors.ts';
import { ATTEMPTS, busy, REQUEST_MS, refused, retryAfter, unreachable } from './trino-replies.ts';
import { ENCODINGS, type SegmentedData, SegmentReader } from './trino-segments.ts';

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
  /** Take rows from the server's spool, where it has one: faster for many rows. */
  readonly spooled?: boolean;
}

interface Page {
  readonly id: string;
  readonly nextUri?: string;
  readonly data?: readonly (readonly unknown[])[] | SegmentedData;
  readonly error?: TrinoFailure;
  readonly stats: {
    readonly state: string;
    readonly physicalInputBytes?: number;
    readonly completedSplits?: number;
    readonly totalSplits?: number;
  };
}

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
   * @throws SgauditError `trino-…` with the server's reason; `trino-segments` where the server's spool is out of reach
   */
  async query(sql: string, query: TrinoQuery): Promise<TrinoStatistics> {
    const { onRows, onStatistics, spooled = false } = query;
    const { signal } = this.#settings;
    const segments = new SegmentReader({
      origin: this.#origin,
      headers: this.#headers(),
      get: (url, headers, isForeign) => this.#segment(url, headers, isForeign),
    });
    let page = await this.#page(`${this.#origin}/v1/statement`, { sql, spooled });
    for (;;) {
      const statistics = statisticsOf(page);
      onStatistics?.(statistics);
      if (page.error) throw explainTrinoError(page.error, page.id);
      const next = page.nextUri === undefined ? null : this.#ownUrl(page.nextUri);
      try {
        const { data = [] } = page;
        if ('segments' in data) await segments.read(data, onRows);
        else if (data.length > 0) await onRows(data);
        if (next === null) {
          await segments.close();
          return statistics;
        }
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

  async #page(url: string, statement: Statement | null): Promise<Page> {
    return this.#parse(
      await this.#answered(
        () => this.#send(url, statement),
        // A statement that was sent may run already; a page may be asked for again.
        { isRepeatable: statement === null, ok: ({ ok }) => ok },
      ),
    );
  }

  async #segment(
    url: string,
    headers: Readonly<Record<string, string>>,
    isForeign: boolean,
  ): Promise<Response> {
    const { signal } = this.#settings;
    try {
      return await this.#answered(
        () => fetch(url, { headers, redirect: 'manual', signal: withTimeout(signal) }),
        { isRepeatable: true, ok: ({ status }) => status < 400 },
      );
    } catch (error) {
      if (!isForeign || signal?.aborted || !(error instanceof SgauditError)) throw error;
      throw new SgauditError(
        'trino-segments',
        `Trino: ${this.#origin} keeps its rows at ${new URL(url).origin}, from where they cannot be fetched (${error.message})`,
      );
    }
  }

  /** A reply that is well, after as many attempts as it takes. */
  async #answered(
    send: () => Promise<Response>,
    { isRepeatable, ok }: { isRepeatable: boolean; ok: (reply: Response) => boolean },
  ): Promise<Response> {
    const { signal } = this.#settings;
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      const wait = this.#pauseMs * 2 ** (attempt - 1);
      const reply = await send().catch((error: Error) => {
        if (signal?.aborted) throw signal.reason;
        if (isRepeatable && attempt < ATTEMPTS) return null;
        throw unreachable(this.#origin, error);
      });
      if (reply && ok(reply)) return reply;
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

  #send(url: string, statement: Statement | null): Promise<Response> {
    const request = { redirect: 'error', signal: withTimeout(this.#settings.signal) } as const;
    const headers = this.#headers();
    if (statement === null) return fetch(url, { ...request, headers });
    return fetch(url, {
      ...request,
      method: 'POST',
      // A server that has no spool, or does not know of one, answers with rows as ever.
      headers: statement.spooled
        ? { ...headers, 'X-Trino-Query-Data-Encoding': ENCODINGS }
        : headers,
      body: statement.sql,
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

interface Statement {
  readonly sql: string;
  readonly spooled: boolean;
}

function withTimeout(signal: AbortSignal | undefined): AbortSignal {
  const timeout = AbortSignal.timeout(REQUEST_MS);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
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
