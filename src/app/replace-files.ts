import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SgauditError } from '../model/problem.ts';

/** A file and the bytes that take the place of those it has. */
export interface Replacement {
  /** Absolute, no symbolic link. */
  readonly path: string;
  /** As people know it. */
  readonly display: string;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  /** Permission bits, which stay. */
  readonly mode: number;
  readonly owner: { readonly uid: number; readonly gid: number };
}

/** What a failure does to the disk; a test's may fail. */
export type Rename = (from: string, to: string) => Promise<void>;

interface Staged {
  readonly replacement: Replacement;
  readonly next: string;
  readonly backup: string;
}

/**
 * Replaces all files or none. New and old bytes are written beside each file first; then they are renamed into place.
 * Where one cannot be, those that already were get their old bytes back.
 * @throws SgauditError `file-changed`, `unwritable-file`; the files are then as they were, unless the message says else
 */
export async function replaceFiles(
  replacements: readonly Replacement[],
  move: Rename = rename,
): Promise<void> {
  const staged: Staged[] = [];
  const replaced: Staged[] = [];
  try {
    for (const replacement of replacements) {
      const tag = randomBytes(6).toString('hex');
      const name = (kind: string) =>
        join(
          dirname(replacement.path),
          `.${basename(replacement.path)}.sgaudit-${tag}.${kind}.tmp`,
        );
      const stage = { replacement, next: name('new'), backup: name('old') };
      staged.push(stage);
      await writeBeside(stage.next, replacement.after, replacement);
      await writeBeside(stage.backup, replacement.before, replacement);
    }
    for (const stage of staged) {
      const { path, display, before } = stage.replacement;
      if (!(await readFile(path)).equals(before)) {
        throw new SgauditError('file-changed', `${display} was changed meanwhile; run again`);
      }
      await move(stage.next, path);
      replaced.push(stage);
    }
  } catch (error) {
    const kept = await restore(replaced, move);
    await removeAll(staged.filter((stage) => !kept.includes(stage)));
    throw failure(error, kept);
  }
  await removeAll(staged);
}

async function writeBeside(path: string, bytes: Uint8Array, { mode, owner }: Replacement) {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(bytes);
    // The process' mask and its own user would decide otherwise.
    await file.chmod(mode);
    const { uid, gid } = await file.stat();
    if (uid !== owner.uid || gid !== owner.gid) await file.chown(owner.uid, owner.gid);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Those whose old bytes could not be put back. */
async function restore(replaced: readonly Staged[], move: Rename): Promise<Staged[]> {
  const kept: Staged[] = [];
  for (const stage of replaced) {
    await move(stage.backup, stage.replacement.path).catch(() => kept.push(stage));
  }
  return kept;
}

async function removeAll(staged: readonly Staged[]): Promise<void> {
  for (const { next, backup } of staged) {
    await rm(next, { force: true });
    await rm(backup, { force: true });
  }
}

function failure(error: unknown, kept: readonly Staged[]): unknown {
  const reason =
    error instanceof SgauditError ? error.message : String((error as NodeJS.ErrnoException).code);
  if (kept.length > 0) {
    const places = kept.map(
      ({ replacement, backup }) => `${replacement.display} (its old text: ${basename(backup)})`,
    );
    return new SgauditError(
      'half-written',
      `${reason}; these files were changed and could not be put back: ${places.join(', ')}`,
    );
  }
  if (error instanceof SgauditError || !isSystemError(error)) return error;
  return new SgauditError(
    'unwritable-file',
    `cannot write ${basename(String(error.path ?? ''))} (${reason}); nothing was changed`,
  );
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}
