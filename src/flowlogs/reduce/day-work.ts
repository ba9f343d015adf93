import type { DayColumns } from './day-connections.ts';
import type { DayFlows } from './day-flows.ts';
import { type DayLessons, learnDay } from './learn-day.ts';
import type { Known } from './lessons.ts';
import { orientDay } from './orient-day.ts';

/** Where a day's connections are; they are loaded once for each of the two passes. */
export interface DaySource {
  /** Days since 1970-01-01. */
  readonly day: number;
  load(): Promise<DayColumns>;
}

/** Does the work of days, here or elsewhere. */
export interface DayWork {
  /** How many days are worked at at a time. */
  readonly width: number;
  learn(source: DaySource): Promise<DayLessons>;
  orient(source: DaySource, known: Known): Promise<DayFlows>;
}

export const IN_PROCESS: DayWork = {
  width: 1,
  learn: async (source) => learnDay(await source.load()),
  orient: async (source, known) => orientDay(await source.load(), known),
};

/** The answers to `work` in the order of the items, while as many as `width` are under way. */
export async function* inOrder<Item, Answer>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Answer>,
): AsyncGenerator<Answer> {
  const running: Promise<Answer>[] = [];
  let next = 0;
  try {
    for (;;) {
      while (next < items.length && running.length < width) running.push(work(items[next++]!));
      const first = running.shift();
      if (first === undefined) return;
      yield await first;
    }
  } finally {
    await Promise.allSettled(running);
  }
}

/** Work of which no more than `width` is under way. */
export class AtOnce {
  readonly #width: number;
  readonly #running = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | null = null;

  constructor(width: number) {
    this.#width = width;
  }

  /** Begins it as soon as there is room. Throws what earlier work threw. */
  async add(work: () => Promise<void>): Promise<void> {
    while (this.#running.size >= this.#width) await Promise.race(this.#running);
    this.#throwIfFailed();
    const running = work()
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Waits for what is under way. Throws what any of it threw. */
  async done(): Promise<void> {
    await Promise.all(this.#running);
    this.#throwIfFailed();
  }

  #throwIfFailed(): void {
    if (this.#failure) throw this.#failure.error;
  }
}
