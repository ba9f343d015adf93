import { sortByKeys } from '../model/radix-sort.ts';
import { type FlowRows, partOf, WHAT } from './flow-rows.ts';

/** So many rows are kept before sets are looked for that are whole. */
const MOST_ROWS = 2 ** 20;

/** Kept rows: of no row are there openers. */
type KeptRows = { -readonly [Column in keyof FlowRows]: FlowRows[Column] };

/** Keeps readings that stand apart in the rollup until those of their set have come. */
export class ScatteredRows {
  #rows = room(1024);
  #most = MOST_ROWS;

  get isFull(): boolean {
    return this.#rows.count >= this.#most;
  }

  add(of: FlowRows, row: number): void {
    const at = this.#rows.count;
    if (at === this.#rows.what.length) this.#rows = withMoreRoom(this.#rows);
    copyRow(of, row, this.#rows, at);
    this.#rows.count = at + 1;
  }

  /** Hands on the sets of which all readings are there, and forgets them; in the end, others as well. */
  takeSets(use: (of: FlowRows, rows: Uint32Array) => void, isEnd: boolean): void {
    const rows = this.#rows;
    const order = orderBySet(rows);
    this.#rows = room(1024);
    let from = 0;
    for (let at = 1; at <= order.length; at++) {
      if (at < order.length && isSameSet(rows, order[at]!, order[from]!)) continue;
      const set = order.subarray(from, at);
      from = at;
      if (isEnd || set.length === readingsOf(rows, set[0]!)) use(rows, set);
      else for (const row of set) this.add(rows, row);
    }
    // Where few sets are whole, there is nothing to gain by looking again soon.
    this.#most = Math.max(MOST_ROWS, 2 * this.#rows.count);
  }
}

function readingsOf({ what }: FlowRows, row: number): number {
  return partOf(what[row]!, WHAT.readings) + 1;
}

/** The days of rows are those of their places: the lower 16 bits. */
const DAY = 0xffff;

function isSameSet({ openers, place }: FlowRows, left: number, right: number): boolean {
  return (
    openers[2 * left] === openers[2 * right] &&
    openers[2 * left + 1] === openers[2 * right + 1] &&
    (place[2 * left]! & DAY) === (place[2 * right]! & DAY)
  );
}

/** By set, and in it by reading. */
function orderBySet(rows: FlowRows): Uint32Array {
  const { count, openers, place, what } = rows;
  const all = Uint32Array.from({ length: count }, (_, at) => at);
  return sortByKeys(all, [
    all.map((row) => place[2 * row]! & DAY),
    all.map((row) => openers[2 * row + 1]!),
    all.map((row) => openers[2 * row]!),
    all.map((row) => partOf(what[row]!, WHAT.reading)),
  ]);
}

function room(size: number): KeptRows {
  return {
    count: 0,
    what: new Int32Array(size),
    service: new Int32Array(size),
    place: new Uint32Array(2 * size),
    openers: new Uint32Array(2 * size),
    openerPorts: NO_PORTS,
    peerHigh: new Uint32Array(2 * size),
    peerLow: new Uint32Array(2 * size),
    flows: new Float64Array(size),
    bytes: new Float64Array(size),
    packets: new Float64Array(size),
    firstSeen: new Uint32Array(size),
    lastSeen: new Uint32Array(size),
  };
}

const NO_PORTS = { entries: new Uint32Array(0), values: new Int32Array(0) };

function withMoreRoom(rows: KeptRows): KeptRows {
  const more = room(2 * rows.what.length);
  for (const name of [...ONE_WORD, ...TWO_WORDS]) more[name].set(rows[name]);
  more.count = rows.count;
  return more;
}

const ONE_WORD = [
  ...(['what', 'service', 'flows', 'bytes', 'packets', 'firstSeen', 'lastSeen'] as const),
];
const TWO_WORDS = ['place', 'openers', 'peerHigh', 'peerLow'] as const;

function copyRow(from: FlowRows, row: number, to: FlowRows, at: number): void {
  for (const name of ONE_WORD) to[name][at] = from[name][row]!;
  for (const name of TWO_WORDS) {
    to[name][2 * at] = from[name][2 * row]!;
    to[name][2 * at + 1] = from[name][2 * row + 1]!;
  }
}
