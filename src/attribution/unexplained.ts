import { firstOf } from './first-of.ts';
import type { Flows } from './flow-numbers.ts';
import { NumberTable, withRoom } from './number-table.ts';

/** So many rows are kept; of more, those of the smaller kinds go, and these are not looked at any more. */
const MOST_ROWS = 2_000_000;
/** Of so many kinds the rows then stay. */
const MOST_KINDS = 10_000;
/** Of a row: unit, interface, peer, what is in one number of protocol, direction and port, flows. */
const NUMBERS = 5;
const PEERS = 2 ** 33;
const PORTS = 2 ** 17;
const SERVICES = 512 * PORTS;
/** Rows of one end and service are in one of so many buckets; so are those of others. */
const MOST_BUCKETS = 2 ** 20;
/** In so many buckets, those with the most flows, the first are looked for. */
const FIRST_BUCKETS = 1024;

/** The rows of one interface, peer, protocol, direction and port together. */
export interface UnexplainedSum {
  /** Position among the interfaces. */
  readonly interface: number;
  readonly peer: number;
  readonly protocol: number;
  readonly egress: boolean;
  readonly port: number | null;
  readonly flows: number;
}

/**
 * Rows that no rule explains as they were read, kept to tell in the end which are most. Of an ambiguous set it is the
 * first reading.
 */
export class UnexplainedFlows {
  readonly #flowsOf: (unit: number) => number;
  #rows = new Float64Array(NUMBERS * 1024);
  #count = 0;
  #most = MOST_ROWS;
  #dropped: Uint8Array = new Uint8Array(0);

  /** `flowsOf`: all flows of a unit. */
  constructor(flowsOf: (unit: number) => number) {
    this.#flowsOf = flowsOf;
  }

