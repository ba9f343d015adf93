import { stat } from 'node:fs/promises';
import type { DamagedInput, FileRecords } from '../model/rollup.ts';
import { type Batch, makeBatches } from './batches.ts';
import { type Census, isoDay } from './days.ts';
import type { Engine } from './engine/duckdb.ts';
import { missingSharpeners } from './fields.ts';
import { objectName } from './log-source.ts';
import { makeDays } from './make-days.ts';
import { KIND } from './query/connections.ts';
import { type ReadFile, readInputs } from './read-inputs.ts';
import { ReadProgress } from './read-progress.ts';
import { ReadingJournal } from './reading-journal.ts';
import { DayStore } from './reduce/day-store.ts';
import { IN_PROCESS } from './reduce/day-work.ts';
import type { FileCounts } from './reduce/read-log.ts';
import { openThreads, type Threads } from './reduce/threads.ts';
import { pathsOf, planRefresh, type Refresh, type RemoteInputs, storedName } from './refresh.ts';
import type { RollupOptions, RollupProgress } from './rollup.ts';
import { withSiblings } from './siblings.ts';
import type { Counts, Manifest, StoredBatch, StoredDay } from './store.ts';

export interface UpdateInput {
  readonly engine: Engine;
  readonly paths: readonly string[];
  readonly logFormat: readonly string[] | null;
  readonly ownAddresses: ReadonlyMap<string, readonly string[]>;
  /** The rollup folder, and one for scratch files. */
  readonly folder: string;
  readonly workFolder: string;
  /** Whether the folder is a store that later runs go on with. */
  readonly keep: boolean;
  readonly manifest: Manifest;
  /** Of files that were fetched from elsewhere. */
  readonly remote?: RemoteInputs;
  /** How many files are read at once. */
  readonly threads: number;
  readonly onProgress: (progress: RollupProgress) => void;
  readonly onResumed: NonNullable<RollupOptions['onResumed']>;
  readonly signal?: AbortSignal;
}

/**
 * Reads what is new, does the days again that it touches, and answers the manifest that makes them count.
 * Until that is written, the folder is what it was.
 */
export async function update(input: UpdateInput): Promise<Manifest> {
  const { folder, manifest, remote } = input;
  const refresh = await planRefresh(input.paths, manifest, folder, remote);
  if (refresh.fresh.length === 0 && refresh.outdated.length === 0) return manifest;

  const again = await pathsOf(refresh.outdated, refresh, remote);
  const paths = [...refresh.fresh, ...again];
  const sizes = await sizesOf(paths);
  const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const much = bytes >= MANY_BYTES;
  const gainsByThreads = bytes >= MANY_BYTES + FILE_BYTES * paths.length;
  const threads = gainsByThreads && input.threads > 1 ? openThreads(input.threads) : null;
  const journal = much && input.keep ? new ReadingJournal(folder, input.logFormat) : null;
  try {
    return await refreshed({ ...input, sizes, workers: threads, journal }, refresh, paths);
  } finally {
    await threads?.close();
  }
}

/** Bytes of files from which on threads are worth their start, and what was read is worth keeping. */
const MANY_BYTES = 4 << 20;

/** Bytes that are read in the time that a thread needs to be asked for one file more. */
const FILE_BYTES = 12 << 10;

/** Bytes on disk, of files that are there. */
async function sizesOf(paths: readonly string[]): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (let from = 0; from < paths.length; from += ASKED_AT_ONCE) {
    const some = paths.slice(from, from + ASKED_AT_ONCE);
    const found = await Promise.all(some.map((path) => stat(path).catch(() => null)));
    for (const [at, status] of found.entries()) if (status) sizes.set(some[at]!, status.size);
  }
  return sizes;
}

const ASKED_AT_ONCE = 64;

type Work = UpdateInput & {
  /** Bytes on disk of new files, and of those that are to be read again for certain. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly workers: Threads | null;
  readonly journal: ReadingJournal | null;
};

async function refreshed(
  input: Work,
  refresh: Refresh,
  paths: readonly string[],
): Promise<Manifest> {
  const { engine, folder, manifest, remote, onProgress, signal } = input;
  const store = new DayStore(input.workFolder);
  const first = await read(input, store, paths, refresh.standing);
  const outdatedDays = refresh.outdated.flatMap((batch) => batch.days);
  const touched = new Set([...first.days, ...outdatedDays]);
  const sharesDay = (batch: StoredBatch) => batch.days.some((day) => touched.has(day));
  const companions = refresh.standing.filter(sharesDay);
  const others = await pathsOf(companions, refresh, remote);
  const again = { ...input, sizes: await sizesOf(others), journal: null };
  const second = await read(again, store, others, []);
  const found = [...first.damaged, ...second.damaged];
  const damaged = await withSiblings(found, named(input), input.logFormat);
  const batches = [first, second].flatMap(({ logs }) => batchesOf(logs, input));
  const isTouched = (day: number) => refresh.standing.length === 0 || touched.has(isoDay(day));

  const known = [...refresh.standing, ...batches].flatMap((batch) => batch.missingFields);
  const days = await makeDays({
    ...{ engine, folder, touched, onProgress },
    sources: store.sources().filter(({ day }) => isTouched(day)),
    work: input.workers?.dayWork ?? IN_PROCESS,
    keep: input.keep,
    ownAddresses: input.ownAddresses,
    standing: manifest.days,
    isShown: !known.includes('srcaddr') && !known.includes('dstaddr'),
    ...(signal ? { signal } : {}),
  });
  return {
    ...manifest,
    days: withNewestOpen(days),
    batches: [...refresh.standing.filter((batch) => !sharesDay(batch)), ...batches],
    damaged: stillDamaged(manifest, input, damaged, batches),
    duplicates: first.duplicates,
  };
}

interface Read {
  readonly logs: readonly ReadFile[];
  /** The days of what was read. */
  readonly days: readonly string[];
  readonly damaged: readonly DamagedInput[];
  /** Files that say what another one says. */
  readonly duplicates: number;
}

