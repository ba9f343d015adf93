/**
 * An endpoint (address, protocol, port) is a row of 32-bit words. Rows of several days merge: flags and sketch by OR,
 * the lowest port by minimum, pair bits by maximum.
 */
export const END = {
  /** The IPv4 address, or the place of an IPv6 address in the list that goes with the rows. */
  address: 0,
  /** The key's rest, and what adds up: see the bits below. */
  key: 1,
  /** Which of 63 buckets the ports of its counterparts fall into. */
  sketchLow: 2,
  sketchHigh: 3,
  /** Bits 0–15 the lowest port of a counterpart; above, how many buckets one single peer's ports filled at most. */
  lowest: 4,
} as const;
export const END_WORDS = 5;

/** Bits 0–15 of the key are the port. */
export const UDP = 0x1_0000;
export const IS_IPV6 = 0x2_0000;
const TAKEN = 0x4_0000;
/** It answered a SYN. */
export const ANSWERED = 0x8_0000;
/** It opened a connection itself. */
export const OPENED = 0x10_0000;
const KEY_BITS = UDP | IS_IPV6 | TAKEN | 0xffff;
export const PAIR_SHIFT = 16;

/** Endpoints in rows of `END_WORDS` words, with the IPv6 addresses that they name. */
export interface Endpoints {
  readonly size: number;
  readonly words: Int32Array<ArrayBuffer>;
  readonly addresses6: readonly string[];
}

/** Mixes an endpoint's key; both ends of the number are well mixed. */
export function hashOfEnd(address: number, key: number): number {
  let hash = Math.imul(address, 0x9e3779b1) ^ key;
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A hash table whose slots are the rows. */
export class EndpointTable {
  words: Int32Array<ArrayBuffer>;
  size = 0;
  #mask: number;

  /** `capacity` is a power of two. */
  constructor(capacity: number) {
    this.#mask = capacity - 1;
    this.words = new Int32Array(capacity * END_WORDS);
  }

  get capacity(): number {
    return this.#mask + 1;
  }

  isTaken(slot: number): boolean {
    return (this.words[slot * END_WORDS + END.key]! & TAKEN) !== 0;
  }

  /** Where the endpoint's row begins in `words`, made where there is none. `key` has no flags. */
  at(address: number, key: number, hash: number): number {
    const { words } = this;
    const wanted = key | TAKEN;
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const at = slot * END_WORDS;
      const found = words[at + 1]!;
      if (found === 0) return this.#take(at, address, wanted, hash);
      if (words[at] === address && (found & KEY_BITS) === wanted) return at;
    }
  }

  #take(at: number, address: number, key: number, hash: number): number {
    if (++this.size * 10 > this.capacity * 7) {
      this.#widen();
      return this.#place(address, key, hash);
    }
    return this.#fill(at, address, key);
  }

  #place(address: number, key: number, hash: number): number {
    let slot = hash & this.#mask;
    while (this.words[slot * END_WORDS + 1] !== 0) slot = (slot + 1) & this.#mask;
    return this.#fill(slot * END_WORDS, address, key);
  }

  #fill(at: number, address: number, key: number): number {
    this.words[at] = address;
    this.words[at + END.key] = key;
    this.words[at + END.lowest] = 0xffff;
    return at;
  }

  #widen(): void {
    const old = this.words;
    this.#mask = this.#mask * 2 + 1;
    this.words = new Int32Array(this.capacity * END_WORDS);
    for (let from = 0; from < old.length; from += END_WORDS) {
      const key = old[from + END.key]!;
      if (key === 0) continue;
      const address = old[from]!;
      const to = this.#place(address, key, hashOfEnd(address, key & (KEY_BITS ^ TAKEN)));
      for (let word = 1; word < END_WORDS; word++) this.words[to + word] = old[from + word]!;
    }
  }
}
