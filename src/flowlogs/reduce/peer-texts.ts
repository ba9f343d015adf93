import { ipv4Text } from './addresses.ts';
import { A_IS_IPV6, B_IS_IPV6, WORD } from './connection-rows.ts';
import { type DayFlows, SET_DECIDED, SET_WORDS } from './day-flows.ts';
import { Dictionary } from './dictionary.ts';
import { SUM, SUM_IS_IPV6, SUM_WORDS } from './flow-sums.ts';

/** So many IPv4 addresses stand in the list of texts at most; the texts of others are made by the engine. */
const IPV4_KEPT = 60_000;

/** The texts of the peers of some days, each once. */
export class PeerTexts {
  readonly #dictionary = new Dictionary();
  /** IPv4 addresses by open addressing, and their place + 1. */
  #words = new Int32Array(2048);
  #places = new Int32Array(2048);
  #size = 0;
  /** Whether all peers have a place. */
  isWhole = true;

  get texts(): readonly string[] {
    return this.#dictionary.texts;
  }

  add(flows: Pick<DayFlows, 'sums' | 'sets'>): void {
    const { sums, sets } = flows;
    for (let at = 0; at < sums.length; at += SUM_WORDS) {
      if ((sums[at + SUM.kind]! & SUM_IS_IPV6) === 0) this.#add4(sums[at + SUM.peer]!);
    }
    for (let at = 0; at < sets.length; at += SET_WORDS) {
      const kind = sets[at + WORD.kind]!;
      const own = sets[at + SET_DECIDED]! & 3;
      if (own !== 1 && (kind & A_IS_IPV6) === 0) this.#add4(sets[at + WORD.a]!);
      if (own !== 2 && (kind & B_IS_IPV6) === 0) this.#add4(sets[at + WORD.b]!);
    }
  }

  place6(text: string): number {
    return this.#dictionary.place(text);
  }

  /** -1 where it has none. */
  place4(word: number): number {
    return this.#places[this.#slotOf(word)]! - 1;
  }

  #add4(word: number): void {
    const slot = this.#slotOf(word);
    if (this.#places[slot] !== 0) return;
    if (this.#size === IPV4_KEPT) {
      this.isWhole = false;
      return;
    }
    this.#size++;
    this.#words[slot] = word;
    this.#places[slot] = this.#dictionary.place(ipv4Text(word)) + 1;
    if (this.#size * 2 > this.#words.length) this.#widen();
  }

  #slotOf(word: number): number {
    const mask = this.#words.length - 1;
    let slot = Math.imul(word ^ (word >>> 15), 0x9e3779b1) >>> 8;
    for (slot &= mask; this.#places[slot] !== 0; slot = (slot + 1) & mask) {
      if (this.#words[slot] === word) return slot;
    }
    return slot;
  }

  #widen(): void {
    const words = this.#words;
    const places = this.#places;
    this.#words = new Int32Array(words.length * 2);
    this.#places = new Int32Array(words.length * 2);
    for (const [from, place] of places.entries()) {
      if (place === 0) continue;
      const slot = this.#slotOf(words[from]!);
      this.#words[slot] = words[from]!;
      this.#places[slot] = place;
    }
  }
}
