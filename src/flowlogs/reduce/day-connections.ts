import { END_B } from '../query/evidence.ts';
import {
  A_IS_IPV6,
  B_IS_IPV6,
  ConnectionRows,
  EVIDENCE_SHIFT,
  PROTOCOL_BITS,
  REJECTED,
  ROW_WORDS,
  sharedWords,
  WORD,
} from './connection-rows.ts';
import { emptyRecord, type TrafficRecord } from './traffic-record.ts';

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

/** All of it in a form that other threads can look at. */
export interface DayColumns {
  readonly day: number;
  readonly size: number;
  /** `size` rows, and maybe room for more. Shared, so that threads can look at them in turn. */
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
  #rows: ConnectionRows;
  readonly #interfaceIds = new Map<string, number>();
  readonly #address6Ids = new Map<string, number>();
  readonly #outerPlaces = new Map<string, number>();
  /** By interface: its place without outer addresses, or -1. */
  readonly #plainPlaces: number[] = [];
  readonly #sums = new Float64Array(2);

  /** `expected`: so many connections have room before anything moves. */
  constructor(day: number, expected = 0) {
    this.day = day;
    this.#rows = new ConnectionRows(expected);
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
    table.#rows = ConnectionRows.from(columns.words, columns.size);
    return table;
  }

  get size(): number {
    this.#rows.settle();
    return this.#rows.size;
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
    const ofA = forward ? record.ofSource : record.ofTarget;
    const ofB = forward ? record.ofTarget : record.ofSource;
    const evidence = ofA + ofB * END_B;
    const sums = this.#sums;
    sums[0] = record.bytes;
    sums[1] = record.packets;
    const { records, firstSeen, lastSeen } = record;
    this.#rows.add(
      forward ? source : target,
      forward ? target : source,
      forward ? (sourcePort << 16) | targetPort : (targetPort << 16) | sourcePort,
      place,
      base |
        ((forward ? sourceIs6 : targetIs6) ? A_IS_IPV6 : 0) |
        ((forward ? targetIs6 : sourceIs6) ? B_IS_IPV6 : 0),
      evidence,
      records,
      firstSeen,
      lastSeen,
      sums,
      0,
      1,
    );
  }

  /**
   * Adds a record between two IPv4 ends that shows no addresses outside of the packet's own; its bytes and packets stand
   * in `from`.
   */
  addPlain(
    index: number,
    kind: number,
    source: number,
    sourcePort: number,
    ofSource: number,
    target: number,
    targetPort: number,
    ofTarget: number,
    firstSeen: number,
    lastSeen: number,
    from: Float64Array,
    bytes: number,
    packets: number,
  ): void {
    const place = this.#plainPlace(index);
    const rows = this.#rows;
    const forward = source === target ? sourcePort <= targetPort : source >>> 0 < target >>> 0;
    rows.add(
      forward ? source : target,
      forward ? target : source,
      forward ? (sourcePort << 16) | targetPort : (targetPort << 16) | sourcePort,
      place,
      kind,
      forward ? ofSource + ofTarget * END_B : ofTarget + ofSource * END_B,
      1,
      firstSeen,
      lastSeen,
      from,
      bytes,
      packets,
    );
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

  /** What it holds; its words are shared with it, but where there is much room for more. */
  columns(): DayColumns {
    const { day, interfaces, places, addresses6 } = this;
    this.#rows.settle();
    const { size, words: all } = this.#rows;
    const isFull = size * ROW_WORDS * 2 >= all.length;
    const words = isFull ? all : sharedWords(size);
    if (!isFull) words.set(all.subarray(0, words.length));
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
}
