import { stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { SgauditError } from '../model/problem.ts';
import { objectName } from './log-source.ts';
import type { Manifest, StoredBatch, StoredFile } from './store.ts';

/** Files that were fetched from elsewhere, such as S3, and are kept for as long as they are read. */
export interface RemoteInputs {
  /** The name by which store and reports know a fetched file: `s3://bucket/key`. Null for other files. */
  nameOf(path: string): string | null;
  /** Fetches files again that the store has read before. By name; what cannot be found is left out. */
  fetch(names: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Fetches a file again that turned out to be damaged. False where it is damaged there too, or no fetched file. */
  fetchAgain(path: string): Promise<boolean>;
}

/** What a run has to read, beside what a store already holds. */
export interface Refresh {
  /** New and changed files. */
  readonly fresh: readonly string[];
  /** Batches of the store of which a file has changed: what they held does not count any more. */
  readonly outdated: readonly StoredBatch[];
  /** The batches that still hold. */
  readonly standing: readonly StoredBatch[];
  /** Name in the store → path, of all files that are given. */
  readonly paths: ReadonlyMap<string, string>;
}

/** The name under which a store knows a file, wherever the folder was copied to. */
export function storedName(path: string, folder: string, remote?: RemoteInputs): string {
  const ownName = objectName(path) ?? remote?.nameOf(path);
  return ownName ?? relative(resolve(folder), resolve(path)).replaceAll('\\', '/');
}

/** Compares the given files with what the store has read. Files that are gone stay counted: days are kept. */
export async function planRefresh(
  paths: readonly string[],
  manifest: Manifest,
  folder: string,
  remote?: RemoteInputs,
): Promise<Refresh> {
  const known = new Map<string, StoredFile>();
  for (const batch of manifest.batches) {
    for (const file of batch.files) known.set(file.name, file);
  }
  const fresh: string[] = [];
  const changed = new Set<string>();
  const byName = new Map<string, string>();
  for (const path of paths) {
    const name = storedName(path, folder, remote);
    byName.set(name, path);
    const stored = known.get(name);
    if (!stored) fresh.push(path);
    else if (await hasChanged(path, stored)) changed.add(name);
  }
  const isOutdated = (batch: StoredBatch) => batch.files.some((file) => changed.has(file.name));
  return {
    fresh,
    outdated: manifest.batches.filter(isOutdated),
    standing: manifest.batches.filter((batch) => !isOutdated(batch)),
    paths: byName,
  };
}

async function hasChanged(path: string, stored: StoredFile): Promise<boolean> {
  const status = await stat(path).catch(() => null);
  if (!status) return false;
  if (status.size !== stored.size) return true;
  return stored.modified !== null && Math.trunc(status.mtimeMs) !== stored.modified;
}

/**
 * The paths of the batches' files, to read them again for days that get more records.
 * Throws `rollup-sources-missing` when one is not there any more.
 */
export async function pathsOf(
  batches: readonly StoredBatch[],
  refresh: Refresh,
  remote?: RemoteInputs,
): Promise<string[]> {
  const names = batches.flatMap((batch) => batch.files.map((file) => file.name));
  const absent = names.filter((name) => !refresh.paths.has(name));
  const fetched = absent.length > 0 ? await remote?.fetch(absent) : undefined;
  return batches.flatMap((batch) =>
    batch.files.map((file) => {
      const path = refresh.paths.get(file.name) ?? fetched?.get(file.name);
      if (path !== undefined) return path;
      throw new SgauditError(
        'rollup-sources-missing',
        `rollup: there are new logs of ${batch.days[0]} to ${batch.days.at(-1)}, and to do these days again ` +
          `"${file.name}" is needed, which is not among the flow logs given. Give all logs of these days, or start a new rollup`,
      );
    }),
  );
}
