import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Layout } from './layout.ts';
import { ROW_WORDS } from './reduce/connection-rows.ts';
import type { DayColumns } from './reduce/day-connections.ts';
import { readWords } from './reduce/day-store.ts';
import type { LogReading } from './reduce/read-log.ts';

/** Within a rollup folder: what a run has read that has not come to its end. */
const FOLDER = '.reading';
const JOURNAL = 'journal';
/** Counts up with the form of the journal, and with what is made of a record. */
const VERSION = 1;

export type ReadLog = Extract<LogReading, { readonly kind: 'read' }>;

/** Connections whose words lie in a file. */
export interface KeptDay {
  readonly columns: Omit<DayColumns, 'words'>;
  readonly file: string;
}

type NamedDay = KeptDay['columns'] & { readonly name: string; readonly sum: number };

/** A day whose words were written. */
export interface JournaledDay {
  readonly file: string;
  readonly day: NamedDay;
}

/** Files that were read together, whole, and all that they hold. */
interface Group {
  readonly readings: readonly ReadLog[];
  readonly days: readonly NamedDay[];
}

/**
 * Keeps what was read of logs as it comes, so that a run that is killed is gone on with by the next one: days are learned
 * from and written when all of them are read, so the rollup itself has nothing to show for it until then. Only for who
 * holds the rollup folder.
 */
export class ReadingJournal {
  readonly #folder: string;
  readonly #header: string;
  #files = 0;
  /** Lines are written one after another. Null when there is no room for more. */
  #last: Promise<void> | null = Promise.resolve();

  constructor(rollupFolder: string, logFormat: readonly string[] | null) {
    this.#folder = join(rollupFolder, FOLDER);
    this.#header = JSON.stringify({ version: VERSION, rowWords: ROW_WORDS, logFormat });
  }

  /**
   * What an earlier run has read of these files, where they are the same still and their content counts for nothing else;
   * what else it has read is dropped for good.
   */
  async take(
    paths: readonly string[],
    known: ReadonlySet<string>,
  ): Promise<{ readonly readings: readonly ReadLog[]; readonly days: readonly KeptDay[] }> {
    const wanted = new Set(paths);
    const taken: Group[] = [];
    for (const group of await this.#groups()) {
      if (!(await this.#isWhole(group, wanted, known))) continue;
      for (const { file } of group.readings) wanted.delete(file.path);
      taken.push(group);
    }
    await this.#restart(taken);
    return {
      readings: taken.flatMap(({ readings }) => readings),
      days: taken.flatMap(({ days }) =>
        days.map(({ name, sum: _, ...columns }) => ({ columns, file: this.#path(name) })),
      ),
    };
  }

  /** Writes a day's words; null where there is no room. They count when they are named. */
  async keep({ words, ...columns }: DayColumns): Promise<JournaledDay | null> {
    if (this.#last === null) return null;
    const name = `${columns.day}-${process.pid}-${this.#files++}.words`;
    const file = this.#path(name);
    const own = words.subarray(0, columns.size * ROW_WORDS);
    const isKept = await this.#orNoRoom(() => writeFile(file, own));
    return isKept ? { file, day: { ...columns, name, sum: sumOf(own) } } : null;
  }

  /** Names files that were read, and all days that they hold. */
  async name(readings: readonly LogReading[], days: readonly JournaledDay[]): Promise<void> {
    const read = readings.filter((each) => each.kind === 'read');
    if (this.#last === null || read.length === 0) return;
    await this.#orNoRoom(() => this.#append({ readings: read, days: days.map(({ day }) => day) }));
  }

  /** Once there is no room, nothing more is named: to go on from the start is better than not to come to the end. */
  async #orNoRoom(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (this.#last !== null && !/^(ENOSPC|EDQUOT)$/.test(code)) throw error;
      this.#last = null;
      return false;
    }
  }

  /** Gives the room back. */
  async remove(): Promise<void> {
    this.#last = null;
    await rm(this.#folder, { recursive: true, force: true }).catch(() => undefined);
  }

  #append(group: Group): Promise<void> {
    const line = `${JSON.stringify(group, writeLayout)}\n`;
    const append = async () => {
      const handle = await open(this.#path(JOURNAL), 'a');
      try {
        await handle.writeFile(line);
      } finally {
        await handle.close();
      }
    };
    const mine = (this.#last ?? Promise.resolve()).then(append);
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  /** Those of the journal, up to where it was cut off; none of a journal of another kind. */
  async #groups(): Promise<Group[]> {
    const text = await readFile(this.#path(JOURNAL), 'utf8').catch(() => '');
    const [header, ...lines] = text.split('\n');
    if (header !== this.#header) return [];
    const groups: Group[] = [];
    for (const line of lines.slice(0, -1)) {
      try {
        groups.push(JSON.parse(line, readLayout) as Group);
      } catch {
        break;
      }
    }
    return groups;
  }

  async #isWhole(
    { readings, days }: Group,
    wanted: ReadonlySet<string>,
    known: ReadonlySet<string>,
  ): Promise<boolean> {
    for (const { file } of readings) {
      if (!wanted.has(file.path) || known.has(file.hash)) return false;
      const now = await stat(file.path).catch(() => null);
      if (now?.size !== file.size || Math.trunc(now.mtimeMs) !== file.modified) return false;
    }
    for (const { name, sum, size } of days) {
      const words = await readWords(this.#path(name), size).catch(() => null);
      if (words === null || sumOf(words) !== sum) return false;
    }
    return true;
  }

  /** A journal that names these groups alone. */
  async #restart(groups: readonly Group[]): Promise<void> {
    if (groups.length === 0) await rm(this.#folder, { recursive: true, force: true });
    await mkdir(this.#folder, { recursive: true });
    const lines = groups.map((group) => JSON.stringify(group, writeLayout));
    const temporary = this.#path(`${JOURNAL}.tmp`);
    await writeFile(temporary, `${[this.#header, ...lines].join('\n')}\n`);
    await rename(temporary, this.#path(JOURNAL));
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}

/** When the rollup holds all that was read, or cannot be made for want of room. */
export async function removeReading(rollupFolder: string): Promise<void> {
  await rm(join(rollupFolder, FOLDER), { recursive: true, force: true });
}

/** Tells words that never reached the disk from those that were written. */
function sumOf(words: Int32Array): number {
  let sum = 0;
  for (let at = 0; at < words.length; at++) sum = (Math.imul(sum, 31) + words[at]!) | 0;
  return sum;
}

function writeLayout(key: string, value: unknown): unknown {
  return key === 'columns' && value instanceof Map ? [...value] : value;
}

function readLayout(key: string, value: unknown): unknown {
  if (key !== 'columns' || !Array.isArray(value)) return value;
  return new Map(value) satisfies Extract<Layout, { kind: 'parquet' }>['columns'];
}
