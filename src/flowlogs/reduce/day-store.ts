import { copyFile, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROW_WORDS, sharedWords } from './connection-rows.ts';
import { type DayColumns, DayConnections } from './day-connections.ts';
import type { DaySource } from './day-work.ts';
import { freeSharedMemory, MUCH_SHARED } from './shared-memory.ts';

/**
 * Bytes of connections that are held in memory; what goes beyond lies on disk between the passes. Once it does, half as
 * much is held: most of such logs is on disk anyway, and the memory is needed for the days that are worked on.
 */
const HELD_BYTES = 256 << 20;

/** The connections of many days, each brought together from the parts that readers hand over. */
export class DayStore {
  readonly #folder: string;
  readonly #days = new Map<number, Part[]>();
  #held = 0;
  #most = HELD_BYTES;
  #files = 0;

  /** `folder`: where days may lie that do not fit into memory. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** `kept`: a file that holds its words and stays, whatever becomes of this store. */
  async add(columns: DayColumns, kept: string | null = null): Promise<void> {
    this.#partsOf(columns.day).push({ columns, isHeld: true, file: kept, stays: kept !== null });
    this.#held += bytesOf(columns);
    if (this.#held > this.#most) await this.#spill();
  }

  /** Connections whose words lie in a file that stays. */
  addKept(columns: Omit<DayColumns, 'words'>, file: string): void {
    const part = { columns: { ...columns, words: NOTHING }, isHeld: false, file, stays: true };
    this.#partsOf(columns.day).push(part);
  }

  /** From here on no file that stays is looked at: what lies only there is copied. */
  async leaveKept(): Promise<void> {
    for (const part of [...this.#days.values()].flat()) {
      const { file, isHeld, stays } = part;
      if (file === null || !stays) continue;
      if (isHeld) part.file = null;
      else {
        const own = this.#newFile(part.columns.day);
        await copyFile(file, own);
        part.file = own;
      }
      part.stays = false;
    }
  }

  #newFile(day: number): string {
    return join(this.#folder, `day-${day}-${this.#files++}.words`);
  }

  #partsOf(day: number): Part[] {
    const parts = this.#days.get(day) ?? [];
    this.#days.set(day, parts);
    return parts;
  }

  /** In the order of days. */
  sources(): DaySource[] {
    return [...this.#days]
      .sort(([left], [right]) => left - right)
      .map(([day]) => ({
        day,
        load: () => this.#load(day),
      }));
  }

  async #load(day: number): Promise<DayColumns> {
    const parts = this.#days.get(day) ?? [];
    if (parts.length > 1) {
      const whole = await this.#merged(parts);
      for (const part of parts) await this.#forget(part);
      this.#days.set(day, []);
      await this.add(whole);
      return whole;
    }
    const [part] = parts;
    if (!part) return new DayConnections(day).columns();
    return read(part);
  }

  async #merged(parts: readonly Part[]): Promise<DayColumns> {
    const [largest, ...others] = [...parts].sort(
      (left, right) => right.columns.size - left.columns.size,
    );
    const whole = DayConnections.from(await read(largest!));
    for (const part of others) whole.merge(await read(part));
    return whole.columns();
  }

  /** The largest parts go to disk, until half of what may be held is free. */
  async #spill(): Promise<void> {
    this.#most = HELD_BYTES / 2;
    const held = [...this.#days.values()]
      .flat()
      .filter(({ isHeld }) => isHeld)
      .sort((left, right) => right.columns.size - left.columns.size);
    for (const part of held) {
      if (this.#held <= this.#most / 2) break;
      const { columns } = part;
      if (part.file === null) {
        part.file = this.#newFile(columns.day);
        await writeFile(part.file, columns.words.subarray(0, columns.size * ROW_WORDS));
      }
      this.#held -= bytesOf(columns);
      part.isHeld = false;
      part.columns = { ...columns, words: NOTHING };
    }
    freeSharedMemory();
  }

  async #forget({ columns, isHeld, file, stays }: Part): Promise<void> {
    if (isHeld) this.#held -= bytesOf(columns);
    if (file !== null && !stays) await rm(file, { force: true });
  }
}

interface Part {
  columns: DayColumns;
  /** Its words are in memory. */
  isHeld: boolean;
  /** Where its words lie on disk. */
  file: string | null;
  /** The file is another's. */
  stays: boolean;
}

const NOTHING = sharedWords(0);

/** Room that no connection has taken is no memory yet. */
const bytesOf = ({ size }: DayColumns) => size * ROW_WORDS * Int32Array.BYTES_PER_ELEMENT;

async function read({ columns, isHeld, file }: Part): Promise<DayColumns> {
  if (isHeld || file === null) return columns;
  if (bytesOf(columns) >= MUCH_SHARED) freeSharedMemory();
  return { ...columns, words: await readWords(file, columns.size) };
}

/** The words of `size` connections. Throws where the file holds others. */
export async function readWords(
  file: string,
  size: number,
): Promise<Int32Array<SharedArrayBuffer>> {
  const words = sharedWords(size);
  const bytes = new Uint8Array(words.buffer);
  const handle = await open(file, 'r');
  try {
    for (let at = 0; at < bytes.length; ) {
      const { bytesRead } = await handle.read(bytes, at, bytes.length - at, at);
      if (bytesRead === 0) throw new Error(`${file} is shorter than it was`);
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
  return words;
}