/** Reads files that are whole, and that say nothing that a standing batch has said already. */
async function read(
  input: Work,
  store: DayStore,
  paths: readonly string[],
  standing: readonly StoredBatch[],
): Promise<Read> {
  const { logFormat, onProgress } = input;
  const signal = input.signal ? { signal: input.signal } : {};
  const progress = new ReadProgress(input.sizes, (done, total) =>
    onProgress({ stage: 'read', done, total }),
  );
  const { logs, damaged, duplicates } = await readInputs(paths, {
    ...{ store, logFormat, threads: input.workers, journal: input.journal, ...signal },
    known: new Set(standing.flatMap((batch) => batch.files.map((file) => file.hash))),
    onBytes: (path, bytes) => progress.bytes(path, bytes),
    onFile: (path) => progress.whole(path),
    onResumed: (resumed) => {
      input.onResumed(resumed.length, paths.length);
      for (const path of resumed) progress.whole(path);
    },
    fetchAgain: input.remote?.fetchAgain,
  });
  const days = new Set(logs.flatMap((log) => log.days));
  const shown = (file: string) => input.remote?.nameOf(file) ?? file;
  return {
    logs,
    days: [...days].map(isoDay),
    damaged: damaged.map((each) => ({ ...each, file: shown(each.file) })),
    duplicates,
  };
}

/** What the store keeps of the files that were read. */
function batchesOf(logs: readonly ReadFile[], input: UpdateInput): StoredBatch[] {
  const byPath = new Map(logs.map((log) => [log.file.path, log]));
  const batches = makeBatches(
    logs.map(({ file }) => file),
    !input.keep,
  );
  return batches.map((batch) => {
    const read = batch.files.flatMap(({ path }) => byPath.get(path) ?? []);
    const files = read.map(({ file, counts }) => ({
      file: shownName(file.path, input),
      ...withSum(counts),
    }));
    const days = new Set(read.flatMap((log) => log.days));
    return {
      ...storedBatch(batch, input),
      days: [...days].sort((left, right) => left - right).map(isoDay),
      counts: files.reduce(sumOf, NO_COUNTS),
      ...withRefused(files),
    };
  });
}

function storedBatch(
  { layout, files }: Batch,
  { folder, remote }: Pick<UpdateInput, 'folder' | 'remote'>,
): Pick<StoredBatch, 'files' | 'missingFields'> {
  const fields = layout.kind === 'text' ? layout.fields : [...layout.columns.keys()];
  return {
    files: files.map(({ path, size, modified, hash }) => ({
      name: storedName(path, folder, remote),
      size,
      modified: objectName(path) === null ? modified : null,
      hash,
    })),
    missingFields: missingSharpeners(fields),
  };
}

const named = (input: UpdateInput) =>
  input.paths.map((path) => ({ path, name: shownName(path, input) }));

const shownName = (path: string, { remote }: Pick<UpdateInput, 'remote'>) =>
  remote?.nameOf(path) ?? path;

function withRefused(files: readonly FileRecords[]): Pick<StoredBatch, 'refusedFiles'> {
  const refused = files.filter((each) => each.refused > 0);
  return refused.length > 0 ? { refusedFiles: refused } : {};
}

const NO_COUNTS: Counts = {
  ...{ read: 0, accepted: 0, rejected: 0, noData: 0, skipData: 0, refused: 0 },
};

function sumOf(sum: Counts, counts: Counts): Counts {
  return {
    read: sum.read + counts.read,
    accepted: sum.accepted + counts.accepted,
    rejected: sum.rejected + counts.rejected,
    noData: sum.noData + counts.noData,
    skipData: sum.skipData + counts.skipData,
    refused: sum.refused + counts.refused,
  };
}

function withSum(counts: FileCounts): Counts {
  return { read: Object.values(counts).reduce((sum, count) => sum + count, 0), ...counts };
}

/** The counts of a batch of connections. */
export function countsOf(rows: readonly Census[]): Counts {
  const of = (kind: number) =>
    rows.reduce((sum, row) => (row.kind === kind ? sum + row.records : sum), 0);
  return withSum({
    accepted: of(KIND.accepted),
    rejected: of(KIND.rejected),
    noData: of(KIND.noData),
    skipData: of(KIND.skipData),
    refused: of(KIND.refused),
  });
}

/** The newest day may still grow; the others are complete as far as the logs are. */
function withNewestOpen(days: Readonly<Record<string, StoredDay>>): Record<string, StoredDay> {
  const names = Object.keys(days).sort();
  return Object.fromEntries(
    names.map((name, index) => {
      const state = index === names.length - 1 ? 'open' : 'complete';
      return [name, { ...days[name]!, state }];
    }),
  );
}

/** Damage of earlier runs counts until the file is read whole; files given again have been looked at again. */
function stillDamaged(
  manifest: Manifest,
  input: UpdateInput,
  found: readonly DamagedInput[],
  batches: readonly StoredBatch[],
): DamagedInput[] {
  const { folder, remote } = input;
  const given = new Set(input.paths.map((path) => remote?.nameOf(path) ?? path));
  const whole = new Set(batches.flatMap((batch) => batch.files.map((file) => file.name)));
  const earlier = manifest.damaged.filter(
    ({ file }) => !given.has(file) && !whole.has(file) && !whole.has(storedName(file, folder)),
  );
  return [...earlier, ...found].sort((left, right) => (left.file < right.file ? -1 : 1));
}
