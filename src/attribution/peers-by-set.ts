import { sortByKeys } from '../model/radix-sort.ts';
import { FIRST_OTHER } from './peer-blocks.ts';

/** Rows that are gathered before those of one peer are brought together. */
const GATHERED = 2 ** 22;

/** Some peers with their sums, each once, in the order of their numbers. */
export interface PeerSums {
  readonly size: number;
  peer(position: number): number;
  flows(position: number): number;
  bytes(position: number): number;
}

/**
 * Flows and bytes of each peer of each set. Rows are gathered as they come and brought together by sorting: a table of all
 * peers of all sets would be a miss of the cache for every row.
 */
export class PeersBySet {
  #rows = room(2 ** 12);
  #size = 0;
  /** So many of the rows, from the first, have a set and peer of their own, in order. */
  #joined = 0;
  #most = GATHERED;

  add(set: number, peer: number, flows: number, bytes: number): void {
    const at = this.#size;
    const isOther = peer >= FIRST_OTHER;
    const key = 2 * set + (isOther ? 1 : 0);
    const low = isOther ? peer - FIRST_OTHER : peer;
    const { keys, peers } = this.#rows;
    if (at > this.#joined && keys[at - 1] === key && peers[at - 1] === low) {
      this.#rows.flows[at - 1]! += flows;
      this.#rows.bytes[at - 1]! += bytes;
      return;
    }
    if (at === keys.length) this.#makeRoom();
    const rows = this.#rows;
    const next = this.#size++;
    rows.keys[next] = key;
    rows.peers[next] = low;
    rows.flows[next] = flows;
    rows.bytes[next] = bytes;
  }

  /** The peers of some sets together. */
  of(sets: readonly number[]): PeerSums {
    this.#join();
    const [first] = sets;
    if (first === undefined) return sumsOf(this.#rows, 0, 0);
    if (sets.length === 1) return sumsOf(this.#rows, this.#start(first), this.#start(first + 1));
    const ranges = sets.map((set) => [this.#start(set), this.#start(set + 1)] as const);
    const all = room(ranges.reduce((size, [from, to]) => size + to - from, 0));
    let size = 0;
    for (const [from, to] of ranges) {
      for (let at = from; at < to; at++) {
        // All are of one set now; the last bit says whether the peer is IPv4.
        all.keys[size] = this.#rows.keys[at]! & 1;
        all.peers[size] = this.#rows.peers[at]!;
        all.flows[size] = this.#rows.flows[at]!;
        all.bytes[size] = this.#rows.bytes[at]!;
        size++;
      }
    }
    const joined = joinRows(all, size);
    return sumsOf(joined.rows, 0, joined.size);
  }

  #makeRoom(): void {
    if (this.#size >= this.#most) {
      this.#join();
      // Where most have a peer of their own there is little to gain by looking again soon.
      this.#most = Math.max(GATHERED, 2 * this.#size);
      if (this.#size < this.#rows.keys.length) return;
    }
    const rows = room(2 * this.#rows.keys.length);
    copyRows(this.#rows, rows, this.#size);
    this.#rows = rows;
  }

  #join(): void {
    if (this.#joined === this.#size) return;
    const { rows, size } = joinRows(this.#rows, this.#size);
    this.#rows = rows;
    this.#size = size;
    this.#joined = size;
  }

  /** The first row of a set or of those after it. */
  #start(set: number): number {
    const { keys } = this.#rows;
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (keys[middle]! < 2 * set) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

interface Rows {
  /** Twice the set, and one more where the peer is not IPv4. */
  readonly keys: Uint32Array;
  /** The peer's number, from 0 for either kind. */
  readonly peers: Uint32Array;
  readonly flows: Float64Array;
  readonly bytes: Float64Array;
}

function room(size: number): Rows {
  return {
    keys: new Uint32Array(size),
    peers: new Uint32Array(size),
    flows: new Float64Array(size),
    bytes: new Float64Array(size),
  };
}

function copyRows(from: Rows, to: Rows, size: number): void {
  to.keys.set(from.keys.subarray(0, size));
  to.peers.set(from.peers.subarray(0, size));
  to.flows.set(from.flows.subarray(0, size));
  to.bytes.set(from.bytes.subarray(0, size));
}

/** The first rows in order, those of one set and peer as one. */
function joinRows(rows: Rows, size: number): { readonly rows: Rows; readonly size: number } {
  const { parts, ends } = partByKey(rows, size);
  const joined = room(size);
  let next = 0;
  for (let key = 0; key < ends.length; key++) {
    const from = key === 0 ? 0 : ends[key - 1]!;
    next = joinPart(parts, from, ends[key]!, key, joined, next);
  }
  return { rows: joined, size: next };
}

/** Moves the first rows together that have one key: what follows then stays within the cache. */
function partByKey(rows: Rows, size: number): { readonly parts: Rows; readonly ends: Uint32Array } {
  const { keys } = rows;
  let last = 0;
  for (let at = 0; at < size; at++) if (keys[at]! > last) last = keys[at]!;
  const ends = new Uint32Array(last + 1);
  for (let at = 0; at < size; at++) ends[keys[at]!]!++;
  let start = 0;
  for (let key = 0; key <= last; key++) {
    start += ends[key]!;
    ends[key] = start - ends[key]!;
  }
  const parts = room(size);
  for (let at = 0; at < size; at++) {
    const to = ends[keys[at]!]!++;
    parts.peers[to] = rows.peers[at]!;
    parts.flows[to] = rows.flows[at]!;
    parts.bytes[to] = rows.bytes[at]!;
  }
  return { parts, ends };
}

/** Brings the rows of one key together, at `next` of what is joined; says where the next key's begin. */
function joinPart(
  parts: Rows,
  from: number,
  to: number,
  key: number,
  joined: Rows,
  next: number,
): number {
  if (from === to) return next;
  const peers = parts.peers.subarray(from, to);
  const places = new Uint32Array(peers.length);
  for (let place = 0; place < places.length; place++) places[place] = place;
  const order = sortByKeys(places, [peers]);
  let at = next - 1;
  for (let place = 0; place < order.length; place++) {
    const row = order[place]!;
    if (at < next || joined.peers[at] !== peers[row]) {
      at++;
      joined.keys[at] = key;
      joined.peers[at] = peers[row]!;
    }
    joined.flows[at]! += parts.flows[from + row]!;
    joined.bytes[at]! += parts.bytes[from + row]!;
  }
  return at + 1;
}

function sumsOf(rows: Rows, from: number, to: number): PeerSums {
  return {
    size: to - from,
    peer: (at) => rows.peers[from + at]! + (rows.keys[from + at]! & 1) * FIRST_OTHER,
    flows: (at) => rows.flows[from + at]!,
    bytes: (at) => rows.bytes[from + at]!,
  };
}
