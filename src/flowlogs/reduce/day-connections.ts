import { END_B } from '../query/evidence.ts';

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

/** What the records of an interface on the day say, whatever they are. */
export interface InterfaceDay {
  readonly id: string;
  account: string | null;
  vpc: string | null;
  /** Records. */
  accepted: number;
  rejected: number;
  noData: number;
  skipData: number;
  /** Bit h is set when a record starts in the UTC hour h. */
  hours: number;
  /** Epoch seconds. */
  firstSeen: number;
  lastSeen: number;
}

/** An interface, and the addresses that records show outside of the packet's own, by end; null where they are the same. */
export interface Place {
  readonly interface: number;
  readonly outerA: string | null;
  readonly outerB: string | null;
}

/** A traffic record, its ends as sent. */
export interface TrafficRecord {
  source: number;
  sourceIs6: boolean;
  sourcePort: number;
  target: number;
  targetIs6: boolean;
  targetPort: number;
  protocol: number;
  rejected: boolean;
  /** Bits of EVIDENCE_BITS. */
  ofSource: number;
  ofTarget: number;
  records: number;
  bytes: number;
  packets: number;
  firstSeen: number;
  lastSeen: number;
  interface: number;
  /** Canonical addresses, where the record shows others than the packet's. */
  sourceOuter: string | null;
  targetOuter: string | null;
}

/** All of it in a form that other threads can look at. */
export interface DayColumns {
  readonly day: number;
  readonly size: number;
  /** Shared, so that threads can look at them in turn. */
  readonly words: Int32Array<SharedArrayBuffer>;
  readonly interfaces: readonly InterfaceDay[];
  readonly places: readonly Place[];
  readonly addresses6: readonly string[];
}

/** The connections of one UTC day, and what its records say of each interface. */
export class DayConnections {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly interfaces: InterfaceDay[] = [];
  readonly places: Place[] = [];
  /** Canonical texts (RFC 5952). */
  readonly addresses6: string[] = [];
  #size = 0;
  #words: Int32Array = new Int32Array(64 * ROW_WORDS);
  #numbers = new Float64Array(this.#words.buffer);
  /** Open addressing: row + 1, or 0. */
  #slots = new Int32Array(128);
  readonly #interfaceIds = new Map<string, number>();
  readonly #address6Ids = new Map<string, number>();
  readonly #outerPlaces = new Map<string, number>();
  /** By interface: its place without outer addresses, or -1. */
  readonly #plainPlaces: number[] = [];

  constructor(day: number) {
    this.day = day;
  }

  /** Goes on with what another thread began, in the same words. */
  static from(columns: DayColumns): DayConnections {
    const table = new DayConnections(columns.day);
    for (const each of columns.interfaces) {
      table.interfaces[table.interfaceIndex(each.id)] = { ...each };
    }
    for (const text of columns.addresses6) table.address6Index(text);
    for (const { interface: index, outerA, outerB } of columns.places) {
      if (outerA === null && outerB === null) table.#plainPlace(index);
      else table.#outerPlace(index, outerA, outerB);
    }
    table.#size = columns.size;
    table.#words = columns.words;
    table.#numbers = new Float64Array(columns.words.buffer);
    table.#slots = new Int32Array(powerOfTwo(Math.max(64, columns.size) * 2));
    table.#fillSlots();
    return table;
  }

  get size(): number {
    return this.#size;
  }

  /** `size` rows of `ROW_WORDS` words each; of no use after the next `add`. */
  get words(): Int32Array {
    return this.#words;
  }

  /** The same rows as doubles: a row has half as many. */
  get numbers(): Float64Array {
    return this.#numbers;
  }

  interfaceIndex(id: string): number {
    let index = this.#interfaceIds.get(id);
    if (index === undefined) {
      index = this.interfaces.length;
      this.#interfaceIds.set(id, index);
      this.#plainPlaces.push(-1);
      const none = { accepted: 0, rejected: 0, noData: 0, skipData: 0, hours: 0 };
      const times = { firstSeen: Number.POSITIVE_INFINITY, lastSeen: 0 };
      this.interfaces.push({ id, account: null, vpc: null, ...none, ...times });
    }
    return index;
  }

  /** `text` in canonical form. */
  address6Index(text: string): number {
    let index = this.#address6Ids.get(text);
    if (index === undefined) {
      index = this.addresses6.length;
      this.#address6Ids.set(text, index);
      this.addresses6.push(text);
    }
    return index;
  }

