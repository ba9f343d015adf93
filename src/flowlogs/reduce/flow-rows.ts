import { placesOf, sortByKeys } from '../../model/radix-sort.ts';
import { A_IS_IPV6, B_IS_IPV6, PROTOCOL_BITS, REJECTED, WORD } from './connection-rows.ts';
import { type DayFlows, OPENER_SHIFT, SET_DECIDED, SET_INTERFACE, SET_WORDS } from './day-flows.ts';
import {
  NO_OPENERS,
  SUM,
  SUM_CERTAINTY_SHIFT,
  SUM_INGRESS,
  SUM_IS_IPV6,
  SUM_REJECTED,
  SUM_WORDS,
} from './flow-sums.ts';

/** A day's rows before their order is known. */
export type UnorderedFlows = Omit<DayFlows, 'order'>;

/** A place of `CERTAINTIES`. */
export const CERTAINTIES = ['observed', 'learned', 'inferred', 'ambiguous'] as const;
const AMBIGUOUS = 3;
/** Rows that a set of records may have: two ends that may be the interface's own by two that may have opened. */
const MOST_READINGS = 4;

/** Reads the rows of `flows` of a day, one at a time, each by its code: a sum, or one reading of a set. */
export class FlowRows {
  interface = 0;
  isIngress = false;
  peer = 0;
  peerIs6 = false;
  protocol = 0;
  /** -1 where the protocol has none. */
  port = 0;
  isRejected = false;
  certainty = 0;
  /** The number of the set within its day, from 1; 0 where there is one reading. */
  set = 0;
  reading = 0;
  readings = 1;
  records = 0;
  bytes = 0;
  packets = 0;
  firstSeen = 0;
  lastSeen = 0;
  /** Of sums with openers that are kept one by one, where their block begins; else below 0. */
  openerBlock = NO_OPENERS;
  /** The lowest and the highest port from which it was opened, if the row is right, else -1. */
  openerLow = -1;
  openerHigh = -1;
  readonly flows: UnorderedFlows;
  readonly #sumCount: number;
  readonly #sumNumbers: Float64Array;
  readonly #setNumbers: Float64Array;

  constructor(flows: UnorderedFlows) {
    this.flows = flows;
    this.#sumCount = flows.sums.length / SUM_WORDS;
    this.#sumNumbers = new Float64Array(flows.sums.buffer);
    this.#setNumbers = new Float64Array(flows.sets.buffer);
  }

  read(code: number): void {
    const sums = this.#sumCount;
    if (code < sums) this.#readSum(code * SUM_WORDS);
    else this.#readSet(Math.floor((code - sums) / MOST_READINGS), (code - sums) % MOST_READINGS);
  }

  /** The codes of all rows. */
  codes(): Uint32Array {
    const { sets } = this.flows;
    let count = this.#sumCount;
    for (let at = SET_DECIDED; at < sets.length; at += SET_WORDS) count += readingsOf(sets[at]!);
    const codes = new Uint32Array(count);
    let next = 0;
    while (next < this.#sumCount) codes[next] = next++;
    let first = this.#sumCount;
    for (let at = SET_DECIDED; at < sets.length; at += SET_WORDS, first += MOST_READINGS) {
      const readings = readingsOf(sets[at]!);
      for (let reading = 0; reading < readings; reading++) codes[next++] = first + reading;
    }
    return codes;
  }

  #readSum(at: number): void {
    const { sums } = this.flows;
    const kind = sums[at + SUM.kind]!;
    this.interface = sums[at]!;
    this.isIngress = (kind & SUM_INGRESS) !== 0;
    this.peer = sums[at + SUM.peer]!;
    this.peerIs6 = (kind & SUM_IS_IPV6) !== 0;
    this.protocol = kind & PROTOCOL_BITS;
    this.port = sums[at + SUM.port]!;
    this.isRejected = (kind & SUM_REJECTED) !== 0;
    this.certainty = (kind >>> SUM_CERTAINTY_SHIFT) & 3;
    this.set = 0;
    this.reading = 0;
    this.readings = 1;
    this.records = this.#sumNumbers[(at + SUM.records) >> 1]!;
    this.bytes = this.#sumNumbers[(at + SUM.bytes) >> 1]!;
    this.packets = this.#sumNumbers[(at + SUM.packets) >> 1]!;
    this.firstSeen = sums[at + SUM.firstSeen]! >>> 0;
    this.lastSeen = sums[at + SUM.lastSeen]! >>> 0;
    this.openerBlock = sums[at + SUM.openerBlock]!;
    const openers = sums[at + SUM.openers]!;
    this.openerLow = this.openerBlock === NO_OPENERS ? -1 : openers & 0xffff;
    this.openerHigh = this.openerBlock === NO_OPENERS ? -1 : openers >>> 16;
  }

