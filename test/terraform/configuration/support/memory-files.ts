import { posix } from 'node:path';
import type { DirEntry, FileReader } from '../../../../src/terraform/files.ts';

/** A disk of texts by path. Folders are there when a file is in them. */
export function memoryFiles(texts: Readonly<Record<string, string>>): FileReader {
  const paths = new Map(Object.entries(texts));
  const folders = new Set<string>(['/']);
  for (const path of paths.keys()) {
    for (let at = posix.dirname(path); !folders.has(at); at = posix.dirname(at)) folders.add(at);
  }
  const entries = (folder: string): DirEntry[] =>
    [...paths.keys(), ...folders]
      .filter((path) => path !== '/' && posix.dirname(path) === folder)
      .map((path) => ({
        name: posix.basename(path),
        kind: paths.has(path) ? ('file' as const) : ('folder' as const),
      }))
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  return {
    list: (folder) => (folders.has(folder) ? entries(folder) : null),
    read: (path) => paths.get(path) ?? null,
    readBytes: (path) => {
      const text = paths.get(path);
      return text === undefined ? null : Buffer.from(text, 'utf8');
    },
    realPath: (path) => (paths.has(path) || folders.has(path) ? path : null),
  };
}
