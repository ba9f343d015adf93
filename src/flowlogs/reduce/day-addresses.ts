import { addressNumber, FIRST_OTHER, ipv4Text, ipv4Word } from './addresses.ts';
import type { DayColumns } from './day-connections.ts';

/**
 * The addresses of a day's connections as numbers (see `addressNumber`), those included that records show outside of
 * the packet's own.
 */
export class DayAddresses {
  /** By place: the address outside of end A and of end B, or -1. */
  readonly outerA: Float64Array;
  readonly outerB: Float64Array;
  /** IPv6 addresses by their place; first those that the day's own list has. */
  readonly #texts: string[];
  readonly #others = new Map<string, number>();

  constructor({ places, addresses6 }: DayColumns) {
    this.#texts = [...addresses6];
    for (const [place, text] of addresses6.entries()) this.#others.set(text, place);
    const numberOf = (text: string | null) => (text === null ? -1 : this.#add(text));
    this.outerA = Float64Array.from(places, ({ outerA }) => numberOf(outerA));
    this.outerB = Float64Array.from(places, ({ outerB }) => numberOf(outerB));
  }

  /** Null where no connection of the day has the address. An IPv4 address has a number in any case. */
  find(text: string): number | null {
    const word = ipv4Word(text);
    if (word !== null) return addressNumber(word, false);
    const place = this.#others.get(text);
    return place === undefined ? null : FIRST_OTHER + place;
  }

  textOf(number: number): string {
    return number < FIRST_OTHER ? ipv4Text(number) : this.#texts[number - FIRST_OTHER]!;
  }

  #add(text: string): number {
    const known = this.find(text);
    if (known !== null) return known;
    const place = this.#others.size;
    this.#others.set(text, place);
    this.#texts.push(text);
    return FIRST_OTHER + place;
  }
}