  #readSet(set: number, reading: number): void {
    const { sets } = this.flows;
    const at = set * SET_WORDS;
    const kind = sets[at + WORD.kind]!;
    const decided = sets[at + SET_DECIDED]!;
    const own = decided & 3;
    const opener = decided >>> OPENER_SHIFT;
    const openers = opener === 0 ? 2 : 1;
    const ownIsA = own === 0 ? reading < openers : own === 1;
    const openedByA = opener === 0 ? reading % openers === 0 : opener === 1;
    const ports = sets[at + WORD.ports]!;
    const protocol = kind & PROTOCOL_BITS;
    this.interface = sets[at + SET_INTERFACE]!;
    this.isIngress = openedByA !== ownIsA;
    this.peer = sets[at + (ownIsA ? WORD.b : WORD.a)]!;
    this.peerIs6 = (kind & (ownIsA ? B_IS_IPV6 : A_IS_IPV6)) !== 0;
    this.protocol = protocol;
    const hasPorts = protocol === 6 || protocol === 17;
    this.port = hasPorts ? (openedByA ? ports & 0xffff : ports >>> 16) : -1;
    this.isRejected = (kind & REJECTED) !== 0;
    this.certainty = AMBIGUOUS;
    this.set = set + 1;
    this.reading = reading;
    this.readings = readingsOf(decided);
    this.records = sets[at + WORD.records]! >>> 0;
    this.bytes = this.#setNumbers[(at + WORD.bytes) >> 1]!;
    this.packets = this.#setNumbers[(at + WORD.packets) >> 1]!;
    this.firstSeen = sets[at + WORD.firstSeen]! >>> 0;
    this.lastSeen = sets[at + WORD.lastSeen]! >>> 0;
    this.openerBlock = NO_OPENERS;
    // Where only the opener is open, the other reading is the same peer's, from this port.
    this.openerLow = own === 0 ? -1 : openedByA ? ports >>> 16 : ports & 0xffff;
    this.openerHigh = this.openerLow;
  }
}

const readingsOf = (decided: number) =>
  ((decided & 3) === 0 ? 2 : 1) * (decided >>> OPENER_SHIFT === 0 ? 2 : 1);

/** The codes of all rows, by interface, direction, protocol, port, peer, action, certainty, set and reading. */
export function sortedCodes(flows: UnorderedFlows): Uint32Array<ArrayBuffer> {
  const rows = new FlowRows(flows);
  const codes = rows.codes();
  const keys = Array.from({ length: 4 }, () => new Uint32Array(codes.length)) as Keys;
  fillKeys(rows, codes, keys);
  const order = sortByKeys(placesOf(codes.length), keys);
  const sorted = new Uint32Array(order.length);
  for (let index = 0; index < order.length; index++) sorted[index] = codes[order[index]!]!;
  return sorted;
}

type Keys = [Uint32Array, Uint32Array, Uint32Array, Uint32Array];

function fillKeys(
  rows: FlowRows,
  codes: Uint32Array,
  [interfaces, services, peers, kinds]: Keys,
): void {
  const { interfaceRanks, addresses6Ranks } = rows.flows;
  for (let index = 0; index < codes.length; index++) {
    rows.read(codes[index]!);
    interfaces[index] = interfaceRanks[rows.interface]!;
    services[index] =
      ((rows.isIngress ? 1 : 0) << 26) |
      (rows.protocol << 18) |
      ((rows.port + 1) << 1) |
      (rows.peerIs6 ? 1 : 0);
    peers[index] = rows.peerIs6 ? addresses6Ranks[rows.peer]! : rows.peer;
    kinds[index] = (rows.isRejected ? 4 : 0) | rows.certainty;
  }
}
