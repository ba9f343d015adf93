import type { DamagedInput } from '../model/rollup.ts';
import { isoDay } from './days.ts';
import type { Engine } from './engine/duckdb.ts';
import { makeDays } from './make-days.ts';
import { type ReadFile, readInputs } from './read-inputs.ts';
import { ReadProgress, sizesOf } from './read-progress.ts';
import { ReadingJournal } from './reading-journal.ts';
import { DayStore } from './reduce/day-store.ts';
import { IN_PROCESS } from './reduce/day-work.ts';
import { openThreads, type Threads } from './reduce/threads.ts';
import { pathsOf, planRefresh, type Refresh, type RemoteInputs, storedName } from './refresh.ts';
import type { RollupOptions, RollupProgress } from './rollup.ts';
import { withSiblings } from './siblings.ts';
import type { Manifest, StoredBatch, StoredDay } from './store.ts';
import { batchesOf, shownName } from './stored-batches.ts';

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
      progress.skip(resumed);
    },
    fetchAgain: input.remote?.fetchAgain,
  });
  const days = new Set(logs.flatMap((log) => log.days));
  return {
    logs,
    days: [...days].map(isoDay),
    damaged: damaged.map((each) => ({ ...each, file: shownName(each.file, input) })),
    duplicates,
  };
}

const named = (input: UpdateInput) =>
  input.paths.map((path) => ({ path, name: shownName(path, input) }));

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
  const { folder } = input;
  const given = new Set(named(input).map(({ name }) => name));
  const whole = new Set(batches.flatMap((batch) => batch.files.map((file) => file.name)));
  const earlier = manifest.damaged.filter(
    ({ file }) => !given.has(file) && !whole.has(file) && !whole.has(storedName(file, folder)),
  );
  return [...earlier, ...found].sort((left, right) => (left.file < right.file ? -1 : 1));
}
