import type { Flows } from './flow-reader.ts';
import { NumberTable, withRoom } from './number-table.ts';

/** So many rows are kept; of more, those of the smaller kinds go, and these are not looked at any more. */
const MOST_ROWS = 2_000_000;
/** The top is looked for among this many of the largest kinds. */
const MOST_KINDS = 5_000;
/** Of a row: unit, interface, peer, what is in one number of protocol, direction and port, flows. */
const NUMBERS = 5;
const PEERS = 2 ** 33;
const PORTS = 2 ** 17;
const SERVICES = 512 * PORTS;

/** Sums of the rows of one interface, peer, protocol, direction and port, by position. */
export interface UnexplainedSums {
  readonly size: number;
  flows(position: number): number;
  /** Of which interface (by position), peer and service the sum is. */
  of(position: number): {
    readonly interface: number;
    readonly peer: number;
    readonly protocol: number;
    readonly egress: boolean;
    readonly port: number | null;
  };
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

  /** By interface, peer, protocol, direction and port, of the largest kinds among those that are wanted. */
  sums(isWanted: (unit: number) => boolean): UnexplainedSums {
    const wanted = this.#largest(MOST_KINDS, isWanted);
    const ends = new NumberTable();
    const keys = new NumberTable();
    let flows = new Float64Array(1024);
    const rows = this.#rows;
    for (let at = 0; at < this.#count * NUMBERS; at += NUMBERS) {
      if (wanted[rows[at]!] !== 1) continue;
      const end = ends.numberOf(rows[at + 1]! * PEERS + rows[at + 2]!);
      const key = keys.numberOf(end * SERVICES + rows[at + 3]!);
      if (key >= flows.length) flows = withRoom(flows, key + 1);
      flows[key]! += rows[at + 4]!;
    }
    return {
      size: keys.size,
      flows: (position) => flows[position]!,
      of: (position) => {
        const key = keys.keyAt(position);
        const end = ends.keyAt(Math.floor(key / SERVICES));
        const service = key % SERVICES;
        const port = (service % PORTS) - 1;
        const kind = Math.floor(service / PORTS);
        return {
          ...{ interface: Math.floor(end / PEERS), peer: end % PEERS },
          ...{ protocol: kind >> 1, egress: (kind & 1) === 1, port: port === -1 ? null : port },
        };
      },
    };
  }

  /** 1 for the units with the most flows. */
  #largest(most: number, isWanted: (unit: number) => boolean): Uint8Array {
    const rows = this.#rows;
    let last = 0;
    for (let at = 0; at < this.#count * NUMBERS; at += NUMBERS) last = Math.max(last, rows[at]!);
    const seen = new Uint8Array(last + 1);
    for (let at = 0; at < this.#count * NUMBERS; at += NUMBERS) seen[rows[at]!] = 1;
    const units: { readonly unit: number; readonly flows: number }[] = [];
    for (let unit = 0; unit <= last; unit++) {
      if (seen[unit] === 1 && isWanted(unit)) units.push({ unit, flows: this.#flowsOf(unit) });
    }
    units.sort((left, right) => right.flows - left.flows || left.unit - right.unit);
    const largest = new Uint8Array(last + 1);
    for (const { unit } of units.slice(0, most)) largest[unit] = 1;
    return largest;
  }

  /** Keeps the rows of kinds that may come to be among the largest. */
  #drop(): void {
    const kept = this.#largest(2 * MOST_KINDS, () => true);
    const dropped = new Uint8Array(Math.max(kept.length, this.#dropped.length));
    dropped.set(this.#dropped);
    const rows = this.#rows;
    let to = 0;
    for (let at = 0; at < this.#count * NUMBERS; at += NUMBERS) {
      if (kept[rows[at]!] !== 1) {
        dropped[rows[at]!] = 1;
        continue;
      }
      rows.copyWithin(to, at, at + NUMBERS);
      to += NUMBERS;
    }
    this.#dropped = dropped;
    this.#count = to / NUMBERS;
    // Where a few kinds have most of the rows, there is nothing to gain by looking again soon.
    this.#most = Math.max(MOST_ROWS, 2 * this.#count);
  }
}
