import type { Classification } from './classification.ts';
import type { Flows } from './flow-numbers.ts';
import type { FlowReader, FlowSink } from './flow-reader.ts';
import { withRoom } from './number-table.ts';
import { ReadingSets } from './reading-sets.ts';
import { ReversedTally } from './reversed.ts';
import type { Openers } from './row-openers.ts';
import type { TrafficBySet } from './traffic-by-set.ts';
import { UnexplainedFlows } from './unexplained.ts';
import {
  type Admissions,
  ambiguousUnit,
  type CountedUnit,
  orientedUnit,
  type Unit,
} from './units.ts';

/** What a unit is that no rule certainly admits, or not known yet; others have their rule set's position. */
const EXPLAINED = -1;
const UNEXPLAINED = -2;
const UNKNOWN = -3;

/** A unit's signatures by number: one, or for an ambiguous set one a reading. */
export interface SignedUnit {
  readonly unit: Unit;
  readonly ambiguous: boolean;
  readonly signatures: readonly number[];
}

/**
 * Counts the window's accepted traffic by unit, and what the records of each set of rules say. Most units of a large log
 * are nothing to any rule: these are numbers alone, as objects would cost the more the longer they live.
 */
export class Tally implements FlowSink {
  readonly reversed: ReversedTally;
  readonly unexplained = new UnexplainedFlows((unit) => this.#flowsOf(unit));
  /** Accepted flows: observed, learned, inferred. */
  readonly orientedFlows = [0, 0, 0];
  ambiguousFlows = 0;
  /** Positions of the rules that certainly admit the units of a set. */
  readonly ruleSets: (readonly number[])[] = [];
  readonly #reader: FlowReader;
  readonly #admissions: Admissions;
  readonly #traffic: TrafficBySet | null;
  readonly #setOf = new Map<string, number>();
  /** Of units that some rule admits or may admit, by their numbers. */
  readonly #units = new Map<number, SignedUnit>();
  /** By signature: what its unit is, and its flows. */
  #kinds = new Int32Array(1024).fill(UNKNOWN);
  #flows = new Float64Array(1024);
  /** By the number of an ambiguous set's readings: the same, and the reading that stands. */
  #setKinds = new Int32Array(1024);
  #setFlows = new Float64Array(1024);
  #setStanding = new Int32Array(1024);
  readonly #sets = new ReadingSets();
  #judgedSets = 0;

  constructor(
    reader: FlowReader,
    admissions: Admissions,
    { serviceClasses }: Pick<Classification, 'serviceClasses'>,
    traffic: TrafficBySet | null = null,
  ) {
    this.#reader = reader;
    this.#admissions = admissions;
    this.#traffic = traffic;
    this.reversed = new ReversedTally(reader, admissions, serviceClasses);
  }

  oriented(of: Flows, openers: Openers | null): void {
    const signature = of.signature[0]!;
    const flows = of.flows[0]!;
    const kind = this.#orientedKind(signature);
    this.orientedFlows[of.certainty[0]!]! += flows;
    this.#flows[signature]! += flows;
    if (kind >= 0) this.#traffic?.add(kind, of, 0);
    else if (kind === UNEXPLAINED) this.unexplained.add(orientedUnitNumber(signature), of);
    if (openers) this.reversed.add(of, openers);
  }

  ambiguous(of: Flows, readings: number): void {
    const flows = of.flows[0]!;
    const set = this.#set(of.signature, readings);
    const kind = this.#setKinds[set]!;
    this.ambiguousFlows += flows;
    this.#setFlows[set]! += flows;
    if (kind >= 0) this.#traffic?.add(kind, of, this.#setStanding[set]!);
    else if (kind === UNEXPLAINED) this.unexplained.add(setUnitNumber(set), of);
  }

  /** The unit of flows whose opener is known; null where it is nothing to any rule. */
  orientedUnit(signature: number): SignedUnit | null {
    this.#orientedKind(signature);
    return this.#units.get(orientedUnitNumber(signature)) ?? null;
  }

  /** That of an ambiguous set with the first so many signatures. */
  ambiguousUnit(signatures: Int32Array, readings: number): SignedUnit | null {
    return this.#units.get(setUnitNumber(this.#set(signatures, readings))) ?? null;
  }

  /** Flows whose opener is known, with this signature. */
  flowsOf(signature: number): number {
    return this.#flows[signature] ?? 0;
  }

  /** Units that some rule admits or may admit. */
  units(): CountedUnit[] {
    return [...this.#units].map(([number, signed]) => ({
      ...signed.unit,
      flows: this.#flowsOf(number),
    }));
  }

  /** Whether nothing explains a unit: a rule, there being no group, or a rule that would fit it turned round. */
  isUnexplained(unit: number, reversible: ReadonlyMap<number, unknown>): boolean {
    if (unit % 2 === 1) return this.#setKinds[unit >> 1] === UNEXPLAINED;
    return this.#kinds[unit >> 1] === UNEXPLAINED && !reversible.has(unit >> 1);
  }

  /** So many flows are. */
  unexplainedFlows(reversible: ReadonlyMap<number, unknown>): number {
    let flows = 0;
    const most = 2 * Math.max(this.#sets.size, this.#flows.length);
    for (let unit = 0; unit < most; unit++) {
      if (this.isUnexplained(unit, reversible)) flows += this.#flowsOf(unit);
    }
    return flows;
  }

  #flowsOf(unit: number): number {
    return (unit % 2 === 1 ? this.#setFlows[unit >> 1] : this.#flows[unit >> 1]) ?? 0;
  }

  #orientedKind(signature: number): number {
    if (signature >= this.#kinds.length) {
      this.#kinds = withRoom(this.#kinds, signature + 1, UNKNOWN);
      this.#flows = withRoom(this.#flows, signature + 1);
    }
    const known = this.#kinds[signature]!;
    if (known !== UNKNOWN) return known;
    const unit = orientedUnit(this.#reader.signature(signature), this.#admissions);
    const kind = this.#kindOf(unit);
    this.#kinds[signature] = kind;
    if (isSomething(unit)) {
      const signed = { unit, ambiguous: false, signatures: [signature] };
      this.#units.set(orientedUnitNumber(signature), signed);
    }
    return kind;
  }

  #set(of: Int32Array, readings: number): number {
    const set = this.#sets.numberOf(of, readings);
    if (set < this.#judgedSets) return set;
    const signatures = [...of.subarray(0, readings)];
    const unit = ambiguousUnit(
      signatures.map((number) => this.#reader.signature(number)),
      this.#admissions,
    );
    this.#setKinds = withRoom(this.#setKinds, set + 1);
    this.#setFlows = withRoom(this.#setFlows, set + 1);
    this.#setStanding = withRoom(this.#setStanding, set + 1);
    this.#setKinds[set] = this.#kindOf(unit);
    this.#setStanding[set] = unit.standing ?? 0;
    if (isSomething(unit))
      this.#units.set(setUnitNumber(set), { unit, ambiguous: true, signatures });
    this.#judgedSets = set + 1;
    return set;
  }

  #kindOf(unit: Unit): number {
    if (unit.certain.length === 0) {
      return unit.unguarded || unit.possible.size > 0 ? EXPLAINED : UNEXPLAINED;
    }
    const key = unit.certain.join();
    const known = this.#setOf.get(key) ?? this.ruleSets.push(unit.certain) - 1;
    this.#setOf.set(key, known);
    return known;
  }
}

function isSomething({ certain, possible }: Unit): boolean {
  return certain.length + possible.size > 0;
}

/** Units have even numbers where the opener is known, odd ones where it is not. */
function orientedUnitNumber(signature: number): number {
  return 2 * signature;
}

function setUnitNumber(set: number): number {
  return 2 * set + 1;
}
