/** A value computed on first use, once. */
export class Lazy<T> {
  #state: 'fresh' | 'running' | 'done' = 'fresh';
  #value: T | undefined;
  readonly #compute: () => T;

  constructor(compute: () => T) {
    this.#compute = compute;
  }

  /** `onCycle` answers where computing the value needs the value. */
  get(onCycle: () => T): T {
    if (this.#state === 'done') return this.#value as T;
    if (this.#state === 'running') return onCycle();
    this.#state = 'running';
    try {
      this.#value = this.#compute();
      this.#state = 'done';
      return this.#value;
    } finally {
      if (this.#state === 'running') this.#state = 'fresh';
    }
  }
}

/** Creates what a key stands for on first use, and returns the same afterwards. */
export function memoised<K, V>(known: Map<K, V>, key: K, create: () => V): V {
  const existing = known.get(key);
  if (existing !== undefined) return existing;
  const created = create();
  known.set(key, created);
  return created;
}