  /** Adds the record to its connection. What it says of its interface as such is not counted here. */
  add(record: TrafficRecord): void {
    const { source, target, sourcePort, targetPort, sourceIs6, targetIs6 } = record;
    const forward = this.#isOrdered(sourceIs6, source, sourcePort, targetIs6, target, targetPort);
    const place =
      record.sourceOuter === null && record.targetOuter === null
        ? this.#plainPlace(record.interface)
        : forward
          ? this.#outerPlace(record.interface, record.sourceOuter, record.targetOuter)
          : this.#outerPlace(record.interface, record.targetOuter, record.sourceOuter);
    const base = record.protocol | (record.rejected ? REJECTED : 0);
    let row: number;
    if (forward) {
      const key = base | (sourceIs6 ? A_IS_IPV6 : 0) | (targetIs6 ? B_IS_IPV6 : 0);
      row = this.#row(source, target, (sourcePort << 16) | targetPort, place, key);
    } else {
      const key = base | (targetIs6 ? A_IS_IPV6 : 0) | (sourceIs6 ? B_IS_IPV6 : 0);
      row = this.#row(target, source, (targetPort << 16) | sourcePort, place, key);
    }
    const words = this.#words;
    const at = row * ROW_WORDS;
    const ofA = forward ? record.ofSource : record.ofTarget;
    const ofB = forward ? record.ofTarget : record.ofSource;
    words[at + WORD.kind]! |= (ofA + ofB * END_B) << EVIDENCE_SHIFT;
    const { firstSeen, lastSeen } = record;
    if (words[at + WORD.records] === 0) {
      words[at + WORD.firstSeen] = firstSeen;
      words[at + WORD.lastSeen] = lastSeen;
    } else {
      if (firstSeen < words[at + WORD.firstSeen]! >>> 0) words[at + WORD.firstSeen] = firstSeen;
      if (lastSeen > words[at + WORD.lastSeen]! >>> 0) words[at + WORD.lastSeen] = lastSeen;
    }
    words[at + WORD.records]! += record.records;
    this.#numbers[(at + WORD.bytes) >> 1]! += record.bytes;
    this.#numbers[(at + WORD.packets) >> 1]! += record.packets;
  }

  /** Takes in all of another table of the same day, whose indices are its own. */
  merge(other: DayColumns): void {
    const interfaces = other.interfaces.map((each) => this.#mergeInterface(each));
    const addresses6 = other.addresses6.map((text) => this.address6Index(text));
    const numbers = new Float64Array(other.words.buffer);
    const record: TrafficRecord = emptyRecord();
    for (let at = 0; at < other.size * ROW_WORDS; at += ROW_WORDS) {
      const { words } = other;
      const kind = words[at + WORD.kind]!;
      const evidence = kind >>> EVIDENCE_SHIFT;
      const place = other.places[words[at + WORD.place]!]!;
      record.sourceIs6 = (kind & A_IS_IPV6) !== 0;
      record.targetIs6 = (kind & B_IS_IPV6) !== 0;
      record.source = record.sourceIs6 ? addresses6[words[at + WORD.a]!]! : words[at + WORD.a]!;
      record.target = record.targetIs6 ? addresses6[words[at + WORD.b]!]! : words[at + WORD.b]!;
      record.sourcePort = words[at + WORD.ports]! >>> 16;
      record.targetPort = words[at + WORD.ports]! & 0xffff;
      record.protocol = kind & PROTOCOL_BITS;
      record.rejected = (kind & REJECTED) !== 0;
      record.ofSource = evidence % END_B;
      record.ofTarget = Math.floor(evidence / END_B);
      record.records = words[at + WORD.records]! >>> 0;
      record.bytes = numbers[(at + WORD.bytes) >> 1]!;
      record.packets = numbers[(at + WORD.packets) >> 1]!;
      record.firstSeen = words[at + WORD.firstSeen]! >>> 0;
      record.lastSeen = words[at + WORD.lastSeen]! >>> 0;
      record.interface = interfaces[place.interface]!;
      record.sourceOuter = place.outerA;
      record.targetOuter = place.outerB;
      this.add(record);
    }
  }

  /** What it holds, its words without room for more. */
  columns(): DayColumns {
    const { day, size, interfaces, places, addresses6 } = this;
    const words = sharedWords(size);
    words.set(this.#words.subarray(0, words.length));
    return { day, size, words, interfaces, places, addresses6 };
  }

  #mergeInterface(other: InterfaceDay): number {
    const index = this.interfaceIndex(other.id);
    const own = this.interfaces[index]!;
    own.account ??= other.account;
    own.vpc ??= other.vpc;
    own.accepted += other.accepted;
    own.rejected += other.rejected;
    own.noData += other.noData;
    own.skipData += other.skipData;
    own.hours |= other.hours;
    own.firstSeen = Math.min(own.firstSeen, other.firstSeen);
    own.lastSeen = Math.max(own.lastSeen, other.lastSeen);
    return index;
  }

  #plainPlace(index: number): number {
    const known = this.#plainPlaces[index]!;
    if (known >= 0) return known;
    const place = this.places.length;
    this.places.push({ interface: index, outerA: null, outerB: null });
    this.#plainPlaces[index] = place;
    return place;
  }

