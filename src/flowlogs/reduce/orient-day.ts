import { ranksOfDay, sortConnections } from './connection-order.ts';
import {
  A_IS_IPV6,
  B_IS_IPV6,
  PROTOCOL_BITS,
  REJECTED,
  ROW_WORDS,
  WORD,
} from './connection-rows.ts';
import type { DayColumns } from './day-connections.ts';
import { type DayFlows, OPENER_SHIFT, SET_DECIDED, SET_INTERFACE, SET_WORDS } from './day-flows.ts';
import { IS_IPV6, UDP } from './endpoints.ts';
import { sortedCodes } from './flow-rows.ts';
import {
  FlowSums,
  SUM_CERTAINTY_SHIFT,
  SUM_INGRESS,
  SUM_IS_IPV6,
  SUM_REJECTED,
  SUM_WORDS,
} from './flow-sums.ts';
import type { Known } from './lessons.ts';
import { concludedOpening, observedOpening, UNDECIDED } from './orientation.ts';
import { OwnEnds } from './own-ends.ts';
import { beyondBound } from './rejected-bound.ts';
import { serviceAt } from './services.ts';

export function orientDay(day: DayColumns, known: Known): DayFlows {
  const ranks = ranksOfDay(day);
  const bound = beyondBound(day, ranks);
  const oriented = new Orienter(day, known);
  oriented.takeAll(bound?.marks ?? null);
  const { sums, decided } = oriented;
  const flows = {
    day: day.day,
    interfaces: day.interfaces,
    interfaceRanks: ranks.interfaces,
    addresses6: day.addresses6,
    addresses6Ranks: ranks.addresses6,
    sums: sums.words.slice(0, sums.size * SUM_WORDS),
    openerPorts: sums.openerPorts,
    sets: setsOf(day, sortConnections(oriented.ambiguous(), day, ranks), decided),
    rejectsDropped: bound?.dropped ?? 0,
  };
  return { ...flows, order: sortedCodes(flows) };
}

/** Sums up what is decided. A row is a method's work and no loop's: a loop as long as a day is compiled anew each day. */
class Orienter {
  readonly sums = new FlowSums();
  /** By row, what is decided of those that can be read in more than one way; 0 of the others. */
  readonly decided: Uint8Array;
  #undecided = 0;
  readonly #day: DayColumns;
  readonly #numbers: Float64Array;
  readonly #ownEnds: OwnEnds;
  readonly #openings: Openings;
  readonly #placeInterface: Int32Array;

  constructor(day: DayColumns, known: Known) {
    this.decided = new Uint8Array(day.size);
    this.#day = day;
    this.#numbers = new Float64Array(day.words.buffer);
    this.#ownEnds = new OwnEnds(day, known);
    this.#openings = new Openings(day, known);
    this.#placeInterface = Int32Array.from(day.places, (place) => place.interface);
  }

  /** All rows but those that are marked. */
  takeAll(dropped: Uint8Array | null): void {
    const { size } = this.#day;
    for (let row = 0; row < size; row++) {
      if (dropped === null || dropped[row] !== 1) this.#take(row);
    }
  }

  ambiguous(): Uint32Array {
    return rowsOf(this.decided, this.#undecided);
  }

  #take(row: number): void {
    const { words } = this.#day;
    const at = row * ROW_WORDS;
    const own = this.#ownEnds.of(at);
    const opening = this.#openings.of(at);
    if (own === 0 || opening === UNDECIDED) {
      const opener = opening === UNDECIDED ? 0 : 2 - (opening & 1);
      this.decided[row] = AMBIGUOUS | own | (opener << OPENER_SHIFT);
      this.#undecided++;
      return;
    }
    const kind = words[at + WORD.kind]!;
    const openedByA = (opening & 1) === 1;
    const ownIsA = own === 1;
    const certainty = (opening - 1) >> 1;
    const ports = words[at + WORD.ports]!;
    const peerIs6 = (kind & (ownIsA ? B_IS_IPV6 : A_IS_IPV6)) !== 0;
    const { sums } = this;
    const sum = sums.at(
      this.#placeInterface[words[at + WORD.place]!]!,
      (kind & PROTOCOL_BITS) |
        ((kind & REJECTED) !== 0 ? SUM_REJECTED : 0) |
        (peerIs6 ? SUM_IS_IPV6 : 0) |
        (openedByA === ownIsA ? 0 : SUM_INGRESS) |
        (certainty << SUM_CERTAINTY_SHIFT),
      words[at + (ownIsA ? WORD.b : WORD.a)]!,
      openedByA ? ports & 0xffff : ports >>> 16,
    );
    if (certainty !== 0 && (kind & REJECTED) === 0) {
      sums.addOpener(sum, openedByA ? ports >>> 16 : ports & 0xffff);
    }
    sums.add(
      sum,
      words[at + WORD.records]! >>> 0,
      words[at + WORD.firstSeen]! >>> 0,
      words[at + WORD.lastSeen]! >>> 0,
      this.#numbers,
      (at + WORD.bytes) >> 1,
      (at + WORD.packets) >> 1,
    );
  }
}

const AMBIGUOUS = 0x80;

function rowsOf(decided: Uint8Array, count: number): Uint32Array {
  const rows = new Uint32Array(count);
  let next = 0;
  for (let row = 0; next < count; row++) if (decided[row] !== 0) rows[next++] = row;
  return rows;
}

function setsOf(
  { words, places }: DayColumns,
  rows: Uint32Array,
  decided: Uint8Array,
): Int32Array<ArrayBuffer> {
  const sets = new Int32Array(rows.length * SET_WORDS);
  for (let index = 0; index < rows.length; index++) {
    const from = rows[index]! * ROW_WORDS;
    const to = index * SET_WORDS;
    for (let word = 0; word < ROW_WORDS; word++) sets[to + word] = words[from + word]!;
    sets[to + SET_DECIDED] = decided[rows[index]!]! & ~AMBIGUOUS;
    sets[to + SET_INTERFACE] = places[words[from + WORD.place]!]!.interface;
  }
  return sets;
}

/** Who opened each connection, with what all days have taught. */
class Openings {
  readonly #day: DayColumns;
  readonly #known: Known;
  /** By place of the day's IPv6 addresses: their place among those of the services, or -1. */
  readonly #places6: Int32Array;

  constructor(day: DayColumns, known: Known) {
    this.#day = day;
    this.#known = known;
    const places =
      day.addresses6.length === 0
        ? null
        : new Map(known.services.addresses6.map((text, place) => [text, place]));
    this.#places6 = Int32Array.from(day.addresses6, (text) => places?.get(text) ?? -1);
  }

  of(at: number): number {
    const { words } = this.#day;
    const kind = words[at + WORD.kind]!;
    const observed = observedOpening(kind);
    if (observed >= 0) return observed;
    const ports = words[at + WORD.ports]!;
    const udp = (kind & PROTOCOL_BITS) === 17 ? UDP : 0;
    const aPort = ports >>> 16;
    const bPort = ports & 0xffff;
    const a = this.#service(words[at + WORD.a]!, (kind & A_IS_IPV6) !== 0, aPort | udp);
    const b = this.#service(words[at + WORD.b]!, (kind & B_IS_IPV6) !== 0, bPort | udp);
    return concludedOpening(kind, aPort, bPort, a, b);
  }

  #service(address: number, is6: boolean, key: number): number {
    const { services } = this.#known;
    if (!is6) return serviceAt(services, address, key);
    const place = this.#places6[address]!;
    return place < 0 ? 0 : serviceAt(services, place, key | IS_IPV6);
  }
}
