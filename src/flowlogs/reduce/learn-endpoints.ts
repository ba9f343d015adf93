import { END_B, EVIDENCE_BITS } from '../query/evidence.ts';
import {
  A_IS_IPV6,
  B_IS_IPV6,
  EVIDENCE_SHIFT,
  PROTOCOL_BITS,
  REJECTED,
  ROW_WORDS,
  WORD,
} from './connection-rows.ts';
import type { DayColumns } from './day-connections.ts';
import {
  ANSWERED,
  END,
  type Endpoints,
  EndpointTable,
  hashOfEnd,
  IS_IPV6,
  OPENED,
  PAIR_SHIFT,
  UDP,
} from './endpoints.ts';
import { KEPT, KeptEndpoints, metSeveral } from './kept-endpoints.ts';
import { PairTable } from './pairs.ts';
import { addToSketch, PORT_BUCKETS } from './port-sketch.ts';

const { syn, synAck, spoke } = EVIDENCE_BITS;
const A_SYN = syn << EVIDENCE_SHIFT;
const A_SYN_ACK = synAck << EVIDENCE_SHIFT;
const A_SPOKE = spoke << EVIDENCE_SHIFT;
const B_SYN = A_SYN * END_B;
const B_SYN_ACK = A_SYN_ACK * END_B;
const B_SPOKE = A_SPOKE * END_B;

/**
 * The ends of the day's accepted connections that look like more than one connection's end: they answered a SYN, or met
 * several ports. Most ends are a client's in one connection: so it is found out first which ends may be more, by a byte
 * each, and only these get a row.
 */
export function learnEndpoints(day: DayColumns): Endpoints {
  const candidates = findCandidates(day);
  const table = new EndpointTable(1024);
  if (collect(day, candidates, table)) countPairs(day, candidates, table);
  const kept = new KeptEndpoints(day.addresses6);
  kept.takeFrom(table);
  return kept.endpoints();
}

/**
 * By the hash of an end: 0, one more than the bucket of the one port that it met, or `SEVERAL`. Ends that share a hash
 * count as one, so that some get a row that need none.
 */
function findCandidates({ words, size }: DayColumns): Uint8Array {
  const cells = new Uint8Array(Math.max(64, 2 ** Math.ceil(Math.log2(size * 2 + 1))));
  const mask = cells.length - 1;
  for (let at = 0; at < size * ROW_WORDS; at += ROW_WORDS) {
    const kind = words[at + WORD.kind]!;
    if (!isLesson(kind)) continue;
    const ports = words[at + WORD.ports]!;
    const a = hashOfEnd(words[at + WORD.a]!, keyOfA(kind, ports)) & mask;
    const ofA = answeredByA(kind) ? SEVERAL : PORT_BUCKETS[ports & 0xffff]! + 1;
    if (cells[a] === 0) cells[a] = ofA;
    else if (cells[a] !== ofA) cells[a] = SEVERAL;
    const b = hashOfEnd(words[at + WORD.b]!, keyOfB(kind, ports)) & mask;
    const ofB = answeredByB(kind) ? SEVERAL : PORT_BUCKETS[ports >>> 16]! + 1;
    if (cells[b] === 0) cells[b] = ofB;
    else if (cells[b] !== ofB) cells[b] = SEVERAL;
  }
  return cells;
}

const SEVERAL = 255;

function isLesson(kind: number): boolean {
  const sort = kind & (PROTOCOL_BITS | REJECTED);
  return sort === 6 || sort === 17;
}

const keyOfA = (kind: number, ports: number) =>
  (ports >>> 16) |
  ((kind & PROTOCOL_BITS) === 17 ? UDP : 0) |
  ((kind & A_IS_IPV6) !== 0 ? IS_IPV6 : 0);

const keyOfB = (kind: number, ports: number) =>
  (ports & 0xffff) |
  ((kind & PROTOCOL_BITS) === 17 ? UDP : 0) |
  ((kind & B_IS_IPV6) !== 0 ? IS_IPV6 : 0);

