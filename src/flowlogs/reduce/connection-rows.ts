/**
 * A connection is one row of 32-bit words: its key first, then what its records add up to. `bytes` and `packets` are
 * two words each, a double. Ends stand in one order, whoever sent, so that requests and replies meet in one row.
 */
export const WORD = {
  /** Of an end: the IPv4 address, or the place of an IPv6 address in `addresses6`. */
  a: 0,
  b: 1,
  /** Port of end A in the upper half, of end B in the lower; 0 where the protocol has none. */
  ports: 2,
  /** Index into `places`. */
  place: 3,
  /** Bits 0–7 the protocol, 8 rejected, 9 A is IPv6, 10 B is IPv6: the key's; from 16 on the evidence, which adds up. */
  kind: 4,
  records: 5,
  /** Epoch seconds without sign. */
  firstSeen: 6,
  lastSeen: 7,
  bytes: 8,
  packets: 10,
} as const;
export const ROW_WORDS = 12;

export const PROTOCOL_BITS = 0xff;
export const REJECTED = 0x100;
export const A_IS_IPV6 = 0x200;
export const B_IS_IPV6 = 0x400;
const KEY_BITS = 0xffff;
export const EVIDENCE_SHIFT = 16;

/** Rows of connections by their keys: a hash table that only grows. */
export class ConnectionRows {
  size = 0;
  /** `ROW_WORDS` words each, and room for more; another array after the next `at`. */
  words: Int32Array<SharedArrayBuffer>;
  /** The same rows as doubles: a row has half as many. */
  numbers: Float64Array<SharedArrayBuffer>;
  /** Open addressing: row + 1, or 0. */
  #slots: Int32Array;

  /** `expected`: as many rows have room before anything moves. */
  constructor(expected = 0) {
    const rows = Math.max(64, expected);
    this.words = sharedWords(rows);
    this.numbers = new Float64Array(this.words.buffer);
    this.#slots = new Int32Array(powerOfTwo(rows * 2));
  }

  /** Goes on with rows that are there, in the same words. */
  static from(words: Int32Array<SharedArrayBuffer>, size: number): ConnectionRows {
    const rows = new ConnectionRows();
    rows.size = size;
    rows.words = words;
    rows.numbers = new Float64Array(words.buffer);
    rows.#slots = new Int32Array(powerOfTwo(Math.max(64, size) * 2));
    rows.#fillSlots();
    return rows;
  }

  /** Where the connection's row begins in `words`, made where there is none. */
  at(a: number, b: number, ports: number, place: number, kind: number): number {
    const { words } = this;
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = hashOf(a, b, ports, place, kind) & mask; ; slot = (slot + 1) & mask) {
      const row = slots[slot]! - 1;
      if (row < 0) {
        slots[slot] = this.size + 1;
        return this.#make(a, b, ports, place, kind);
      }
      const at = row * ROW_WORDS;
      if (
        words[at + WORD.ports] === (ports | 0) &&
        words[at] === (a | 0) &&
        words[at + WORD.b] === (b | 0) &&
        words[at + WORD.place] === place &&
        (words[at + WORD.kind]! & KEY_BITS) === kind
      ) {
        return at;
      }
    }
  }

  /** Adds to the row at `at`; the two sums of `from` that stand at these places. */
  add(
    at: number,
    evidence: number,
    records: number,
    firstSeen: number,
    lastSeen: number,
    from: Float64Array,
    bytes: number,
    packets: number,
  ): void {
    const { words, numbers } = this;
    words[at + WORD.kind]! |= evidence << EVIDENCE_SHIFT;
    if (words[at + WORD.records] === 0) {
      words[at + WORD.firstSeen] = firstSeen;
      words[at + WORD.lastSeen] = lastSeen;
    } else {
      if (firstSeen < words[at + WORD.firstSeen]! >>> 0) words[at + WORD.firstSeen] = firstSeen;
      if (lastSeen > words[at + WORD.lastSeen]! >>> 0) words[at + WORD.lastSeen] = lastSeen;
    }
    words[at + WORD.records]! += records;
    numbers[(at + WORD.bytes) >> 1]! += from[bytes]!;
    numbers[(at + WORD.packets) >> 1]! += from[packets]!;
  }

  #make(a: number, b: number, ports: number, place: number, kind: number): number {
    const at = this.size++ * ROW_WORDS;
    if (at + ROW_WORDS > this.words.length) this.#widen();
    const { words } = this;
    words[at + WORD.a] = a;
    words[at + WORD.b] = b;
    words[at + WORD.ports] = ports;
    words[at + WORD.place] = place;
    words[at + WORD.kind] = kind;
    if (this.size * 2 > this.#slots.length) {
      this.#slots = new Int32Array(this.#slots.length * 2);
      this.#fillSlots();
    }
    return at;
  }

  #widen(): void {
    const wider = sharedWords(Math.max(64, (this.words.length / ROW_WORDS) * 2));
    wider.set(this.words);
    this.words = wider;
    this.numbers = new Float64Array(wider.buffer);
  }

  #fillSlots(): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const { words } = this;
    for (let row = 0; row < this.size; row++) {
      const at = row * ROW_WORDS;
      const kind = words[at + WORD.kind]! & KEY_BITS;
      let slot = hashOf(words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!, kind) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = row + 1;
    }
  }
}

/** Room for as many rows. */
export function sharedWords(rows: number): Int32Array<SharedArrayBuffer> {
  const bytes = rows * ROW_WORDS * Int32Array.BYTES_PER_ELEMENT;
  return new Int32Array(new SharedArrayBuffer(bytes));
}

const powerOfTwo = (least: number) => 2 ** Math.ceil(Math.log2(least));

/** The products do not wait for each other. */
function hashOf(a: number, b: number, ports: number, place: number, kind: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  hash = (hash ^ (hash >>> 15)) + Math.imul(ports, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16) ^ (place + (kind << 20)), 0x27d4eb2f);
  return hash ^ (hash >>> 15);
}
