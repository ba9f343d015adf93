import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
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
  /** ASCII with plain line ends: a strict reader may be tried. */
  readonly clean: boolean;
  /** Where the records are wrapped in JSON. `layout` then holds the fields that all of them have. */
  readonly json?: JsonLayout;
}

export type Inspection =
  | { readonly ok: true; readonly file: SourceFile }
  /** Fields of a parquet file are read by the engine; `layout` is then null. */
  | { readonly ok: true; readonly file: Omit<SourceFile, 'layout'> & { readonly layout: null } }
  | { readonly ok: false; readonly problem: string };

const CHUNK = 1 << 20;
const HEAD = 64 * 1024;
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
): Promise<Inspection> {
  try {
    return await inspect(path, logFormat);
  } catch (error) {
    return { ok: false, problem: problemOf(error as NodeJS.ErrnoException) };
  }
}

async function inspect(path: string, logFormat: readonly string[] | null): Promise<Inspection> {
  const status = await stat(path);
  if (!status.isFile()) return { ok: false, problem: 'is not a regular file' };
  if (status.size === 0) return { ok: false, problem: 'is empty (0 bytes): fetch it again' };
  const { first, last } = await edges(path, status.size);
  const base = { path, size: status.size, modified: Math.trunc(status.mtimeMs) };
  if (first.toString('latin1') === PARQUET_MAGIC) {
    if (last.toString('latin1') !== PARQUET_MAGIC || status.size < 12) {
      return { ok: false, problem: 'the parquet file has no end: it was cut off, fetch it again' };
    }
    const { hash } = await scan(path, false);
    const parquet = { encoding: 'parquet', contentSize: status.size, clean: true, hash } as const;
    return { ok: true, file: { ...base, ...parquet, layout: null } };
  }
  const gzip = first[0] === GZIP_MAGIC[0] && first[1] === GZIP_MAGIC[1];
  if (!gzip && path.toLowerCase().endsWith('.gz')) {
    return { ok: false, problem: 'its name ends in .gz, but it is not gzip' };
  }
  const content = await scan(path, gzip);
  const encoding = gzip ? 'gzip' : 'plain';
  const { size: contentSize, clean, hash } = content;
  const file = { ...base, encoding, contentSize, hash } as const;
  if (looksLikeJson(content.head)) {
    const json = await readJsonLayout(path, encoding, logFormat);
    if (!json.ok) return json;
    const fields = commonFields(json.layout);
    const layout: Layout = { kind: 'text', fields, header: false };
    return { ok: true, file: { ...file, clean: false, json: json.layout, layout } };
  }
  const reading = layoutOfHead(content.head, logFormat);
  if (!reading.ok) return reading;
  return { ok: true, file: { ...file, clean, layout: reading.layout } };
}

async function edges(path: string, size: number): Promise<{ first: Buffer; last: Buffer }> {
  const handle = await open(path, 'r');
  try {
    const first = Buffer.alloc(Math.min(4, size));
    const last = Buffer.alloc(Math.min(4, size));
    await handle.read(first, 0, first.length, 0);
    await handle.read(last, 0, last.length, size - last.length);
    return { first, last };
  } finally {
    await handle.close();
  }
}

interface Content {
  readonly head: string;
  readonly size: number;
  readonly hash: string;
  readonly clean: boolean;
}

async function scan(path: string, gzip: boolean): Promise<Content> {
  const head: Buffer[] = [];
  let headSize = 0;
  let size = 0;
  let clean = true;
  const hash = createHash('sha256');
  await readContent(path, gzip, (chunk) => {
    size += chunk.length;
    hash.update(chunk);
    if (headSize < HEAD) {
      head.push(chunk.subarray(0, HEAD - headSize));
      headSize += chunk.length;
    }
    clean &&= isAscii(chunk) && !chunk.includes(0x0d) && !chunk.includes(0x00);
  });
  return { head: Buffer.concat(head).toString('latin1'), size, clean, hash: hash.digest('hex') };
}

/** Hands the decompressed bytes on; fails where gzip is damaged. */
async function readContent(
  path: string,
  gzip: boolean,
  take: (chunk: Buffer) => void,
): Promise<void> {
  const raw = createReadStream(path, { highWaterMark: CHUNK });
  const sink = async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) take(chunk);
  };
  if (gzip) await pipeline(raw, createGunzip({ chunkSize: CHUNK }), sink);
  else await pipeline(raw, sink);
}

function layoutOfHead(head: string, logFormat: readonly string[] | null): LayoutReading {
  const lines = head.replace(BYTE_ORDER_MARK, '').split(/\r?\n/);
  const parts = lines.map(splitFields).find((each) => each.length > 0);
  if (!parts) return { ok: false, problem: 'holds no line' };
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
