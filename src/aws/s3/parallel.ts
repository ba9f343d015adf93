/** Runs so many pieces of work at once; the others wait for their turn. After a failure those that wait fail with it. */
export class Slots {
  #free: number;
  #failure: { readonly reason: unknown } | null = null;
  readonly #waiting: (() => void)[] = [];

  constructor(parallel: number) {
    this.#free = parallel;
  }

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((turn) => this.#waiting.push(turn));
    try {
      if (this.#failure) throw this.#failure.reason;
      return await work();
    } catch (reason) {
      this.#failure ??= { reason };
      throw reason;
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}

/** Waits for all, and then passes the first failure on: nothing goes on behind the caller's back. */
export async function allOrFirstFailure<Result>(
  work: readonly Promise<Result>[],
): Promise<Result[]> {
  const ended = await Promise.allSettled(work);
  const failure = ended.find((each) => each.status === 'rejected');
  if (failure) throw failure.reason;
  return ended.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}

/** Does the work for every item, so many at once; results in the items' order. The first failure ends it. */
export function mapParallel<Item, Result>(
  items: readonly Item[],
  parallel: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const slots = new Slots(parallel);
  return allOrFirstFailure(items.map((item) => slots.run(() => work(item))));
}