  #outerPlace(index: number, outerA: string | null, outerB: string | null): number {
    const key = `${index} ${outerA} ${outerB}`;
    let place = this.#outerPlaces.get(key);
    if (place === undefined) {
      place = this.places.length;
      this.places.push({ interface: index, outerA, outerB });
      this.#outerPlaces.set(key, place);
    }
    return place;
  }

  /**
   * Addresses first, IPv4 before IPv6, then ports; which order it is matters to nobody, but it must be one, whatever was
   * read first: so IPv6 addresses stand in the order of their texts and not of their places.
   */
  #isOrdered(
    aIs6: boolean,
    a: number,
    aPort: number,
    bIs6: boolean,
    b: number,
    bPort: number,
  ): boolean {
    if (aIs6 !== bIs6) return bIs6;
    if (a === b) return aPort <= bPort;
    return aIs6 ? this.addresses6[a]! < this.addresses6[b]! : a >>> 0 < b >>> 0;
  }

  /** The connection's row, made where there is none. */
  #row(a: number, b: number, ports: number, place: number, kind: number): number {
    const words = this.#words;
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = hashOf(a, b, ports, place, kind) & mask; ; slot = (slot + 1) & mask) {
      const row = slots[slot]! - 1;
      if (row < 0) {
        slots[slot] = this.#size + 1;
        return this.#newRow(a, b, ports, place, kind);
      }
      const at = row * ROW_WORDS;
      if (
        words[at] === (a | 0) &&
        words[at + 1] === (b | 0) &&
        words[at + 2] === (ports | 0) &&
        words[at + 3] === place &&
        (words[at + 4]! & KEY_BITS) === kind
      ) {
        return row;
      }
    }
  }

  #newRow(a: number, b: number, ports: number, place: number, kind: number): number {
    const row = this.#size++;
    const at = row * ROW_WORDS;
    if (at + ROW_WORDS > this.#words.length) this.#widen();
    const words = this.#words;
    words[at + WORD.a] = a;
    words[at + WORD.b] = b;
    words[at + WORD.ports] = ports;
    words[at + WORD.place] = place;
    words[at + WORD.kind] = kind;
    if (this.#size * 2 > this.#slots.length) this.#rehash();
    return row;
  }

  #widen(): void {
    const wider = new Int32Array(Math.max(64 * ROW_WORDS, this.#words.length * 2));
    wider.set(this.#words);
    this.#words = wider;
    this.#numbers = new Float64Array(wider.buffer);
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    this.#fillSlots();
  }

  #fillSlots(): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const words = this.#words;
    for (let row = 0; row < this.#size; row++) {
      const at = row * ROW_WORDS;
      const kind = words[at + 4]! & KEY_BITS;
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

function hashOf(a: number, b: number, ports: number, place: number, kind: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ b;
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) ^ ports;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) ^ (place + (kind << 20));
  hash = Math.imul(hash ^ (hash >>> 16), 0x27d4eb2f);
  return (hash ^ (hash >>> 15)) >>> 0;
}

export function emptyRecord(): TrafficRecord {
  return {
    ...{ source: 0, sourceIs6: false, sourcePort: 0, target: 0, targetIs6: false, targetPort: 0 },
    ...{ protocol: 0, rejected: false, ofSource: 0, ofTarget: 0 },
    ...{ records: 1, bytes: 0, packets: 0, firstSeen: 0, lastSeen: 0 },
    ...{ interface: 0, sourceOuter: null, targetOuter: null },
  };
}
