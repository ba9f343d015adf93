import type { DamagedInput } from '../model/rollup.ts';
import { type FetchAgain, orFetchedAgain } from './fetch-again.ts';
import { damagedInput } from './inspect.ts';
import { objectName } from './log-source.ts';
import type { JournaledDay, ReadingJournal } from './reading-journal.ts';
import type { DayStore } from './reduce/day-store.ts';
import type { FileCounts, LogReading } from './reduce/read-log.ts';
import { type Intake, readLogs } from './reduce/read-logs.ts';
import type { Threads } from './reduce/threads.ts';
import { inspectFile, type ParquetFile, type SourceFile } from './source-file.ts';

export interface ReadInputs {
  /** What was read. */
  readonly logs: readonly ReadFile[];
  readonly damaged: readonly DamagedInput[];
  /** How many files were left out because another one holds the same records. */
  readonly duplicates: number;
}

export interface ReadFile {
  readonly file: SourceFile;
  readonly counts: FileCounts;
  /** Epoch days of all but refused records. */
  readonly days: readonly number[];
}

export interface ReadInputsOptions {
  readonly logFormat: readonly string[] | null;
  /** SHA-256 of contents that count already. */
  readonly known: ReadonlySet<string>;
  readonly threads: Threads | null;
  /** Where the connections go. */
  readonly store: DayStore;
  /** Where what was read is kept for a run that goes on with it; null: nowhere. */
  readonly journal: ReadingJournal | null;
  /** Told once, of files that an earlier run has read. */
  readonly onResumed: (paths: readonly string[]) => void;
  /** Bytes of a file that were gone through since the last time; when it is done with. */
  readonly onBytes: (path: string, bytes: number) => void;
  readonly onFile: (path: string) => void;
  /** Gets a damaged file once more from where it came from; false where that is of no use. */
  readonly fetchAgain: FetchAgain | undefined;
  readonly signal?: AbortSignal;
}

/**
 * Reads what is whole of the files, each record once: of several files that AWS gave one name the longest (another may
 * have been cut off between two records), of several with one content the first by path.
 */
export async function readInputs(
  paths: readonly string[],
  options: ReadInputsOptions,
): Promise<ReadInputs> {
  const { single, copies, damaged } = await withoutCopies(paths, options);
  const readings = await readAll(single, options);
  const read = readings.filter((each) => each.kind === 'read');
  const repeated = readings.flatMap((each) => (each.kind === 'duplicate' ? [each.file] : []));
  const failed = readings.flatMap((each) =>
    each.kind === 'damaged' ? [damagedInput(each.path, each.problem)] : [],
  );
  return {
    logs: read.map((each) => ({ ...each, file: firstOf(each.file, repeated) })),
    damaged: [...damaged, ...failed],
    duplicates: copies + repeated.length,
  };
}

/** What an earlier run has read is not read again. */
async function readAll(
  paths: readonly string[],
  options: ReadInputsOptions,
): Promise<LogReading[]> {
  const { store, journal, known } = options;
  const earlier = (await journal?.take(paths, known)) ?? { readings: [], days: [] };
  for (const { columns, file } of earlier.days) store.addKept(columns, file);
  const done = new Set(earlier.readings.map(({ file }) => file.path));
  if (done.size > 0) options.onResumed([...done]);
  const readings = await readLogs({
    ...options,
    paths: paths.filter((path) => !done.has(path)),
    known: new Set([...known, ...earlier.readings.map(({ file }) => file.hash)]),
    intake: intakesOf(store, journal),
  });
  return [...earlier.readings, ...readings];
}

/** What is read goes to the store and, while there is room, to the journal; else the store keeps what it has by itself. */
function intakesOf(store: DayStore, journal: ReadingJournal | null): () => Intake {
  let parting: Promise<void> | null = null;
  return () => {
    let unnamed: JournaledDay[] = [];
    return {
      async add(days) {
        for (const day of days) {
          const kept = (await journal?.keep(day)) ?? null;
          if (journal && !kept) parting ??= store.leaveKept().then(() => journal.remove());
          if (kept) unnamed.push(kept);
          await store.add(day, parting ? null : (kept?.file ?? null));
          await parting;
        }
      },
      async settle(readings) {
        const days = unnamed;
        unnamed = [];
        await journal?.name(readings, days);
      },
    };
  };
}

/** Which of two readers comes first is chance; which file stands for a content is not. */
function firstOf(file: SourceFile, repeated: readonly (SourceFile | ParquetFile)[]): SourceFile {
  const same = repeated.filter(({ hash, path }) => hash === file.hash && path < file.path);
  const [first] = same.sort((left, right) => (left.path < right.path ? -1 : 1));
  return first ? { ...first, layout: first.layout ?? file.layout } : file;
}

/** One path of each name that AWS gave. A damaged copy of an object that is there whole takes nothing away. */
async function withoutCopies(
  paths: readonly string[],
  { logFormat, fetchAgain }: ReadInputsOptions,
): Promise<{ single: string[]; copies: number; damaged: DamagedInput[] }> {
  const byName = new Map<string, string[]>();
  for (const path of paths) {
    const name = objectName(path) ?? path;
    const same = byName.get(name);
    if (same) same.push(path);
    else byName.set(name, [path]);
  }
  const single: string[] = [];
  const damaged: DamagedInput[] = [];
  let copies = 0;
  for (const same of byName.values()) {
    const [only] = same;
    if (same.length === 1 && only !== undefined) {
      single.push(only);
      continue;
    }
    const whole: SourceOrParquet[] = [];
    const unfit: DamagedInput[] = [];
    for (const path of same) {
      const inspect = () => inspectFile(path, logFormat);
      const inspection = await orFetchedAgain(path, inspect, ({ ok }) => !ok, fetchAgain);
      if (inspection.ok) whole.push(inspection.file);
      else unfit.push(damagedInput(path, inspection.problem));
    }
    const [longest] = whole.sort((left, right) => right.contentSize - left.contentSize);
    if (longest) single.push(longest.path);
    else damaged.push(...unfit);
    copies += Math.max(whole.length - 1, 0);
  }
  return { single, copies, damaged };
}

type SourceOrParquet = Pick<SourceFile, 'path' | 'contentSize'>;
