import type { Signature } from './classification.ts';
import type { Flows } from './flow-numbers.ts';
import type { FlowReader } from './flow-reader.ts';
import { OPEN_ORIENTATION, type Openness } from './level.ts';
import { NumberTable, withRoom } from './number-table.ts';
import type { Openers } from './row-openers.ts';
import type { Admission, Admissions } from './units.ts';

/**
 * What may have admitted the traffic of a reading that cannot be excluded (docs/decisions/0007): a rule
 * is not missed there only while another one admits that reading for certain.
 */
export interface OpenReading extends Admission {
  /** Every rule that matches the reading, with what is open. */
  readonly possible: ReadonlyMap<number, Openness>;
}

/** The learned and inferred traffic of the window, read the other way round. */
export interface Reversed {
  readonly readings: readonly OpenReading[];
  /** Records that each reading counts for, at most. */
  readonly flows: ReadonlyMap<OpenReading, number>;
  /** By signature, the rules that some of its traffic, turned round, matches, with how many flows at most. */
  readonly matched: ReadonlyMap<number, ReadonlyMap<number, number>>;
}

/** The learned and inferred traffic of the window, had the other end opened it, as far as some rule may fit that. */
export class ReversedTally {
  readonly #reader: FlowReader;
  readonly #admissions: Admissions;
  readonly #services: number;
  /** By signature and the service classes of the other reading, the first and the last. */
  readonly #ranges = new NumberTable();
  #flows = new Float64Array(1024);
  /** Whether some rule fits but for the peer, by member, direction and service classes. */
  readonly #kinds = new NumberTable();
  readonly #isPossible: boolean[] = [];

  constructor(reader: FlowReader, admissions: Admissions, serviceClasses: number) {
    this.#reader = reader;
    this.#admissions = admissions;
    this.#services = serviceClasses;
  }

  /** The first of the flows. */
  add(of: Flows, openers: Openers): void {
    if (openers.count === 0) {
      this.#addRange(of, openers.first, openers.last);
      return;
    }
    for (let at = 0; at < openers.count; at++) {
      const service = this.#reader.serviceOf(of.protocol[0]!, openers.portAt(at));
      this.#addRange(of, service, service);
    }
  }

  /** Every reading that some rule matches. */
  read(): Reversed {
    const readings = new Map<string, OpenReading>();
    const flows = new Map<OpenReading, number>();
    const matched = new Map<number, Map<number, number>>();
    for (let at = 0; at < this.#ranges.size; at++) {
      const { signature, first, last } = this.#rangeAt(at);
      const count = this.#flows[at]!;
      const forward = this.#reader.signature(signature);
      const rules = new Set<number>();
      for (let service = first; service <= last; service++) {
        const reading = { ...forward, service, egress: !forward.egress };
        const open = matching(reading, this.#admissions, readings);
        if (open.possible.size === 0) continue;
        flows.set(open, (flows.get(open) ?? 0) + count);
        for (const rule of open.possible.keys()) rules.add(rule);
      }
      if (rules.size === 0) continue;
      const counts = matched.get(signature) ?? new Map<number, number>();
      matched.set(signature, counts);
      for (const rule of rules) counts.set(rule, (counts.get(rule) ?? 0) + count);
    }
    return { readings: [...readings.values()], flows, matched };
  }

  #addRange(of: Flows, first: number, last: number): void {
    const services = this.#services;
    const kind = ((of.member[0]! * 2 + of.egress[0]!) * services + first) * services + last;
    const number = this.#kinds.numberOf(kind);
    if (number === this.#isPossible.length) {
      this.#isPossible.push(this.#fitsSome(of.member[0]!, of.egress[0] === 0, first, last));
    }
    if (!this.#isPossible[number]) return;
    const range = this.#ranges.numberOf((of.signature[0]! * services + first) * services + last);
    if (range >= this.#flows.length) this.#flows = withRoom(this.#flows, range + 1);
    this.#flows[range]! += of.flows[0]!;
  }

  #fitsSome(member: number, egress: boolean, first: number, last: number): boolean {
    for (let service = first; service <= last; service++) {
      if (this.#admissions.isPossible({ member, service, egress })) return true;
    }
    return false;
  }

  #rangeAt(at: number): { signature: number; first: number; last: number } {
    const key = this.#ranges.keyAt(at);
    const rest = Math.floor(key / this.#services);
    const signature = Math.floor(rest / this.#services);
    return { signature, first: rest % this.#services, last: key % this.#services };
  }
}

/** A row with several ports counts for each of them, so a signature's own count is the most. */
export function reversedFlows(
  { matched }: Reversed,
  flowsOf: (signature: number) => number,
): ReadonlyMap<number, number> {
  const flows = new Map<number, number>();
  for (const [signature, counts] of matched) {
    const most = flowsOf(signature);
    for (const [rule, count] of counts) {
      flows.set(rule, (flows.get(rule) ?? 0) + Math.min(count, most));
    }
  }
  return flows;
}

function matching(
  reading: Signature,
  admissions: Admissions,
  readings: Map<string, OpenReading>,
): OpenReading {
  const key = `${reading.member} ${reading.peer} ${reading.service} ${reading.egress}`;
  const known = readings.get(key);
  if (known) return known;
  const open = openReading(admissions.of(reading));
  if (open.possible.size > 0) readings.set(key, open);
  return open;
}

/** The reading as one of several. */
export function openReading({ certain, possible }: Admission): OpenReading {
  const open = new Map<number, Openness>(certain.map((rule) => [rule, OPEN_ORIENTATION]));
  for (const [rule, openness] of possible) open.set(rule, openness | OPEN_ORIENTATION);
  return { certain, possible: open };
}
