import type { Flows } from '../attribution/flow-numbers.ts';
import type { FlowReader } from '../attribution/flow-reader.ts';
import { type AdmittedTraffic, admittedTraffic } from '../attribution/traffic.ts';
import { TrafficBySet } from '../attribution/traffic-by-set.ts';
import type { Entry } from './ledger.ts';
import type { Stage } from './stage.ts';

/** An entry with the records that it is about. */
export interface EntryTraffic extends AdmittedTraffic {
  readonly entry: Entry;
  readonly flows: number;
  readonly interfaces: readonly string[];
}

/** Sums of rows by slot; which entry a slot belongs to may be said later. */
export class EntrySums {
  readonly #stage: Stage;
  readonly #reader: FlowReader;
  readonly #traffic: TrafficBySet;
  readonly #interfaces: Map<number, number>[] = [];
  readonly #entryOf: (number | null)[] = [];

  constructor(stage: Stage, reader: FlowReader) {
    this.#stage = stage;
    this.#reader = reader;
    this.#traffic = new TrafficBySet(stage.days.labels.length);
  }

  /** A slot, of an entry by number where that is known. */
  open(entry: number | null = null): number {
    this.#interfaces.push(new Map());
    return this.#entryOf.push(entry) - 1;
  }

  assign(slot: number, entry: number | null): void {
    this.#entryOf[slot] = entry;
  }

  add(slot: number, of: Flows, at: number): void {
    this.#traffic.add(slot, of, at);
    const own = this.#interfaces[slot]!;
    const id = of.interface[at]!;
    own.set(id, (own.get(id) ?? 0) + of.flows[at]!);
  }

  /** The entries with their sums, in an order of their own; those without a row fall away. */
  of(entries: readonly Entry[]): EntryTraffic[] {
    const sets = this.#entryOf.map((entry) => (entry === null ? [] : [entry]));
    const { days } = this.#stage;
    const traffic = admittedTraffic(this.#traffic, sets, entries.length, days, this.#reader.peers);
    const flows = entries.map(() => 0);
    const seen = entries.map(() => new Set<string>());
    this.#entryOf.forEach((entry, slot) => {
      if (entry === null) return;
      for (const [id, count] of this.#interfaces[slot]!) {
        flows[entry]! += count;
        seen[entry]!.add(this.#reader.interfaces[id]!);
      }
    });
    return entries
      .flatMap((entry, at): EntryTraffic[] => {
        if (seen[at]!.size === 0) return [];
        const interfaces = [...seen[at]!].sort();
        return [{ entry, flows: flows[at]!, interfaces, ...traffic[at]! }];
      })
      .sort((left, right) => (keyOf(left.entry) < keyOf(right.entry) ? -1 : 1));
  }
}

/** The order in which rows come is not the same each time. */
function keyOf({ kind, because }: Entry): string {
  return JSON.stringify([because.rules, because.cause, because.member, kind]);
}
