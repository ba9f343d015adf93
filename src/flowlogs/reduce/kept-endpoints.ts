import {
  ANSWERED,
  END,
  END_WORDS,
  type Endpoints,
  type EndpointTable,
  IS_IPV6,
} from './endpoints.ts';
import { bitsOf } from './port-sketch.ts';

/** Endpoints that met this many ports are kept day by day; fewer is what any client's port meets. */
export const KEPT = 2;

export const metSeveral = (words: Int32Array, at: number) =>
  bitsOf(words[at + END.sketchLow]!, words[at + END.sketchHigh]!) >= KEPT;

/** The endpoints that are kept, with the IPv6 addresses that they name and no others. */
export class KeptEndpoints {
  #words = new Int32Array(64 * END_WORDS);
  #size = 0;
  readonly #addresses6: string[] = [];
  readonly #places: Int32Array;
  readonly #dayAddresses6: readonly string[];

  constructor(dayAddresses6: readonly string[]) {
    this.#dayAddresses6 = dayAddresses6;
    this.#places = new Int32Array(dayAddresses6.length);
  }

  takeFrom(table: EndpointTable): void {
    for (let slot = 0; slot < table.capacity; slot++) {
      const from = slot * END_WORDS;
      const key = table.words[from + END.key]!;
      if (key === 0 || ((key & ANSWERED) === 0 && !metSeveral(table.words, from))) continue;
      const to = this.#size++ * END_WORDS;
      if (to + END_WORDS > this.#words.length) this.#widen();
      for (let word = 0; word < END_WORDS; word++)
        this.#words[to + word] = table.words[from + word]!;
      if ((key & IS_IPV6) !== 0) this.#words[to] = this.#placeOf(table.words[from]!);
    }
  }

  endpoints(): Endpoints {
    return {
      size: this.#size,
      words: this.#words.slice(0, this.#size * END_WORDS),
      addresses6: this.#addresses6,
    };
  }

  #placeOf(dayPlace: number): number {
    let place = this.#places[dayPlace]! - 1;
    if (place < 0) {
      place = this.#addresses6.length;
      this.#addresses6.push(this.#dayAddresses6[dayPlace]!);
      this.#places[dayPlace] = place + 1;
    }
    return place;
  }

  #widen(): void {
    const wider = new Int32Array(this.#words.length * 2);
    wider.set(this.#words);
    this.#words = wider;
  }
}
