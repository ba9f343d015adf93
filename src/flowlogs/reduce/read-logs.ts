import { dayInPath } from '../batches.ts';
import { type FetchAgain, orFetchedAgain } from '../fetch-again.ts';
import type { DayColumns } from './day-connections.ts';
import { type LogReader, OwnReader, type ReadWatch } from './log-reader.ts';
import type { LogReading } from './read-log.ts';
import type { Threads } from './threads.ts';

export interface ReadLogsInput {
  readonly paths: readonly string[];
  readonly logFormat: readonly string[] | null;
  /** SHA-256 of contents that count already. */
  readonly known: ReadonlySet<string>;
  /** Null: in this thread. */
  readonly threads: Threads | null;
  /** One for each reader. */
  readonly intake: () => Intake;
  /** Bytes of a file, as it lies on disk, that were gone through since the last time. */
  readonly onBytes: (path: string, bytes: number) => void;
  readonly onFile: (path: string) => void;
  /** Gets a damaged file once more from where it came from; false where that is of no use. */
  readonly fetchAgain: FetchAgain | undefined;
  readonly signal?: AbortSignal;
}

/** Takes what a reader has read. */
export interface Intake {
  /** Connections by day. */
  add(days: readonly DayColumns[]): Promise<void>;
  /** What became of files, all of whose connections were added. */
  settle(readings: readonly LogReading[]): Promise<void>;
}

/**
 * Reads logs, several at once, each content once, and hands their connections on by day, in parts. Answers what became
 * of each file, in the order of `paths`.
 */
export async function readLogs(input: ReadLogsInput): Promise<LogReading[]> {
  const { logFormat, threads } = input;
  const taken = new Set(input.known);
  const claim = (hash: string) => {
    if (taken.has(hash)) return false;
    taken.add(hash);
    return true;
  };
  if (threads) return readWith(threads.readers(logFormat, claim), input);
  const own = new OwnReader(claim);
  const reader = {
    read: (path: string, watch: ReadWatch) =>
      own.read(path, logFormat, {
        ...watch,
        onBytes(bytes) {
          input.signal?.throwIfAborted();
          watch.onBytes(bytes);
        },
      }),
    flush: () => own.flush(),
    close: () => own.close(),
  };
  try {
    return await readWith([reader], input);
  } catch (error) {
    await own.stop();
    throw error;
  }
}

/** Each reader keeps to a day while it has files, so that few days come in several parts. */
async function readWith(
  readers: readonly LogReader[],
  { paths, intake, onBytes, onFile, fetchAgain, signal }: ReadLogsInput,
): Promise<LogReading[]> {
  const readings: LogReading[] = new Array(paths.length);
  const queue = new DayQueue(paths);
  const work = async (reader: LogReader) => {
    let day: string | null = null;
    let since: LogReading[] = [];
    let content = 0;
    const { add, settle } = intake();
    const flush = async () => {
      await add(await reader.flush());
      await settle(since);
      since = [];
      content = 0;
    };
    for (let next = queue.next(day); next !== null; next = queue.next(day)) {
      signal?.throwIfAborted();
      if (day !== null && (next.day !== day || content > MUCH_CONTENT)) await flush();
      day = next.day;
      const path = paths[next.index]!;
      const watch = { onPart: add, onBytes: (bytes: number) => onBytes(path, bytes) };
      const reading = await unlessAborted(
        orFetchedAgain(path, () => reader.read(path, watch), isDamaged, fetchAgain),
        signal,
      );
      readings[next.index] = reading;
      since.push(reading);
      if (reading.kind === 'read') content += reading.file.contentSize;
      onFile(path);
    }
    await flush();
    await reader.close();
  };
  await Promise.all(readers.map(work));
  return readings;
}

/** Bytes of content after which a reader hands on what it has, though it stays at its day. */
const MUCH_CONTENT = 512 << 20;

const isDamaged = ({ kind }: LogReading) => kind === 'damaged';

/** A thread that reads a large file hears of nothing until it has done so. */
function unlessAborted<Result>(work: Promise<Result>, signal?: AbortSignal): Promise<Result> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Files still to be read, by the day that their paths name. */
class DayQueue {
  readonly #days = new Map<string, { readonly files: number[]; begun: boolean }>();

  constructor(paths: readonly string[]) {
    for (const [index, path] of paths.entries()) {
      const day = dayInPath(path) ?? '';
      const known = this.#days.get(day);
      if (known) known.files.push(index);
      else this.#days.set(day, { files: [index], begun: false });
    }
  }

  /** A file of the day that the reader is at, else of one that nobody has begun, else of the one with most files left. */
  next(current: string | null): { readonly index: number; readonly day: string } | null {
    const own = current === null ? undefined : this.#days.get(current);
    if (own && current !== null) return this.#take(current, own);
    const left = [...this.#days].sort(
      ([, left], [, right]) =>
        Number(left.begun) - Number(right.begun) || right.files.length - left.files.length,
    );
    const [first] = left;
    return first ? this.#take(...first) : null;
  }

  #take(day: string, queued: { readonly files: number[]; begun: boolean }) {
    queued.begun = true;
    const index = queued.files.shift()!;
    if (queued.files.length === 0) this.#days.delete(day);
    return { index, day };
  }
}
