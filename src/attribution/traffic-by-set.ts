import type { Flows } from './flow-numbers.ts';
import { NumberTable, withRoom } from './number-table.ts';
import { PeersBySet } from './peers-by-set.ts';

const PORTS = 65_536;

/** What the records of each set of rules say: sums by day, peer and port. */
export class TrafficBySet {
  readonly #days: number;
  #sets = 0;
  #flows = new Float64Array(64);
  #bytes = new Float64Array(64);
  #packets = new Float64Array(64);
  #first = new Float64Array(64).fill(Number.POSITIVE_INFINITY);
  #last = new Float64Array(64).fill(Number.NEGATIVE_INFINITY);
  readonly peers = new PeersBySet();
  readonly #ports = new NumberTable();
  #portFlows = new Float64Array(1024);
  /** Rows in a row mostly have one port. */
  #lastPort = -1;
  #lastPortAt = 0;

  /** `days`: how many the window has. */
  constructor(days: number) {
    this.#days = days;
  }

  add(set: number, of: Flows, at: number): void {
    if (set >= this.#sets) this.#addSets(set + 1);
    const flows = of.flows[at]!;
    const bytes = of.bytes[at]!;
    const day = set * this.#days + of.day[at]!;
    this.#flows[day]! += flows;
    this.#bytes[day]! += bytes;
    this.#packets[set]! += of.packets[at]!;
    if (of.firstSeen[at]! < this.#first[set]!) this.#first[set] = of.firstSeen[at]!;
    if (of.lastSeen[at]! > this.#last[set]!) this.#last[set] = of.lastSeen[at]!;
    this.peers.add(set, of.peer[at]!, flows, bytes);
    if (of.port[at] === -1) return;
    const key = set * PORTS + of.port[at]!;
    if (key !== this.#lastPort) {
      const port = this.#ports.numberOf(key);
      if (port >= this.#portFlows.length) this.#portFlows = withRoom(this.#portFlows, port + 1);
      this.#lastPort = key;
      this.#lastPortAt = port;
    }
    this.#portFlows[this.#lastPortAt]! += flows;
  }

  /** Days without any record are left out. */
  eachDay(set: number, use: (day: number, flows: number, bytes: number) => void): void {
    if (set >= this.#sets) return;
    for (let day = 0; day < this.#days; day++) {
      const at = set * this.#days + day;
      if (this.#flows[at] !== 0) use(day, this.#flows[at]!, this.#bytes[at]!);
    }
  }

  /** Epoch seconds; first is infinite where the set has no records. */
  totals(set: number): { readonly packets: number; readonly first: number; readonly last: number } {
    const none = { packets: 0, first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
    if (set >= this.#sets) return none;
    return { packets: this.#packets[set]!, first: this.#first[set]!, last: this.#last[set]! };
  }

  eachPort(use: (set: number, port: number, flows: number) => void): void {
    for (let at = 0; at < this.#ports.size; at++) {
      const key = this.#ports.keyAt(at);
      use(Math.floor(key / PORTS), key % PORTS, this.#portFlows[at]!);
    }
  }

  #addSets(sets: number): void {
    this.#sets = sets;
    this.#flows = withRoom(this.#flows, sets * this.#days);
    this.#bytes = withRoom(this.#bytes, sets * this.#days);
    this.#packets = withRoom(this.#packets, sets);
    this.#first = withRoom(this.#first, sets, Number.POSITIVE_INFINITY);
    this.#last = withRoom(this.#last, sets, Number.NEGATIVE_INFINITY);
  }
}
