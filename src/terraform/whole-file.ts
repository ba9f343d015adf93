import { readFileSync, statSync } from 'node:fs';
import { SgauditError } from '../model/problem.ts';

interface Stats {
  readonly size: number;
  readonly mtimeMs: number;
  isFile(): boolean;
}

/** How a file is looked at and read; the disk's way unless a test has another. */
export interface FileAccess {
  stat(path: string): Stats;
  read(path: string): Buffer;
}

const DISK: FileAccess = { stat: (path) => statSync(path), read: (path) => readFileSync(path) };
const ATTEMPTS = 3;

/**
 * The bytes of a file as they stood at one moment. A file that somebody writes meanwhile is read again.
 * @throws SgauditError `file-changed` when it does not come to rest; whatever `access` throws for a file that is not there
 */
export function readWholeFile(path: string, access: FileAccess = DISK): Buffer {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = access.stat(path);
    const bytes = access.read(path);
    // A pipe has neither a size nor a state to come back to.
    if (!before.isFile()) return bytes;
    const after = access.stat(path);
    const same = before.size === after.size && before.mtimeMs === after.mtimeMs;
    if (same && bytes.length === after.size) return bytes;
  }
  throw new SgauditError(
    'file-changed',
    `${path} changes while it is read; run again when it is at rest`,
  );
}