  /** The first of the flows. */
  add(unit: number, of: Flows): void {
    if (this.#dropped[unit] === 1) return;
    if (this.#count === this.#most) this.#drop();
    const at = this.#count * NUMBERS;
    if (at === this.#rows.length) this.#rows = withRoom(this.#rows, at + NUMBERS);
    const rows = this.#rows;
    rows[at] = unit;
    rows[at + 1] = of.interface[0]!;
    rows[at + 2] = of.peer[0]!;
    rows[at + 3] = (of.protocol[0]! * 2 + of.egress[0]!) * PORTS + of.port[0]! + 1;
    rows[at + 4] = of.flows[0]!;
    this.#count++;
  }

  /**
   * The first in an order of which flows come first, of the units that are wanted. All rows of a sum are in one bucket: a
   * bucket with fewer flows than the last of those that are found already cannot hold one that comes before it.
   */
  first(
    most: number,
    isWanted: (unit: number) => boolean,
    order: (left: UnexplainedSum, right: UnexplainedSum) => number,
  ): UnexplainedSum[] {
    const wanted = this.#wanted(isWanted);
    const buckets = this.#buckets(wanted);
    const least = leastOfLargest(buckets, FIRST_BUCKETS);
    const bucket = (at: number) => buckets[bucketOf(this.#rows, at, buckets.length)]!;
    const found = this.#firstIn(wanted, (at) => bucket(at) >= least, most, order);
    const last = found.length < most ? 0 : found[most - 1]!.flows;
    const isOther = (at: number) => bucket(at) < least && bucket(at) >= last;
    return firstOf([...found, ...this.#firstIn(wanted, isOther, most, order)], most, order);
  }

  /** By unit, 1 for those that are wanted. */
  #wanted(isWanted: (unit: number) => boolean): Uint8Array {
    const asked = new Uint8Array(this.#lastUnit() + 1);
    const rows = this.#rows;
    for (let at = 0; at < this.#count * NUMBERS; at += NUMBERS) asked[rows[at]!] = 1;
    for (let unit = 0; unit < asked.length; unit++) {
      if (asked[unit] === 1 && !isWanted(unit)) asked[unit] = 0;
    }
    return asked;
  }

  #lastUnit(): number {
    const rows = this.#rows;
    let last = -1;
    for (let at = 0; at < this.#count * NUMBERS; at += NUMBERS) {
      if (rows[at]! > last) last = rows[at]!;
    }
    return last;
  }

  /** The flows of each. */
  #buckets(wanted: Uint8Array): Float64Array {
    const rows = this.#rows;
    const size = Math.min(2 ** Math.ceil(Math.log2(this.#count + 1)), MOST_BUCKETS);
    const buckets = new Float64Array(size);
    for (let at = 0; at < this.#count * NUMBERS; at += NUMBERS) {
      if (wanted[rows[at]!] === 1) buckets[bucketOf(rows, at, size)]! += rows[at + 4]!;
    }
    return buckets;
  }

  /** The first of the sums of those rows that are looked at, by their places. */
  #firstIn(
    wanted: Uint8Array,
    isLookedAt: (at: number) => boolean,
    most: number,
    order: (left: UnexplainedSum, right: UnexplainedSum) => number,
  ): UnexplainedSum[] {
    const ends = new NumberTable();
    const keys = new NumberTable();
    let flows = new Float64Array(1024);
    const rows = this.#rows;
    for (let at = 0; at < this.#count * NUMBERS; at += NUMBERS) {
      if (wanted[rows[at]!] !== 1 || !isLookedAt(at)) continue;
      const end = ends.numberOf(rows[at + 1]! * PEERS + rows[at + 2]!);
      const key = keys.numberOf(end * SERVICES + rows[at + 3]!);
      if (key >= flows.length) flows = withRoom(flows, key + 1);
      flows[key]! += rows[at + 4]!;
    }
    const sumAt = (key: number): UnexplainedSum => ({
      ...describe(ends.keyAt(Math.floor(keys.keyAt(key) / SERVICES)), keys.keyAt(key)),
      flows: flows[key]!,
    });
    const first: UnexplainedSum[] = [];
    for (let key = 0; key < keys.size; key++) {
      const last = first.length < most ? null : first[most - 1]!;
      // Most are fewer than the last of the first, and not described.
      if (last !== null && flows[key]! < last.flows) continue;
      const sum = sumAt(key);
      // Of those that are as many, most come after it as well.
      if (last !== null && order(sum, last) >= 0) continue;
      first.splice(0, first.length, ...firstOf([...first, sum], most, order));
    }
    return first;
  }

  /** Keeps the rows of kinds that may come to be among the largest. */
  #drop(): void {
    const seen = this.#wanted(() => true);
    const units: { readonly unit: number; readonly flows: number }[] = [];
    seen.forEach((isSeen, unit) => {
      if (isSeen === 1) units.push({ unit, flows: this.#flowsOf(unit) });
    });
    units.sort((left, right) => right.flows - left.flows || left.unit - right.unit);
    const dropped = new Uint8Array(Math.max(seen.length, this.#dropped.length));
    dropped.set(this.#dropped);
    for (const { unit } of units.slice(MOST_KINDS)) dropped[unit] = 1;
    const rows = this.#rows;
    let to = 0;
    for (let at = 0; at < this.#count * NUMBERS; at += NUMBERS) {
      if (dropped[rows[at]!] === 1) continue;
      rows.copyWithin(to, at, at + NUMBERS);
      to += NUMBERS;
    }
    this.#dropped = dropped;
    this.#count = to / NUMBERS;
    // Where a few kinds have most of the rows, there is nothing to gain by looking again soon.
    this.#most = Math.max(MOST_ROWS, 2 * this.#count);
  }
}

function describe(end: number, key: number): Omit<UnexplainedSum, 'flows'> {
  const service = key % SERVICES;
  const port = (service % PORTS) - 1;
  const kind = Math.floor(service / PORTS);
  return {
    ...{ interface: Math.floor(end / PEERS), peer: end % PEERS },
    ...{ protocol: kind >> 1, egress: (kind & 1) === 1, port: port === -1 ? null : port },
  };
}

/** Of the row at a place, where there are so many. */
function bucketOf(rows: Float64Array, at: number, size: number): number {
  const peer = rows[at + 2]!;
  const service = rows[at + 3]!;
  let hash = Math.imul(rows[at + 1]!, 0x9e3779b1) ^ Math.imul(peer | 0, 0x85ebca6b);
  hash ^= Math.imul(service | 0, 0xc2b2ae35) ^ (hash >>> 15);
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) & (size - 1);
}

/** The least of the largest values that are not 0; the smallest value above 0 where there are fewer. */
function leastOfLargest(values: Float64Array, most: number): number {
  const ascending = values.filter((value) => value > 0).sort();
  return ascending[Math.max(ascending.length - most, 0)] ?? 0;
}
