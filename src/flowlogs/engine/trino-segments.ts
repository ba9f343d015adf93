import zlib from 'node:zlib';
import { SgauditError } from '../../model/problem.ts';

/**
 * Rows as Trino's spooling protocol gives them: a page names segments instead of holding rows. Their rows are in the page
 * itself (`inline`, base64) or lie in an object storage (`spooled`), from where everybody who has the address may fetch them.
 * Source: Trino, "Client protocol", and `io.trino.client.spooling`.
 */
export interface SegmentedData {
  readonly encoding: string;
  readonly segments: readonly Segment[];
}

export type Segment = InlineSegment | SpooledSegment;

interface InlineSegment {
  readonly type: 'inline';
  readonly data: string;
  readonly metadata?: SegmentMetadata;
}

interface SpooledSegment {
  readonly type: 'spooled';
  readonly uri: string;
  readonly ackUri?: string;
  /** Such as the key that the storage decrypts it with. */
  readonly headers?: Readonly<Record<string, readonly string[]>>;
  readonly metadata?: SegmentMetadata;
}

interface SegmentMetadata {
  /** Of its first row, among all rows of the answer. */
  readonly rowOffset?: number;
  readonly rowsCount?: number;
  /** Bytes, as it lies there. */
  readonly segmentSize?: number;
  /** Bytes; absent where it is not compressed though the encoding would have it so. */
  readonly uncompressedSize?: number;
}

type Rows = readonly (readonly unknown[])[];

const { zstdDecompressSync } = zlib as { zstdDecompressSync?: (bytes: Buffer) => Buffer };

/** What turns a segment's bytes into JSON, by encoding. Node has Zstandard from 22.15 on. */
const DECODERS: ReadonlyMap<string, (bytes: Buffer) => Buffer> = new Map([
  ...(zstdDecompressSync ? [['json+zstd', zstdDecompressSync] as const] : []),
  ['json', (bytes: Buffer) => bytes] as const,
]);

/** What to ask for, the best first. */
export const ENCODINGS = [...DECODERS.keys()].join(',');

/** Segments that are fetched at once: each is up to 16 MB. */
const PARALLEL = 4;
const MOST_REDIRECTS = 3;

/** How segments are fetched. */
export interface SegmentSource {
  /** The server that named them. */
  readonly origin: string;
  /** What is sent there, and to no other host. */
  readonly headers: Readonly<Record<string, string>>;
  /** Asks again after what passes, and answers a reply below 400. Throws `trino-…`. */
  readonly get: (
    url: string,
    headers: Readonly<Record<string, string>>,
    foreign: boolean,
  ) => Promise<Response>;
}

/** Reads the answer of one statement, segment by segment, and sees to it that no row is missing. */
export class SegmentReader {
  readonly #source: SegmentSource;
  readonly #acknowledged: Promise<void>[] = [];
  #rows = 0;

  constructor(source: SegmentSource) {
    this.#source = source;
  }

  /**
   * Rows of a page, in order; the next segments are fetched meanwhile.
   * @throws SgauditError `trino-segments` where they cannot be fetched from where they are, `trino-protocol`
   */
  async read(data: SegmentedData, onRows: (rows: Rows) => Promise<void> | void): Promise<void> {
    const decode = DECODERS.get(data.encoding);
    if (!decode || !Array.isArray(data.segments)) {
      throw new SgauditError(
        'trino-protocol',
        `Trino: ${this.#source.origin} answers in the encoding "${data.encoding}", which was not asked for`,
      );
    }
    const rest = [...data.segments];
    const ahead: { segment: Segment; bytes: Promise<Buffer> }[] = [];
    const fill = () => {
      while (ahead.length < PARALLEL) {
        const segment = rest.shift();
        if (!segment) return;
        const bytes = this.#bytes(segment);
        // It is waited for in its turn; a failure before that is told then.
        bytes.catch(() => undefined);
        ahead.push({ segment, bytes });
      }
    };
    fill();
    for (let first = ahead.shift(); first; first = ahead.shift()) {
      const rows = this.#rowsOf(first.segment, await first.bytes, decode);
      fill();
      await onRows(rows);
      this.#acknowledge(first.segment);
    }
  }

