import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip, gunzipSync } from 'node:zlib';
import { SgauditError } from '../model/problem.ts';
import { commonFields, type JsonLayout, looksLikeJson, readJsonLayout } from './json-file.ts';
import {
  isHeaderLine,
  type Layout,
  type LayoutReading,
  layoutOfHeader,
  layoutWithoutHeader,
  splitFields,
} from './layout.ts';

/** A log file whose bytes are whole and whose fields are known. */
export interface SourceFile {
  readonly path: string;
  readonly encoding: 'plain' | 'gzip' | 'parquet';
  /** Bytes on disk, and milliseconds of the last change: with the path they tell whether a file is the one of the last run. */
  readonly size: number;
  readonly modified: number;
  /** Bytes after decompression; for parquet the same as `size`. */
  readonly contentSize: number;
  readonly layout: Layout;
  /** SHA-256 of the content after decompression: two files with one content hold the same records. */
  readonly hash: string;
  /** Where the records are wrapped in JSON. `layout` then holds the fields that all of them have. */
  readonly json?: JsonLayout;
}

export type Inspection =
  | {
      readonly ok: true;
      readonly file: SourceFile;
      /** All of the content, of text that is not large: it need not be read again. */
      readonly content: Buffer | null;
    }
  /** Fields of a parquet file are read by the engine; `layout` is then null. */
  | { readonly ok: true; readonly file: ParquetFile; readonly content: null }
  | { readonly ok: false; readonly problem: string };

export type ParquetFile = Omit<SourceFile, 'layout'> & { readonly layout: null };

const CHUNK = 1 << 20;
const HEAD = 64 * 1024;
/** Bytes of a file, and of its content, that are held in memory at once; what is larger is read in chunks, twice. */
const SMALL_FILE = 32 << 20;
const SMALL_CONTENT = 256 << 20;
const GZIP_MAGIC = [0x1f, 0x8b];
const PARQUET_MAGIC = 'PAR1';
/** UTF-8's, read as Latin-1. */
export const BYTE_ORDER_MARK = /^\u00ef\u00bb\u00bf/;

/**
 * Reads all of a file once and says whether it is whole: gzip by its own check sum and length (the SQL engine checks
 * neither), parquet by its marks at both ends. Never throws for what is wrong with the file.
 */
export async function inspectFile(
  path: string,
  logFormat: readonly string[] | null,
  onBytes: OnBytes = () => undefined,
): Promise<Inspection> {
  try {
    return await inspect(path, logFormat, onBytes);
  } catch (error) {
    // Of `onBytes`: the run was stopped, which says nothing of the file.
    if (error instanceof SgauditError || (error as Error).name === 'AbortError') throw error;
    return { ok: false, problem: problemOf(error as NodeJS.ErrnoException) };
  }
}

async function inspect(
  path: string,
  logFormat: readonly string[] | null,
  onBytes: OnBytes,
): Promise<Inspection> {
  const status = await stat(path);
  if (!status.isFile()) return { ok: false, problem: 'is not a regular file' };
  if (status.size === 0) return { ok: false, problem: 'is empty (0 bytes): fetch it again' };
  // Of 10,000 small files the turns of the event loop take longer than the reading.
  const raw = status.size <= SMALL_FILE ? readFileSync(path) : null;
  const { first, last } = raw ? edgesOf(raw) : await edges(path, status.size);
  const base = { path, size: status.size, modified: Math.trunc(status.mtimeMs) };
  if (first.toString('latin1') === PARQUET_MAGIC) {
    if (last.toString('latin1') !== PARQUET_MAGIC || status.size < 12) {
      return { ok: false, problem: 'the parquet file has no end: it was cut off, fetch it again' };
    }
    const { hash } = raw ? described(raw) : await scan(path, false, onBytes);
    const parquet = { encoding: 'parquet', contentSize: status.size, hash } as const;
    return { ok: true, file: { ...base, ...parquet, layout: null }, content: null };
  }
  const gzip = first[0] === GZIP_MAGIC[0] && first[1] === GZIP_MAGIC[1];
  if (!gzip && path.toLowerCase().endsWith('.gz')) {
    return { ok: false, problem: 'its name ends in .gz, but it is not gzip' };
  }
  const content = raw && (gzip ? inflated(raw) : raw);
  const {
    head,
    size: contentSize,
    hash,
  } = content ? described(content) : await scan(path, gzip, onBytes);
  const encoding = gzip ? 'gzip' : 'plain';
  const file = { ...base, encoding, contentSize, hash } as const;
  if (looksLikeJson(head)) {
    const json = await readJsonLayout(path, encoding, logFormat);
    if (!json.ok) return json;
    const fields = commonFields(json.layout);
    const layout: Layout = { kind: 'text', fields, header: false };
    return { ok: true, file: { ...file, json: json.layout, layout }, content: null };
  }
  const reading = layoutOfHead(head, logFormat);
  if (!reading.ok) return reading;
  return { ok: true, file: { ...file, layout: reading.layout }, content };
}

