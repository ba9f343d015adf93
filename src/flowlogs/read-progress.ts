import { stat } from 'node:fs/promises';

const ASKED_AT_ONCE = 64;

/** Bytes on disk, of files that are there. */
export async function sizesOf(paths: readonly string[]): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (let from = 0; from < paths.length; from += ASKED_AT_ONCE) {
    const some = paths.slice(from, from + ASKED_AT_ONCE);
    const found = await Promise.all(some.map((path) => stat(path).catch(() => null)));
    for (const [at, status] of found.entries()) if (status) sizes.set(some[at]!, status.size);
  }
  return sizes;
}

/** How much of files has been gone through, by their bytes on disk: a file of gigabytes is not one of many. */
export class ReadProgress {
  readonly #sizes: ReadonlyMap<string, number>;
  readonly #report: (done: number, total: number) => void;
  readonly #total: number;
  readonly #gone = new Map<string, number>();
  #done = 0;

  constructor(sizes: ReadonlyMap<string, number>, report: (done: number, total: number) => void) {
    this.#sizes = sizes;
    this.#report = report;
    this.#total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  }

  /** Some more bytes of a file; one that is read again reaches no further than its end. */
  bytes(path: string, bytes: number): void {
    this.#reach(path, (this.#gone.get(path) ?? 0) + bytes);
  }

  /** All of it, whatever was told before. */
  whole(path: string): void {
    this.#reach(path, this.#sizes.get(path) ?? 0);
  }

  /** Files that need not be read: told at once, as they say nothing of how fast others are. */
  skip(paths: readonly string[]): void {
    for (const path of paths) this.#add(path, this.#sizes.get(path) ?? 0);
    this.#report(this.#done, this.#total);
  }

  #reach(path: string, bytes: number): void {
    if (this.#add(path, bytes)) this.#report(this.#done, this.#total);
  }

  #add(path: string, bytes: number): boolean {
    const before = this.#gone.get(path) ?? 0;
    const now = Math.min(bytes, this.#sizes.get(path) ?? 0);
    if (now <= before) return false;
    this.#gone.set(path, now);
    this.#done += now - before;
    return true;
  }
}
