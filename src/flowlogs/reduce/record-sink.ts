import { formatAddress, parseAddress } from '../../model/address.ts';
import { FIRST_TIME, KIND, LAST_TIME } from '../query/connections.ts';
import { EVIDENCE_BITS } from '../query/evidence.ts';
import { ipv4Text } from './addresses.ts';
import { ByteTexts, viewOf } from './byte-texts.ts';
import { REJECTED } from './connection-rows.ts';
import type { DayConnections, InterfaceDay } from './day-connections.ts';
import { ADDRESS, NONE, ROLE, ROLES, WORDS } from './record-values.ts';
import { DAY_SECONDS, SinkDay } from './sink-day.ts';
import { emptyRecord } from './traffic-record.ts';

const TCP = 6;
const UDP = 17;
const SYN = 2;
const RST = 4;
const ACK = 16;

const NO_DAY = new SinkDay(-1, 0);

/**
 * Takes records one by one, decides what each is and adds it to its day. A reader puts a record's values into `values`
 * and `kinds`, by role, and calls `take`.
 */
export class RecordSink {
  readonly texts = new ByteTexts();
  readonly values: Float64Array;
  /** Of addresses. */
  readonly kinds: Uint8Array;
  /** What a text says that is seldom asked for; its value is 0, or NONE. By default it stands in the buffer. */
  textOf: (role: number) => string = (role) =>
    this.#buffer.toString('latin1', this.starts[role], this.ends[role]);
  /** Where such texts stand in the buffer that is being read. */
  readonly starts = new Int32Array(ROLES);
  readonly ends = new Int32Array(ROLES);
  /** Records of each kind since the last `reset`. */
  readonly counts = new Float64Array(5);
  /** Epoch days of all but refused records since then. */
  readonly seenDays = new Set<number>();
  /** How many connections its first day may well have. */
  expected = 0;
  readonly #addressTexts = new ByteTexts();
  /** By number of the text: the canonical address, or null for what is none. */
  readonly #canonical: (string | null)[] = [];
  readonly #ipv4: (number | null)[] = [];
  readonly #days = new Map<number, SinkDay>();
  #day: SinkDay = NO_DAY;
  readonly #record = emptyRecord();
  #fields: readonly string[] = [];
  #buffer: Buffer = Buffer.alloc(0);
  #view = viewOf(this.#buffer);
  readonly #noInterface = this.text(Buffer.from('-'), 0, 1);

  /** With room for the values of as many records, one after another. */
  constructor(records = 1) {
    this.values = new Float64Array(ROLES * records).fill(NONE);
    this.kinds = new Uint8Array(ROLES * records);
  }

