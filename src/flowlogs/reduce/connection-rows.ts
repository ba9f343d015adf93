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

/** Records that wait to be added: a cache's worth. */
const BATCH = 256;

/**
 * Rows of connections by their keys: a hash table that only grows. What is added waits for `settle`, or until there are
 * some hundred: their places in memory do not depend on each other and are fetched at once, not one after another.
 */
export class ConnectionRows {
  /** Rows; what waits is not among them. */
  size = 0;
  /** `ROW_WORDS` words each, and room for more; another array after the next `settle`. */
  words: Int32Array<SharedArrayBuffer>;
  /** The same rows as doubles: a row has half as many. */
  #numbers: Float64Array<SharedArrayBuffer>;
  /** Open addressing: 0, or row + 1 in the bits that number a slot, and those of the key's hash in all others. */
  #slots: Int32Array;
  /** Rows to be added, as they stand in `words`. */
  readonly #waiting = new Int32Array(BATCH * ROW_WORDS);
  readonly #waitingNumbers = new Float64Array(this.#waiting.buffer);
  readonly #hashes = new Int32Array(BATCH);
  #waits = 0;
  /** What was found in the slots where those that wait belong. */
  readonly #found = new Int32Array(BATCH);

  /** `expected`: as many rows have room before anything moves. */
  constructor(expected = 0) {
    const rows = Math.max(64, expected);
    this.words = sharedWords(rows);
    this.#numbers = new Float64Array(this.words.buffer);
    this.#slots = new Int32Array(powerOfTwo(rows * 2));
  }

  /** Goes on with rows that are there, in the same words. */
  static from(words: Int32Array<SharedArrayBuffer>, size: number): ConnectionRows {
    const rows = new ConnectionRows();
    rows.size = size;
    rows.words = words;
    rows.#numbers = new Float64Array(words.buffer);
    rows.#slots = new Int32Array(powerOfTwo(Math.max(64, size) * 2));
    rows.#fillSlots();
    return rows;
  }

  /** Adds to the connection with this key, which is made where there is none; the sums that stand at two places of `from`. */
  add(
    a: number,
    b: number,
    ports: number,
    place: number,
    kind: number,
    evidence: number,
    records: number,
    firstSeen: number,
    lastSeen: number,
    from: Float64Array,
    bytes: number,
    packets: number,
  ): void {
    if (this.#waits === BATCH) this.settle();
    const each = this.#waits++;
    const at = each * ROW_WORDS;
    const waiting = this.#waiting;
    const numbers = this.#waitingNumbers;
    waiting[at + WORD.a] = a;
    waiting[at + WORD.b] = b;
    waiting[at + WORD.ports] = ports;
    waiting[at + WORD.place] = place;
    waiting[at + WORD.kind] = kind | (evidence << EVIDENCE_SHIFT);
    waiting[at + WORD.records] = records;
    waiting[at + WORD.firstSeen] = firstSeen;
    waiting[at + WORD.lastSeen] = lastSeen;
    numbers[(at + WORD.bytes) >> 1] = from[bytes]!;
    numbers[(at + WORD.packets) >> 1] = from[packets]!;
    this.#hashes[each] = hashOf(a, b, ports, place, kind);
  }

  /** From here on all that was added stands in `words`. */
  settle(): void {
    const waits = this.#waits;
    this.#makeRoom(this.size + waits);
    this.#look(waits);
    for (let each = 0; each < waits; each++) {
      const at = this.#rowOf(this.#hashes[each]!, each * ROW_WORDS);
      if (at >= 0) this.#merge(at, each * ROW_WORDS);
    }
    this.#waits = 0;
  }

  /** Touches the slots of all that wait, and the rows that these most likely name. */
  #look(waits: number): void {
    const { words } = this;
    const hashes = this.#hashes;
    const slots = this.#slots;
    const mask = slots.length - 1;
    const found = this.#found;
    for (let each = 0; each < waits; each++) found[each] = slots[hashes[each]! & mask]!;
    for (let each = 0; each < waits; each++) {
      const slot = found[each]!;
      if (slot !== 0 && ((slot ^ hashes[each]!) & ~mask) === 0) {
        found[each] = words[((slot & mask) - 1) * ROW_WORDS]!;
      }
    }
  }

  /** Where the row begins that has the key of the one that waits; -1 where there was none, and this is it from here on. */
  #rowOf(hash: number, from: number): number {
    const { words } = this;
    const waiting = this.#waiting;
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const slot = slots[at]!;
      if (slot === 0) {
        slots[at] = (hash & ~mask) | (this.size + 1);
        const row = this.size++ * ROW_WORDS;
        for (let word = 0; word < ROW_WORDS; word++) words[row + word] = waiting[from + word]!;
        return -1;
      }
      if (((slot ^ hash) & ~mask) !== 0) continue;
      const row = ((slot & mask) - 1) * ROW_WORDS;
      if (
        words[row + WORD.ports] === waiting[from + WORD.ports] &&
        words[row + WORD.a] === waiting[from + WORD.a] &&
        words[row + WORD.b] === waiting[from + WORD.b] &&
        words[row + WORD.place] === waiting[from + WORD.place] &&
        ((words[row + WORD.kind]! ^ waiting[from + WORD.kind]!) & KEY_BITS) === 0
      ) {
        return row;
      }
    }
  }

  #merge(at: number, from: number): void {
    const { words } = this;
    const numbers = this.#numbers;
    const waiting = this.#waiting;
    const more = this.#waitingNumbers;
    const firstSeen = waiting[from + WORD.firstSeen]! >>> 0;
    const lastSeen = waiting[from + WORD.lastSeen]! >>> 0;
    if (firstSeen < words[at + WORD.firstSeen]! >>> 0) words[at + WORD.firstSeen] = firstSeen;
    if (lastSeen > words[at + WORD.lastSeen]! >>> 0) words[at + WORD.lastSeen] = lastSeen;
    words[at + WORD.kind]! |= waiting[from + WORD.kind]!;
    words[at + WORD.records]! += waiting[from + WORD.records]!;
    numbers[(at + WORD.bytes) >> 1]! += more[(from + WORD.bytes) >> 1]!;
    numbers[(at + WORD.packets) >> 1]! += more[(from + WORD.packets) >> 1]!;
  }

  #makeRoom(rows: number): void {
    if (rows * ROW_WORDS > this.words.length) {
      const wider = sharedWords(Math.max(rows, (this.words.length / ROW_WORDS) * 2));
      wider.set(this.words);
      this.words = wider;
      this.#numbers = new Float64Array(wider.buffer);
    }
    if (rows * 2 > this.#slots.length) {
      this.#slots = new Int32Array(powerOfTwo(Math.max(rows * 2, this.#slots.length * 2)));
      this.#fillSlots();
    }
  }

  #fillSlots(): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const { words } = this;
    for (let row = 0; row < this.size; row++) {
      const at = row * ROW_WORDS;
      const kind = words[at + WORD.kind]! & KEY_BITS;
      const hash = hashOf(words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!, kind);
      let slot = hash & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = (hash & ~mask) | (row + 1);
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
