import { END_B, EVIDENCE_BITS } from '../query/evidence.ts';
import {
  A_IS_IPV6,
  B_IS_IPV6,
  type DayColumns,
  EVIDENCE_SHIFT,
  PROTOCOL_BITS,
  REJECTED,
  ROW_WORDS,
  WORD,
} from './day-connections.ts';
import {
  ANSWERED,
  END,
  END_WORDS,
  type Endpoints,
  EndpointTable,
  hashOfEnd,
  IS_IPV6,
  OPENED,
  PAIR_SHIFT,
  UDP,
} from './endpoints.ts';
import { PairTable } from './pairs.ts';
import { bitsOf, HIGH_BIT, LOW_BIT } from './port-sketch.ts';

/** Endpoints that met this many ports are kept day by day; fewer is what any client's port meets. */
export const KEPT = 2;

/** Ends of connections that are looked at in one pass, so that the table stays small and near the processor. */
const ENDS_A_PASS = 2 ** 20;

const { syn, synAck, spoke } = EVIDENCE_BITS;
const A_SYN = syn << EVIDENCE_SHIFT;
const A_SYN_ACK = synAck << EVIDENCE_SHIFT;
const A_SPOKE = spoke << EVIDENCE_SHIFT;
const B_SYN = A_SYN * END_B;
const B_SYN_ACK = A_SYN_ACK * END_B;
const B_SPOKE = A_SPOKE * END_B;

/**
 * The ends of the day's accepted connections that look like more than one connection's end: they answered a SYN, or met
 * several ports.
 */
export function learnEndpoints(day: DayColumns): Endpoints {
  const passes = Math.max(1, Math.ceil((day.size * 2) / ENDS_A_PASS));
  const table = new EndpointTable(capacityFor(Math.min(day.size * 2, ENDS_A_PASS)));
  const kept = new KeptEndpoints(day.addresses6);
  for (let pass = 0; pass < passes; pass++) {
    if (pass > 0) table.clear();
    const { hasDatagrams } = collect(day, table, pass, passes);
    if (hasDatagrams) countPairs(day, table, pass, passes);
    kept.takeFrom(table);
  }
  return kept.endpoints();
}

const capacityFor = (ends: number) => Math.max(64, 2 ** Math.ceil(Math.log2(ends + 1)));

/** Every end whose hash falls into this pass. */
function collect(
  { words, size }: DayColumns,
  table: EndpointTable,
  pass: number,
  passes: number,
): { hasDatagrams: boolean } {
  let hasDatagrams = false;
  for (let at = 0; at < size * ROW_WORDS; at += ROW_WORDS) {
    const kind = words[at + WORD.kind]!;
    const protocol = kind & PROTOCOL_BITS;
    if ((kind & REJECTED) !== 0 || (protocol !== 6 && protocol !== 17)) continue;
    const udp = protocol === 17 ? UDP : 0;
    if (udp !== 0) hasDatagrams = true;
    const ports = words[at + WORD.ports]!;
    const a = words[at + WORD.a]!;
    const aKey = (ports >>> 16) | udp | ((kind & A_IS_IPV6) !== 0 ? IS_IPV6 : 0);
    const aHash = hashOfEnd(a, aKey);
    if (passOf(aHash, passes) === pass) {
      const flags =
        ((kind & A_SYN_ACK) !== 0 || ((kind & B_SYN) !== 0 && (kind & A_SPOKE) !== 0)
          ? ANSWERED
          : 0) | ((kind & (A_SYN | B_SYN_ACK)) !== 0 ? OPENED : 0);
      meet(table, table.at(a, aKey, aHash), flags, ports & 0xffff);
    }
    const b = words[at + WORD.b]!;
    const bKey = (ports & 0xffff) | udp | ((kind & B_IS_IPV6) !== 0 ? IS_IPV6 : 0);
    const bHash = hashOfEnd(b, bKey);
    if (passOf(bHash, passes) === pass) {
      const flags =
        ((kind & B_SYN_ACK) !== 0 || ((kind & A_SYN) !== 0 && (kind & B_SPOKE) !== 0)
          ? ANSWERED
          : 0) | ((kind & (B_SYN | A_SYN_ACK)) !== 0 ? OPENED : 0);
      meet(table, table.at(b, bKey, bHash), flags, ports >>> 16);
    }
  }
  return { hasDatagrams };
}

