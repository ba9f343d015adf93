import { placesOf, sortByKeys } from '../model/radix-sort.ts';
import { type FlowRows, partOf, WHAT } from './flow-rows.ts';

/** So many rows are kept before sets are looked for that are whole. */
const MOST_ROWS = 2 ** 20;

/** Kept rows: of none are there openers' ports. */
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

function isSameSet({ sets, day }: FlowRows, left: number, right: number): boolean {
  return (
    sets[2 * left] === sets[2 * right] &&
    sets[2 * left + 1] === sets[2 * right + 1] &&
    day[left] === day[right]
  );
}

/** By set, and in it by reading. */
function orderBySet({ count, day, sets, what }: FlowRows): Uint32Array {
  const all = placesOf(count);
  return sortByKeys(all, [
    all.map((row) => day[row]!),
    all.map((row) => sets[2 * row + 1]!),
    all.map((row) => sets[2 * row]!),
    all.map((row) => partOf(what[row]!, WHAT.reading)),
  ]);
}

function room(size: number): KeptRows {
  return {
    count: 0,
    ...{ what: new Int32Array(size), service: new Int32Array(size), day: new Int32Array(size) },
    openers: new Uint32Array(size),
    ...{ interface: words(size), peerHigh: words(size), peerLow: words(size) },
    ...{ flows: words(size), bytes: words(size), packets: words(size) },
    ...{ firstSeen: words(size), lastSeen: words(size) },
    ...{ sets: words(size), openerPorts: null },
  };
}

/** Two a row. */
function words(size: number): Uint32Array {
  return new Uint32Array(2 * size);
}

function withMoreRoom(rows: KeptRows): KeptRows {
  const more = room(2 * rows.what.length);
  for (const name of [...ONE_WORD, ...TWO_WORDS]) more[name].set(rows[name]);
  more.count = rows.count;
  return more;
}

const ONE_WORD = ['what', 'service', 'day', 'openers'] as const;
const TWO_WORDS = [
  ...(['interface', 'peerHigh', 'peerLow', 'flows', 'bytes', 'packets'] as const),
  ...(['firstSeen', 'lastSeen', 'sets'] as const),
];

function copyRow(from: FlowRows, row: number, to: KeptRows, at: number): void {
  for (const name of ONE_WORD) to[name][at] = from[name][row]!;
  for (const name of TWO_WORDS) copyWords(from[name], row, to[name], at);
}

function copyWords(from: Uint32Array, row: number, to: Uint32Array, at: number): void {
  to[2 * at] = from[2 * row]!;
  to[2 * at + 1] = from[2 * row + 1]!;
}
