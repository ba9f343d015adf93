import type { Layout } from './layout.ts';
import type { SourceFile } from './source-file.ts';

/** Files that one statement reads: of one layout and encoding, and as far as their paths tell of one day. */
export interface Batch {
  readonly layout: Layout;
  readonly encoding: SourceFile['encoding'];
  readonly files: readonly SourceFile[];
}

/** Decompressed bytes and files of a batch at most. A batch is what is read again when one of its files changes. */
const BATCH_BYTES = 2 * 2 ** 30;
const BATCH_FILES = 500;

/** `…/2026/11/05/…`, `…/year=2026/month=11/day=05/…`, `…_20261105T0005Z_…` as AWS lays files out. */
const DAY_IN_PATH = [
  /year=(\d{4})\/month=(\d{2})\/day=(\d{2})/,
  /(\d{4})\/(\d{2})\/(\d{2})\//,
  /_(\d{4})(\d{2})(\d{2})T\d{4}Z_/,
];

export function dayInPath(path: string): string | null {
  for (const pattern of DAY_IN_PATH) {
    const match = pattern.exec(path.replaceAll('\\', '/'));
    if (match) return `${match[1]}-${match[2]}-${match[3]}`;
  }
  return null;
}

/** Decompressed bytes up to which files of several days make one batch, where none is ever read again. */
const JOINED_BYTES = 64 * 2 ** 20;

/**
 * Groups files into batches in a fixed order. `together`: few bytes of many days are one batch, as a statement has its
 * price; otherwise a batch keeps to the day that its paths name, so that few days are read again when a file changes.
 */
export function makeBatches(files: readonly SourceFile[], together = false): Batch[] {
  const size = files.reduce((sum, file) => sum + file.contentSize, 0);
  const dayOf = together && size <= JOINED_BYTES ? () => null : dayInPath;
  const groups = new Map<string, SourceFile[]>();
  const sorted = [...files].sort((left, right) => (left.path < right.path ? -1 : 1));
  for (const file of sorted) {
    const key = JSON.stringify([dayOf(file.path), file.encoding, layoutKey(file.layout)]);
    const group = groups.get(key);
    if (group) group.push(file);
    else groups.set(key, [file]);
  }
  return [...groups.values()].flatMap(splitBySize);
}

function splitBySize(files: readonly SourceFile[]): Batch[] {
  const parts: SourceFile[][] = [];
  let size = 0;
  for (const file of files) {
    const full = parts.at(-1)?.length === BATCH_FILES || size + file.contentSize > BATCH_BYTES;
    if (parts.length === 0 || full) {
      parts.push([]);
      size = 0;
    }
    parts.at(-1)?.push(file);
    size += file.contentSize;
  }
  return parts.flatMap((part) => {
    const [first] = part;
    return first ? [{ layout: first.layout, encoding: first.encoding, files: part }] : [];
  });
}

export function layoutKey(layout: Layout): string {
  return layout.kind === 'text'
    ? JSON.stringify([layout.header, layout.fields])
    : JSON.stringify([layout.schema, ...layout.columns]);
}