/** By the upper half of the hash, as the lower one decides the slot. */
const passOf = (hash: number, passes: number) => ((hash >>> 16) * passes) >>> 16;

function meet({ words }: EndpointTable, at: number, flags: number, peerPort: number): void {
  words[at + END.key]! |= flags;
  words[at + END.sketchLow]! |= LOW_BIT[peerPort]!;
  words[at + END.sketchHigh]! |= HIGH_BIT[peerPort]!;
  if (peerPort < words[at + END.lowest]!) words[at + END.lowest] = peerPort;
}

/**
 * Of datagram endpoints that met several ports: how many of one single peer at most. Others cannot have met several of
 * one peer.
 */
function countPairs(
  { words, size }: DayColumns,
  table: EndpointTable,
  pass: number,
  passes: number,
): void {
  const pairs = new PairTable();
  for (let at = 0; at < size * ROW_WORDS; at += ROW_WORDS) {
    const kind = words[at + WORD.kind]!;
    if ((kind & (PROTOCOL_BITS | REJECTED)) !== 17) continue;
    const ports = words[at + WORD.ports]!;
    const a = words[at + WORD.a]!;
    const b = words[at + WORD.b]!;
    const aIs6 = (kind & A_IS_IPV6) !== 0;
    const bIs6 = (kind & B_IS_IPV6) !== 0;
    const aKey = (ports >>> 16) | UDP | (aIs6 ? IS_IPV6 : 0);
    const bKey = (ports & 0xffff) | UDP | (bIs6 ? IS_IPV6 : 0);
    const aHash = hashOfEnd(a, aKey);
    if (passOf(aHash, passes) === pass) {
      const end = table.at(a, aKey, aHash);
      if (metSeveral(table, end)) pairs.meet(end, b, bIs6, ports & 0xffff);
    }
    const bHash = hashOfEnd(b, bKey);
    if (passOf(bHash, passes) === pass) {
      const end = table.at(b, bKey, bHash);
      if (metSeveral(table, end)) pairs.meet(end, a, aIs6, ports >>> 16);
    }
  }
  pairs.forEach((end, bits) => {
    const lowest = table.words[end + END.lowest]!;
    if (bits >= KEPT && bits > lowest >>> PAIR_SHIFT) {
      table.words[end + END.lowest] = (lowest & 0xffff) | (bits << PAIR_SHIFT);
    }
  });
}

const metSeveral = ({ words }: EndpointTable, at: number) =>
  bitsOf(words[at + END.sketchLow]!, words[at + END.sketchHigh]!) >= KEPT;

/** What of several tables is kept, with the IPv6 addresses that it names and no others. */
class KeptEndpoints {
  #words = new Int32Array(64 * END_WORDS);
  #size = 0;
  readonly #addresses6: string[] = [];
  readonly #places: Int32Array;
  readonly #dayAddresses6: readonly string[];

  constructor(dayAddresses6: readonly string[]) {
    this.#dayAddresses6 = dayAddresses6;
    this.#places = new Int32Array(dayAddresses6.length);
  }

  takeFrom(table: EndpointTable): void {
    for (let slot = 0; slot < table.capacity; slot++) {
      const from = slot * END_WORDS;
      const key = table.words[from + END.key]!;
      if (key === 0 || ((key & ANSWERED) === 0 && !metSeveral(table, from))) continue;
      const to = this.#size++ * END_WORDS;
      if (to + END_WORDS > this.#words.length) this.#widen();
      for (let word = 0; word < END_WORDS; word++)
        this.#words[to + word] = table.words[from + word]!;
      if ((key & IS_IPV6) !== 0) this.#words[to] = this.#placeOf(table.words[from]!);
    }
  }

  endpoints(): Endpoints {
    return {
      size: this.#size,
      words: this.#words.slice(0, this.#size * END_WORDS),
      addresses6: this.#addresses6,
    };
  }

  #placeOf(dayPlace: number): number {
    let place = this.#places[dayPlace]! - 1;
    if (place < 0) {
      place = this.#addresses6.length;
      this.#addresses6.push(this.#dayAddresses6[dayPlace]!);
      this.#places[dayPlace] = place + 1;
    }
    return place;
  }

  #widen(): void {
    const wider = new Int32Array(this.#words.length * 2);
    wider.set(this.#words);
    this.#words = wider;
  }
}
