/** Runs so many jobs at once, and lets so many wait. */
export class Queue {
  readonly #concurrency: number;
  readonly #longest: number;
  readonly #waiting: (() => Promise<void>)[] = [];
  readonly #running = new Set<Promise<void>>();

  constructor(concurrency: number, longest: number) {
    this.#concurrency = concurrency;
    this.#longest = longest;
  }

  /** False when there is no room. A job does not throw. */
  add(job: () => Promise<void>): boolean {
    if (this.#running.size >= this.#concurrency && this.#waiting.length >= this.#longest) {
      return false;
    }
    this.#waiting.push(job);
    this.#next();
    return true;
  }

  /** Resolves when nothing runs and nothing waits. */
  async drained(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #next(): void {
    if (this.#running.size >= this.#concurrency) return;
    const job = this.#waiting.shift();
    if (!job) return;
    const run = job().finally(() => {
      this.#running.delete(run);
      this.#next();
    });
    this.#running.add(run);
  }
}