const answeredByA = (kind: number) =>
  (kind & A_SYN_ACK) !== 0 || ((kind & B_SYN) !== 0 && (kind & A_SPOKE) !== 0);

const answeredByB = (kind: number) =>
  (kind & B_SYN_ACK) !== 0 || ((kind & A_SYN) !== 0 && (kind & B_SPOKE) !== 0);

/** A row for each candidate. Answers whether any is of datagrams. */
function collect(
  { words, size }: DayColumns,
  candidates: Uint8Array,
  table: EndpointTable,
): boolean {
  const mask = candidates.length - 1;
  let hasDatagrams = false;
  for (let at = 0; at < size * ROW_WORDS; at += ROW_WORDS) {
    const kind = words[at + WORD.kind]!;
    if (!isLesson(kind)) continue;
    if ((kind & PROTOCOL_BITS) === 17) hasDatagrams = true;
    const ports = words[at + WORD.ports]!;
    const a = words[at + WORD.a]!;
    const aKey = keyOfA(kind, ports);
    const aHash = hashOfEnd(a, aKey);
    if (candidates[aHash & mask] === SEVERAL) {
      const flags =
        (answeredByA(kind) ? ANSWERED : 0) | ((kind & (A_SYN | B_SYN_ACK)) !== 0 ? OPENED : 0);
      meet(table, table.at(a, aKey, aHash), flags, ports & 0xffff);
    }
    const b = words[at + WORD.b]!;
    const bKey = keyOfB(kind, ports);
    const bHash = hashOfEnd(b, bKey);
    if (candidates[bHash & mask] === SEVERAL) {
      const flags =
        (answeredByB(kind) ? ANSWERED : 0) | ((kind & (B_SYN | A_SYN_ACK)) !== 0 ? OPENED : 0);
      meet(table, table.at(b, bKey, bHash), flags, ports >>> 16);
    }
  }
  return hasDatagrams;
}

function meet({ words }: EndpointTable, at: number, flags: number, peerPort: number): void {
  words[at + END.key]! |= flags;
  addToSketch(words, at + END.sketchLow, peerPort);
  if (peerPort < words[at + END.lowest]!) words[at + END.lowest] = peerPort;
}

/**
 * Of datagram endpoints that met several ports: how many of one single peer at most. Others cannot have met several of
 * one peer.
 */
function countPairs(
  { words, size }: DayColumns,
  candidates: Uint8Array,
  table: EndpointTable,
): void {
  const mask = candidates.length - 1;
  const pairs = new PairTable();
  for (let at = 0; at < size * ROW_WORDS; at += ROW_WORDS) {
    const kind = words[at + WORD.kind]!;
    if ((kind & (PROTOCOL_BITS | REJECTED)) !== 17) continue;
    const ports = words[at + WORD.ports]!;
    const a = words[at + WORD.a]!;
    const b = words[at + WORD.b]!;
    const aKey = keyOfA(kind, ports);
    const aHash = hashOfEnd(a, aKey);
    if (candidates[aHash & mask] === SEVERAL) {
      const end = table.at(a, aKey, aHash);
      if (metSeveral(table.words, end)) {
        pairs.meet(end, b, (kind & B_IS_IPV6) !== 0, ports & 0xffff);
      }
    }
    const bKey = keyOfB(kind, ports);
    const bHash = hashOfEnd(b, bKey);
    if (candidates[bHash & mask] === SEVERAL) {
      const end = table.at(b, bKey, bHash);
      if (metSeveral(table.words, end)) pairs.meet(end, a, (kind & A_IS_IPV6) !== 0, ports >>> 16);
    }
  }
  pairs.forEach((end, bits) => {
    const lowest = table.words[end + END.lowest]!;
    if (bits >= KEPT && bits > lowest >>> PAIR_SHIFT) {
      table.words[end + END.lowest] = (lowest & 0xffff) | (bits << PAIR_SHIFT);
    }
  });
}