const EDGE = 4;

function edgesOf(raw: Buffer): { first: Buffer; last: Buffer } {
  return { first: raw.subarray(0, EDGE), last: raw.subarray(-EDGE) };
}

async function edges(path: string, size: number): Promise<{ first: Buffer; last: Buffer }> {
  const handle = await open(path, 'r');
  try {
    const first = Buffer.alloc(EDGE);
    const last = Buffer.alloc(EDGE);
    await handle.read(first, 0, EDGE, 0);
    await handle.read(last, 0, EDGE, size - EDGE);
    return { first, last };
  } finally {
    await handle.close();
  }
}

/** All of the content; null where it is too large to be held. Throws where gzip is damaged. */
function inflated(raw: Buffer): Buffer | null {
  // The trailer tells the length, if it is the only member's and not a lie: then one chunk holds all of it.
  const told = raw.length >= EDGE ? raw.readUInt32LE(raw.length - EDGE) : 0;
  const chunkSize = Math.min(Math.max(told + 1, HEAD), SMALL_CONTENT);
  try {
    return gunzipSync(raw, { chunkSize, maxOutputLength: SMALL_CONTENT });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return null;
    throw error;
  }
}

interface Description {
  readonly head: string;
  readonly size: number;
  readonly hash: string;
}

function described(content: Buffer): Description {
  const hash = createHash('sha256').update(content).digest('hex');
  return { head: content.toString('latin1', 0, HEAD), size: content.length, hash };
}

async function scan(path: string, gzip: boolean, onBytes: OnBytes): Promise<Description> {
  const head: Buffer[] = [];
  let headSize = 0;
  let size = 0;
  const hash = createHash('sha256');
  const take = (chunk: Buffer) => {
    size += chunk.length;
    hash.update(chunk);
    if (headSize < HEAD) {
      head.push(chunk.subarray(0, HEAD - headSize));
      headSize += chunk.length;
    }
    return undefined;
  };
  await readContent(path, gzip ? 'gzip' : 'plain', take, onBytes);
  return { head: Buffer.concat(head).toString('latin1'), size, hash: hash.digest('hex') };
}

/** Told of bytes of a large file, as they lie on disk, each time that some were gone through. What it throws ends the work. */
export type OnBytes = (bytes: number) => void;

/** Hands the decompressed bytes on, and waits where it is told to; fails where gzip is damaged. */
export async function readContent(
  path: string,
  encoding: 'plain' | 'gzip',
  take: (chunk: Buffer) => undefined | Promise<void>,
  onBytes: OnBytes,
): Promise<void> {
  const raw = createReadStream(path, { highWaterMark: CHUNK });
  let told = 0;
  const sink = async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      onBytes(raw.bytesRead - told);
      told = raw.bytesRead;
      await take(chunk);
    }
  };
  if (encoding === 'gzip') await pipeline(raw, createGunzip({ chunkSize: CHUNK }), sink);
  else await pipeline(raw, sink);
}

function layoutOfHead(head: string, logFormat: readonly string[] | null): LayoutReading {
  const line = /\S[^\n]*/.exec(head.replace(BYTE_ORDER_MARK, ''))?.[0].replace(/\r$/, '');
  if (line === undefined) return { ok: false, problem: 'holds no line' };
  const parts = splitFields(line);
  return isHeaderLine(parts) ? layoutOfHeader(parts) : layoutWithoutHeader(parts, logFormat);
}

function problemOf(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'Z_BUF_ERROR':
      return 'the gzip data ends too early: it was cut off, fetch it again';
    case 'Z_DATA_ERROR':
      return `the gzip data is damaged (${error.message}): fetch it again`;
    case 'EACCES':
    case 'EPERM':
      return 'may not be read: check its permissions';
    case 'ENOENT':
      return 'does not exist any more';
    default:
      return `cannot be read (${error.code ?? error.message})`;
  }
}
