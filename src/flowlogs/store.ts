import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { SgauditError } from '../model/problem.ts';
import type { DamagedInput, FileRecords, RollupSummary } from '../model/rollup.ts';
import { isRunning } from './workspace.ts';

/** The rollup folder (contract, section 4): a manifest that names parquet files, one set a day. */
export const MANIFEST = 'sgaudit-rollup.json';
const LOCK = '.lock';
const SCHEMA_VERSION = 3;

export type Counts = RollupSummary['records'];

export interface StoredFile {
  /** The object name that AWS gave, else the path relative to the rollup folder. */
  readonly name: string;
  readonly size: number;
  /** Milliseconds; null for names that AWS gave, whose content never changes. */
  readonly modified: number | null;
  readonly hash: string;
}

/** Files that were read together, what they held, and the days they touch. A batch is read again as a whole or not at all. */
export interface StoredBatch {
  readonly files: readonly StoredFile[];
  readonly days: readonly string[];
  readonly counts: Counts;
  readonly missingFields: readonly string[];
  /** Those of its files that hold lines that were refused. */
  readonly refusedFiles?: readonly FileRecords[];
}

export interface StoredDay {
  /** The newest day is `open`: more of its records may come. */
  readonly state: 'complete' | 'open';
  /** Part of the day's file names; a day that is written again gets another. */
  readonly generation: string;
  /** Rejected connections beyond the bound, counted only. */
  readonly rejectsDropped: number;
}

export interface Manifest {
  readonly schemaVersion: number;
  readonly engine: RollupSummary['engine'];
  readonly logFormat: string | null;
  readonly days: Readonly<Record<string, StoredDay>>;
  readonly batches: readonly StoredBatch[];
  readonly damaged: readonly DamagedInput[];
  /** Files that the last run left out because another one holds the same records. */
  readonly duplicates?: number;
}

export function emptyManifest(logFormat: string | null): Manifest {
  return {
    schemaVersion: SCHEMA_VERSION,
    engine: 'duckdb',
    logFormat,
    days: {},
    batches: [],
    damaged: [],
  };
}

/** Null when the folder holds no rollup. Throws `rollup-version` or `rollup-damaged`. */
export async function readManifest(folder: string): Promise<Manifest | null> {
  const path = join(folder, MANIFEST);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw new SgauditError('rollup-unreadable', `rollup: "${path}" cannot be read (${error.code})`);
  });
  if (text === null) return null;
  const manifest = parseManifest(text);
  if (manifest === null) {
    throw new SgauditError(
      'rollup-damaged',
      `rollup: "${path}" is not a rollup's description: remove the folder and build it again`,
    );
  }
  if (manifest.schemaVersion > SCHEMA_VERSION) {
    throw new SgauditError(
      'rollup-version',
      `rollup: "${folder}" comes from the future: its schema version is ${manifest.schemaVersion}, this sgaudit knows ${SCHEMA_VERSION}. Use a newer sgaudit`,
    );
  }
  if (manifest.schemaVersion < SCHEMA_VERSION) {
    throw new SgauditError(
      'rollup-version',
      `rollup: "${folder}" has the old schema version ${manifest.schemaVersion}: remove the folder and build it again`,
    );
  }
  return manifest;
}

function parseManifest(text: string): Manifest | null {
  try {
    const value = JSON.parse(text) as Partial<Manifest> | null;
    if (typeof value?.schemaVersion !== 'number') return null;
    if (value.schemaVersion !== SCHEMA_VERSION) return value as Manifest;
    const whole =
      typeof value.days === 'object' &&
      Array.isArray(value.batches) &&
      Array.isArray(value.damaged);
    return whole ? (value as Manifest) : null;
  } catch {
    return null;
  }
}

/** Puts a new manifest in place of the old one in one step: until then the folder is what it was. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const path = join(folder, MANIFEST);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(`${JSON.stringify(manifest, null, 1)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await removeUnnamed(folder, manifest);
}

export const DAY_TABLES = ['flows', 'coverage', 'endpoints', 'addresses'] as const;
export type DayTable = (typeof DAY_TABLES)[number];

export function dayFile(folder: string, table: DayTable, day: string, generation: string): string {
  return join(folder, `${table}-${day}-${generation}.parquet`);
}

/**
 * Files of days that the manifest does not name: of an older generation, or of a run that was cut off; and what such a run
 * left of a file that it was writing. Only for who holds the folder.
 */
export async function removeUnnamed(folder: string, manifest: Manifest): Promise<void> {
  const named = new Set(
    Object.entries(manifest.days).flatMap(([day, { generation }]) =>
      DAY_TABLES.map((table) => dayFile(folder, table, day, generation)),
    ),
  );
  const pattern = new RegExp(`^(${DAY_TABLES.join('|')})-\\d{4}-\\d\\d-\\d\\d-\\w+\\.parquet$`);
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const isCutOff = /^[\w-]+\.json\.\d+\.tmp$/.test(name);
    if (isCutOff || (pattern.test(name) && !named.has(path))) await rm(path, { force: true });
  }
}

/**
 * Holds the folder for one writer. Throws `rollup-locked` when another one has it; a lock whose process is gone on this
 * host is taken over.
 */
export async function lockStore(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new SgauditError(
      'rollup-unwritable',
      `rollup: the folder "${folder}" cannot be made (${error.code}): check the path and its permissions`,
    );
  });
  const path = join(folder, LOCK);
  const mine = JSON.stringify({ pid: process.pid, host: hostname() });
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await writeFile(path, mine, { flag: 'wx' });
      return () => rm(path, { force: true });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST') {
        throw new SgauditError(
          'rollup-unwritable',
          `rollup: "${folder}" cannot be written (${code}): check its permissions`,
        );
      }
    }
    if (attempt === 0 && (await isAbandoned(path))) await rm(path, { force: true });
  }
  throw new SgauditError(
    'rollup-locked',
    `rollup: another sgaudit is writing to "${folder}". Wait for it, or remove "${path}" if none runs`,
  );
}

/** Removes a lock that a killed process left, where nothing is to be written that would take it over. */
export async function removeAbandonedLock(folder: string): Promise<void> {
  const path = join(folder, LOCK);
  if (await isAbandoned(path)) await rm(path, { force: true });
}

async function isAbandoned(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '');
  try {
    const owner = JSON.parse(text) as { pid: number; host: string };
    return owner.host === hostname() && !isRunning(owner.pid);
  } catch {
    return false;
  }
}
