import { NumberTable } from './number-table.ts';

/** There are far fewer signatures; two of their numbers are one key. */
const SIGNATURES = 2 ** 26;

/** Numbers the signatures that ambiguous sets have, in the order in which they come. */
export class ReadingSets {
  readonly #pairs = new NumberTable(2 ** 14);
  readonly #ofPair: number[] = [];
  readonly #larger = new Map<string, number>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The number of a set with the first so many signatures. */
  numberOf(signatures: Int32Array, readings: number): number {
    if (readings !== 2) {
      const key = signatures.subarray(0, readings).join();
      const known = this.#larger.get(key) ?? this.#size++;
      this.#larger.set(key, known);
      return known;
    }
    const pair = this.#pairs.numberOf(signatures[0]! * SIGNATURES + signatures[1]!);
    if (pair === this.#ofPair.length) this.#ofPair.push(this.#size++);
    return this.#ofPair[pair]!;
  }
}