  /** How many connections it has. */
  get size(): number {
    let size = 0;
    for (const { table } of this.#days.values()) size += table.size;
    return size;
  }

  /** The days that have records; the sink has none from here on, in the middle of a file as well. */
  takeTables(): DayConnections[] {
    const tables = [...this.#days.values()].map(({ table }) => table);
    this.#days.clear();
    this.#day = NO_DAY;
    return tables;
  }

  reset(): void {
    this.counts.fill(0);
    this.seenDays.clear();
    this.#day = NO_DAY;
  }

  /** Values from here on stand in this buffer, and are those of these fields; the others have none. */
  use(fields: readonly string[], buffer: Buffer): DataView {
    if (buffer !== this.#buffer) {
      this.#buffer = buffer;
      this.#view = viewOf(buffer);
      this.starts.fill(0);
      this.ends.fill(0);
    }
    if (fields !== this.#fields) {
      this.#fields = fields;
      this.values.fill(NONE);
      this.kinds.fill(ADDRESS.none);
      this.starts.fill(0);
      this.ends.fill(0);
    }
    return this.#view;
  }

  /** The number of a text that stands in `buffer`. */
  text(buffer: Buffer, start: number, end: number): number {
    return this.texts.numberOf(buffer, start, end);
  }

  /** The address that stands in a place of `values`, from a text that is no plain dotted quad or is not known to be one. */
  setAddress(place: number, buffer: Buffer, start: number, end: number): void {
    const number = this.#addressTexts.numberOf(buffer, start, end);
    if (number === this.#canonical.length) {
      const address = parseAddress(this.#addressTexts.texts[number]!);
      this.#canonical.push(address ? formatAddress(address) : null);
      this.#ipv4.push(address?.family === 4 ? Number(address.value & 0xffff_ffffn) | 0 : null);
    }
    const ipv4 = this.#ipv4[number]!;
    this.kinds[place] = ipv4 === null ? ADDRESS.text : ADDRESS.ipv4;
    this.values[place] = ipv4 ?? number;
  }

  /** Takes the record whose values begin in this place of `values`. */
  take(at = 0): void {
    const { values } = this;
    const start = values[at + ROLE.start]!;
    const given = values[at + ROLE.end]!;
    const end = given === NONE ? start : given;
    const kind = this.#kind(at, start, end);
    this.counts[kind]!++;
    if (kind === KIND.refused) return;
    const sinceMidnight = start - this.#day.firstSecond;
    if (!(sinceMidnight >= 0 && sinceMidnight < DAY_SECONDS)) {
      this.#enter(Math.floor(start / DAY_SECONDS));
    }
    const day = this.#day;
    const interfaceText = values[at + ROLE['interface-id']]!;
    const index = day.interfaceIndex(
      interfaceText === NONE ? this.#noInterface : interfaceText,
      this.texts.texts,
    );
    this.#countInterface(day.table.interfaces[index]!, at, kind, start, end);
    if (kind <= KIND.rejected) this.#addTraffic(day.table, at, index, kind, start, end);
  }

  #enter(epochDay: number): void {
    let day = this.#days.get(epochDay);
    if (!day) {
      day = new SinkDay(epochDay, this.#days.size === 0 ? this.expected : 0);
      this.#days.set(epochDay, day);
    }
    this.#day = day;
    this.seenDays.add(epochDay);
  }

  /** What the record is. One that is not wholly in its domain is refused: counted, never traffic. */
  #kind(at: number, start: number, end: number): number {
    const { values, kinds } = this;
    if (!(start >= FIRST_TIME && start <= LAST_TIME && end >= start && end <= LAST_TIME)) {
      return KIND.refused;
    }
    const status = values[at + ROLE['log-status']]!;
    const action = values[at + ROLE.action]!;
    const source = kinds[at + ROLE['pkt-srcaddr']] || kinds[at + ROLE.srcaddr];
    const target = kinds[at + ROLE['pkt-dstaddr']] || kinds[at + ROLE.dstaddr];
    const protocol = values[at + ROLE.protocol]!;
    if (status === WORDS['log-status'].NODATA) return KIND.noData;
    if (status === NONE && action === NONE && !source && !target && protocol === NONE) {
      return KIND.noData;
    }
    if (status === WORDS['log-status'].SKIPDATA) return KIND.skipData;
    const whole =
      (status === NONE || status === WORDS['log-status'].OK) &&
      source &&
      target &&
      protocol >= 0 &&
      values[at + ROLE.bytes]! >= NONE &&
      values[at + ROLE.packets]! >= NONE &&
      values[at + ROLE['tcp-flags']]! >= NONE &&
      ((protocol !== TCP && protocol !== UDP) ||
        (values[at + ROLE.srcport]! >= 0 && values[at + ROLE.dstport]! >= 0)) &&
      this.#isAddress(at + ROLE.srcaddr) &&
      this.#isAddress(at + ROLE.dstaddr) &&
      this.#isAddress(at + ROLE['pkt-srcaddr']) &&
      this.#isAddress(at + ROLE['pkt-dstaddr']);
    if (!whole) return KIND.refused;
    if (action === WORDS.action.ACCEPT) return KIND.accepted;
    return action === WORDS.action.REJECT ? KIND.rejected : KIND.refused;
  }

  /** Whether there is no word in the address's place. */
  #isAddress(place: number): boolean {
    return this.kinds[place] !== ADDRESS.text || this.#canonical[this.values[place]!] !== null;
  }

  #countInterface(each: InterfaceDay, at: number, kind: number, start: number, end: number): void {
    if (kind === KIND.accepted) each.accepted++;
    else if (kind === KIND.rejected) each.rejected++;
    else if (kind === KIND.noData) each.noData++;
    else each.skipData++;
    each.hours |= 1 << (((start - this.#day.firstSecond) | 0) / 3_600);
    if (start < each.firstSeen) each.firstSeen = start;
    if (end > each.lastSeen) each.lastSeen = end;
    if (each.account === null) each.account = this.#textOf(at, ROLE['account-id']);
    if (each.vpc === null) each.vpc = this.#textOf(at, ROLE['vpc-id']);
  }

  #textOf(at: number, role: number): string | null {
    return this.values[at + role] === NONE ? null : this.textOf(role);
  }

  #addTraffic(
    table: DayConnections,
    at: number,
    index: number,
    kind: number,
    start: number,
    end: number,
  ) {
    const { values, kinds } = this;
    const protocol = values[at + ROLE.protocol]!;
    const hasPorts = protocol === TCP || protocol === UDP;
    const sourcePort = hasPorts ? values[at + ROLE.srcport]! : 0;
    const targetPort = hasPorts ? values[at + ROLE.dstport]! : 0;
    const source = at + (kinds[at + ROLE['pkt-srcaddr']] ? ROLE['pkt-srcaddr'] : ROLE.srcaddr);
    const target = at + (kinds[at + ROLE['pkt-dstaddr']] ? ROLE['pkt-dstaddr'] : ROLE.dstaddr);
    const sourceOuter =
      source === at + ROLE.srcaddr ? null : this.#outer(source, at + ROLE.srcaddr);
    const targetOuter =
      target === at + ROLE.dstaddr ? null : this.#outer(target, at + ROLE.dstaddr);
    const direction = values[at + ROLE['flow-direction']];
    const ofSource =
      evidenceOf(protocol, values[at + ROLE['tcp-flags']]!) +
      (direction === WORDS['flow-direction'].egress ? EVIDENCE_BITS.local : 0);
    const ofTarget = direction === WORDS['flow-direction'].ingress ? EVIDENCE_BITS.local : 0;
    const isRejected = kind === KIND.rejected;
    const sourceIs6 = kinds[source] === ADDRESS.text;
    const targetIs6 = kinds[target] === ADDRESS.text;
    if (values[at + ROLE.bytes] === NONE) values[at + ROLE.bytes] = 0;
    if (values[at + ROLE.packets] === NONE) values[at + ROLE.packets] = 0;
    if (!sourceIs6 && !targetIs6 && sourceOuter === null && targetOuter === null) {
      table.addPlain(
        index,
        protocol | (isRejected ? REJECTED : 0),
        values[source]! | 0,
        sourcePort,
        ofSource,
        values[target]! | 0,
        targetPort,
        ofTarget,
        start,
        end,
        values,
        at + ROLE.bytes,
        at + ROLE.packets,
      );
      return;
    }
    const record = this.#record;
    record.sourceIs6 = sourceIs6;
    record.targetIs6 = targetIs6;
    record.source = sourceIs6 ? this.#address6(table, source) : values[source]! | 0;
    record.target = targetIs6 ? this.#address6(table, target) : values[target]! | 0;
    record.sourcePort = sourcePort;
    record.targetPort = targetPort;
    record.sourceOuter = sourceOuter;
    record.targetOuter = targetOuter;
    record.protocol = protocol;
    record.rejected = isRejected;
    record.ofSource = ofSource;
    record.ofTarget = ofTarget;
    record.bytes = values[at + ROLE.bytes]!;
    record.packets = values[at + ROLE.packets]!;
    record.firstSeen = start;
    record.lastSeen = end;
    record.interface = index;
    table.add(record);
  }

  #address6(table: DayConnections, place: number): number {
    return table.address6Index(this.#canonical[this.values[place]!]!);
  }

  /** The address outside of the packet's own, where it is another. */
  #outer(packet: number, outer: number): string | null {
    const { values, kinds } = this;
    if (kinds[outer] === ADDRESS.none) return null;
    if (kinds[outer] === kinds[packet] && values[outer] === values[packet]) return null;
    const text = this.#addressOf(outer);
    return text === this.#addressOf(packet) ? null : text;
  }

  #addressOf(place: number): string {
    const value = this.values[place]!;
    if (this.kinds[place] === ADDRESS.text) return this.#canonical[value]!;
    return ipv4Text(value);
  }
}

/** Of the sender, by tcp-flags: SYN 2, RST 4, ACK 16 (which stands with SYN only). */
function evidenceOf(protocol: number, flags: number): number {
  if (flags === NONE) return EVIDENCE_BITS.sent;
  let bits: number = EVIDENCE_BITS.sent;
  if ((flags & RST) === 0) bits += EVIDENCE_BITS.spoke;
  if (protocol !== TCP) return bits;
  if ((flags & (SYN | ACK)) === SYN) return bits + EVIDENCE_BITS.syn;
  return (flags & (SYN | ACK)) === (SYN | ACK) ? bits + EVIDENCE_BITS.synAck : bits;
}

/** A sink with room for about as many connections as these days have, which is what the next most likely has. */
export function sinkAfter(tables: readonly DayConnections[], records = 1): RecordSink {
  const sink = new RecordSink(records);
  sink.expected = Math.ceil(Math.max(0, ...tables.map(({ size }) => size)) * 1.25);
  return sink;
}