  /** Waits until the server knows which segments it may remove. */
  async close(): Promise<void> {
    await Promise.all(this.#acknowledged);
  }

  async #bytes(segment: Segment): Promise<Buffer> {
    if (segment.type === 'inline') return Buffer.from(segment.data, 'base64');
    const headers = Object.fromEntries(
      Object.entries(segment.headers ?? {}).map(([name, values]) => [name, values.join(',')]),
    );
    let url = segment.uri;
    for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
      const reply = await this.#get(url, headers);
      const location = reply.status >= 300 ? reply.headers.get('location') : null;
      if (location === null) return Buffer.from(await reply.arrayBuffer());
      await reply.body?.cancel();
      url = new URL(location, url).href;
    }
    throw new SgauditError(
      'trino-segments',
      `Trino: ${segment.uri} leads from one host to the next`,
    );
  }

  /** Credentials go to the server itself only; and nothing that came by https goes on in plain text. */
  #get(uri: string, headers: Readonly<Record<string, string>>): Promise<Response> {
    const { origin } = this.#source;
    const url = URL.canParse(uri) ? new URL(uri) : null;
    if (!url || !/^https?:$/.test(url.protocol) || (url.protocol === 'http:' && isHttps(origin))) {
      throw new SgauditError(
        'trino-segments',
        `Trino: ${origin} keeps rows at ${url?.origin ?? 'no address'}, where nothing is asked: it has to be https as well`,
      );
    }
    const isOwn = url.origin === origin;
    const own = isOwn ? this.#source.headers : {};
    return this.#source.get(url.href, { ...own, ...headers }, !isOwn);
  }

  #rowsOf(
    { metadata = {}, type }: Segment,
    bytes: Buffer,
    decode: (bytes: Buffer) => Buffer,
  ): Rows {
    const { rowOffset, rowsCount, segmentSize, uncompressedSize } = metadata;
    if (segmentSize !== undefined && segmentSize !== bytes.length) {
      throw this.#broken(`a segment has ${bytes.length} bytes, not ${segmentSize}`);
    }
    const rows = this.#parse(uncompressedSize === undefined ? bytes : decode(bytes), type);
    if (rowsCount !== undefined && rowsCount !== rows.length) {
      throw this.#broken(`a segment has ${rows.length} rows, not ${rowsCount}`);
    }
    if (rowOffset !== undefined && rowOffset !== this.#rows) {
      throw this.#broken(
        `a segment begins with row ${rowOffset}, and ${this.#rows} have come before`,
      );
    }
    this.#rows += rows.length;
    return rows;
  }

  #parse(bytes: Buffer, type: Segment['type']): Rows {
    try {
      const rows: unknown = JSON.parse(bytes.toString('utf8'));
      if (Array.isArray(rows) && rows.every(Array.isArray)) return rows as Rows;
    } catch {
      // Told below.
    }
    throw this.#broken(`a segment (${type}) holds no rows`);
  }

  #broken(what: string): SgauditError {
    return new SgauditError(
      'trino-protocol',
      `Trino: ${what}: what ${this.#source.origin} spooled was cut off or changed on its way. Run again`,
    );
  }

  /** The server removes what was read, and in any case after some hours: that it cannot be told is no failure. */
  #acknowledge(segment: Segment): void {
    if (segment.type === 'inline' || segment.ackUri === undefined) return;
    const told = async () => {
      const reply = await this.#get(segment.ackUri ?? '', {});
      await reply.body?.cancel();
    };
    this.#acknowledged.push(told().catch(() => undefined));
  }
}

const isHttps = (origin: string) => origin.startsWith('https:');
