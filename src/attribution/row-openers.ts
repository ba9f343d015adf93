import type { ServiceClassTable } from './class-tables.ts';
import { ANY_OPENER, type FlowRows, INFERRED, LEARNED, partOf, WHAT } from './flow-rows.ts';

/** The ports from which a learned or inferred row was opened, had the other end opened it. */
export interface Openers {
  readonly low: number;
  readonly high: number;
  /** Service classes of the lowest and the highest; those of the ports between them lie between. */
  readonly first: number;
  readonly last: number;
  /** So many are known one by one, where they are of several classes; where none is, all from the lowest to the highest count. */
  readonly count: number;
  portAt(position: number): number;
}

/** The columns of openers, looked at row by row. */
export class RowOpeners implements Openers {
  low = 0;
  high = 0;
  first = 0;
  last = 0;
  count = 0;
  readonly #services: ServiceClassTable;
  #values: Int32Array = new Int32Array(0);
  #start = 0;

  constructor(services: ServiceClassTable) {
    this.#services = services;
  }

  /** Those of a row of TCP or UDP; null where its columns do not tell all that matters of them. */
  of(rows: FlowRows, row: number, protocol: number): this | null {
    const openers = rows.openers[row]!;
    this.low = openers & 0xffff;
    this.high = openers >>> 16;
    this.first = this.#services.of(protocol, this.low);
    this.last = this.#services.of(protocol, this.high);
    this.count = 0;
    if (this.first === this.last || openers === ANY_OPENER) return this;
    if (rows.openerPorts === null) return null;
    const { entries, values } = rows.openerPorts;
    this.#values = values;
    this.#start = entries[4 * row]!;
    this.count = entries[4 * row + 2]!;
    return this;
  }

  /** Whether the row is learned or inferred, and its openers' ports are of several classes. */
  areSeveral(rows: FlowRows, row: number): boolean {
    const certainty = partOf(rows.what[row]!, WHAT.certainty);
    const protocol = rows.service[row]! >> 17;
    const openers = rows.openers[row]!;
    if (certainty !== LEARNED && certainty !== INFERRED) return false;
    if ((protocol !== 6 && protocol !== 17) || openers === ANY_OPENER) return false;
    const services = this.#services;
    return services.of(protocol, openers & 0xffff) !== services.of(protocol, openers >>> 16);
  }

  portAt(position: number): number {
    return this.#values[this.#start + position]!;
  }
}
