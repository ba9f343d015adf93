import { mkdir, readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { SgauditError } from '../model/problem.ts';
import type { Rollup } from '../model/rollup.ts';
import { dropWorkTables } from './days.ts';
import { type Engine, openEngine } from './engine/duckdb.ts';
import { explained, isDiskFull } from './engine/engine-errors.ts';
import { listInputs } from './inputs.ts';
import { parseLogFormat } from './layout.ts';
import { removeReading } from './reading-journal.ts';
import type { RemoteInputs } from './refresh.ts';
import {
  emptyManifest,
  lockStore,
  type Manifest,
  readManifest,
  removeUnnamed,
  writeManifest,
} from './store.ts';
import { type UpdateInput, update } from './update.ts';
import { openViews, storedFiles, type ViewFiles } from './views.ts';
import { makeWorkspace } from './workspace.ts';

/** How far a run has come: bytes of files that were read, as they lie on disk; days that a table was asked for, learned from, oriented. */
export interface RollupProgress {
  readonly stage: 'read' | 'query' | 'learn' | 'orient';
  readonly done: number;
  readonly total: number;
}

export interface RollupOptions {
  /** Files, folders and globs. */
  readonly inputs: readonly string[];
  /** `${version} ${account-id} …`, for files without a header. */
  readonly logFormat: string | null;
  /** The rollup folder; null for one that lives as long as the rollup is open. */
  readonly store: string | null;
  /** Interface id → all addresses that were ever its own. */
  readonly inventoryAddresses: ReadonlyMap<string, readonly string[]>;
  readonly threads?: number;
  /** As DuckDB writes sizes: `1GB`. */
  readonly memoryLimit?: string;
  /** Says of inputs that were fetched from elsewhere what they are called there, and fetches them again. */
  readonly remote?: RemoteInputs;
  readonly onProgress?: (progress: RollupProgress) => void;
  /** Told when files need not be read, as a run that was cut off has read them: how many, and how many there are to read. */
  readonly onResumed?: (files: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Reduces flow logs to a rollup and opens it. With a store only new and changed files are read, and days that they touch
 * are done again. Throws SgauditError: `no-flow-logs`, `unreadable-input`, `log-format`, `rollup-…`, `disk-full`,
 * `out-of-memory`.
 */
export async function buildRollup(options: RollupOptions): Promise<Rollup> {
  const paths = await listInputs(options.inputs);
  if (options.store === null) return buildTemporary(options, paths);
  await updateStore(options, options.store, paths);
  return openRollup(options.store, options);
}

/** Brings a rollup folder up to date with the inputs, and leaves it closed. Throws as `buildRollup`. */
export async function updateRollup(options: RollupOptions & { store: string }): Promise<void> {
  await updateStore(options, options.store, await listInputs(options.inputs));
}

async function updateStore(
  options: RollupOptions,
  folder: string,
  paths: readonly string[],
): Promise<void> {
  const unlock = await lockStore(folder);
  const workspace = await makeWorkspace();
  try {
    await bringUpToDate(options, paths, folder, workspace.folder);
  } catch (error) {
    throw explained(error);
  } finally {
    await workspace.remove();
    await unlock();
  }
}

/** Opens a rollup folder. Throws `no-rollup` where there is none, `rollup-version`, `rollup-damaged`. */
export async function openRollup(
  folder: string,
  options: Pick<RollupOptions, 'threads' | 'memoryLimit'> = {},
): Promise<Rollup> {
  const manifest = await readManifest(folder);
  if (manifest === null) {
    throw new SgauditError(
      'no-rollup',
      `"${folder}" holds no rollup: give flow logs to build one, or check the path`,
    );
  }
  const workspace = await makeWorkspace();
  const engine = await engineIn(workspace.folder, options);
  return openViews(engine, folder, storedFiles(folder, manifest), manifest, async () => {
    engine.close();
    await workspace.remove();
  }).catch(async (error) => {
    engine.close();
    await workspace.remove();
    throw error;
  });
}

/** Without a store the engine that built the rollup stays open, and nothing is written that only a later run needs. */
async function buildTemporary(options: RollupOptions, paths: readonly string[]): Promise<Rollup> {
  const workspace = await makeWorkspace();
  const engine = await engineIn(workspace.folder, options);
  const close = async () => {
    engine.close();
    await workspace.remove();
  };
  try {
    const folder = join(workspace.folder, 'rollup');
    await mkdir(folder);
    const manifest = await updateWith(engine, options, {
      ...{ paths, folder, workFolder: workspace.folder, keep: false },
      manifest: emptyManifest(options.logFormat),
    });
    await dropWorkTables(engine);
    return await openViews(engine, folder, await writtenFiles(folder), manifest, close);
  } catch (error) {
    await close();
    throw explained(error);
  }
}

async function bringUpToDate(
  options: RollupOptions,
  paths: readonly string[],
  folder: string,
  workFolder: string,
): Promise<void> {
  const manifest = (await readManifest(folder)) ?? emptyManifest(options.logFormat);
  if (manifest.engine !== 'duckdb') {
    throw new SgauditError(
      'rollup-source',
      `rollup: "${folder}" was built from a table (${manifest.engine}), and its days would count twice: give files a folder of their own`,
    );
  }
  const engine = await engineIn(workFolder, options);
  try {
    const work = { paths, folder, workFolder, keep: true, manifest };
    await writeManifest(folder, await updateWith(engine, options, work));
    await removeReading(folder);
  } catch (error) {
    await removeUnnamed(folder, manifest);
    if (isDiskFull(error)) await removeReading(folder);
    throw error;
  } finally {
    engine.close();
  }
}

type Work = Pick<UpdateInput, 'paths' | 'folder' | 'workFolder' | 'keep' | 'manifest'>;

async function updateWith(engine: Engine, options: RollupOptions, work: Work): Promise<Manifest> {
  const { logFormat, signal } = options;
  const interrupt = () => engine.interrupt();
  signal?.addEventListener('abort', interrupt);
  try {
    return await update({
      ...work,
      engine,
      threads: options.threads ?? availableParallelism(),
      logFormat: logFormat === null ? null : parseLogFormat(logFormat),
      ownAddresses: options.inventoryAddresses,
      ...(options.remote ? { remote: options.remote } : {}),
      onProgress: options.onProgress ?? (() => undefined),
      onResumed: options.onResumed ?? (() => undefined),
      ...(signal ? { signal } : {}),
    });
  } finally {
    signal?.removeEventListener('abort', interrupt);
  }
}

async function writtenFiles(folder: string): Promise<ViewFiles> {
  const names = (await readdir(folder)).sort();
  const of = (table: string) =>
    names.filter((name) => name.startsWith(`${table}-`)).map((name) => join(folder, name));
  return { flows: of('flows'), coverage: of('coverage') };
}

function engineIn(
  folder: string,
  { threads, memoryLimit }: Pick<RollupOptions, 'threads' | 'memoryLimit'>,
): Promise<Engine> {
  return openEngine({
    database: ':memory:',
    temporaryFolder: join(folder, 'spill'),
    ...(threads === undefined ? {} : { threads }),
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
  });
}
