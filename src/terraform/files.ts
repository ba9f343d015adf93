import { readdirSync, realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { SgauditError } from '../model/problem.ts';
import { readWholeFile } from './whole-file.ts';

export interface DirEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

/** The only way by which a configuration reaches a disk. Paths are absolute. */
export interface FileReader {
  /** Null when there is no such folder. */
  list(folder: string): readonly DirEntry[] | null;
  /** The text, a byte-order mark included; null when there is no such file. */
  read(path: string): string | null;
  /** The bytes, for checksums and base64; null when there is no such file. */
  readBytes(path: string): Uint8Array | null;
  /** With symbolic links followed; null when there is nothing. */
  realPath(path: string): string | null;
}

const ABSENT = new Set([
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'ERR_INVALID_ARG_VALUE',
]);

/** Reads the disk. A file that is there but cannot be read is a `SgauditError` with code `unreadable-file`. */
export function nodeFileReader(): FileReader {
  return {
    list: (folder) =>
      orNull(folder, () =>
        readdirSync(folder, { withFileTypes: true })
          .map((entry) => ({ name: entry.name, kind: kindOf(entry) }))
          .sort((left, right) => Buffer.compare(Buffer.from(left.name), Buffer.from(right.name))),
      ),
    read: (path) => orNull(path, () => readWholeFile(path).toString('utf8')),
    readBytes: (path) => orNull(path, () => readWholeFile(path)),
    realPath: (path) => orNull(path, () => realpathSync.native(path)),
  };
}

/**
 * As `base`, with the texts of some files replaced or added, by absolute path.
 * What `base` has parsed already is not parsed again.
 */
export function overlayReader(base: FileReader, overlay: ReadonlyMap<string, string>): FileReader {
  const reader: FileReader = {
    list(folder) {
      const listed = base.list(folder);
      const names = new Set(listed?.map((entry) => entry.name));
      const added = [...overlay.keys()]
        .filter((path) => dirname(path) === folder && !names.has(basename(path)))
        .map((path): DirEntry => ({ name: basename(path), kind: 'file' }));
      return added.length === 0 ? listed : [...(listed ?? []), ...added];
    },
    read: (path) => overlay.get(path) ?? base.read(path),
    readBytes(path) {
      const text = overlay.get(path);
      return text === undefined ? base.readBytes(path) : Buffer.from(text, 'utf8');
    },
    realPath: (path) => base.realPath(path) ?? (overlay.has(path) ? path : null),
  };
  bases.set(reader, baseReader(base));
  return reader;
}

const bases = new WeakMap<FileReader, FileReader>();

/** The reader under any overlays. */
export function baseReader(reader: FileReader): FileReader {
  return bases.get(reader) ?? reader;
}

function kindOf(entry: {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}): DirEntry['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

function orNull<T>(path: string, action: () => T): T | null {
  try {
    return action();
  } catch (error) {
    if (error instanceof SgauditError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (ABSENT.has(code)) return null;
    throw new SgauditError('unreadable-file', `${path} cannot be read (${code || String(error)})`);
  }
}
