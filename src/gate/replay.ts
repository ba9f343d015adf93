import type { Signature } from '../attribution/classification.ts';
import type { Flows } from '../attribution/flow-numbers.ts';
import type { FlowReader, FlowSink } from '../attribution/flow-reader.ts';
import { ReadingSets } from '../attribution/reading-sets.ts';
import type { Openers } from '../attribution/row-openers.ts';
import { type Effect, Effects } from './effect.ts';
import { EntrySums, type EntryTraffic } from './entry-traffic.ts';
import { concerned, Ledger } from './ledger.ts';
import type { Stage } from './stage.ts';
import { TurnedRows, type TurnedTraffic } from './turned.ts';

/** Of a kind of traffic: where its rows are summed up that are as they were read, and those that may not be. */
interface Slots {
  readonly effect: Effect;
  whole: number | null;
  mixed: number | null;
}

/**
 * The window's accepted traffic against the rules before and after. A kind is lost when every reading of it that a rule
 * of before matches is: so is one whose opener is learned or inferred, as it may be turned round (docs/decisions/0007).
 */
export class AcceptedReplay implements FlowSink {
  readonly #stage: Stage;
  readonly #reader: FlowReader;
  readonly #effects: Effects;
  readonly #turned: TurnedRows;
  readonly #ledger = new Ledger();
  readonly #sums: EntrySums;
  /** By signature. */
  readonly #slots: (Slots | undefined)[] = [];
  readonly #sets = new ReadingSets();
  /** By set: slot and reading; null where all of it stays. */
  readonly #ofSet: ({ readonly slot: number; readonly reading: number } | null)[] = [];

  constructor(stage: Stage, reader: FlowReader) {
    this.#stage = stage;
    this.#reader = reader;
    this.#effects = new Effects(stage);
    this.#turned = new TurnedRows(stage, this.#effects, reader);
    this.#sums = new EntrySums(stage, reader);
  }

  oriented(of: Flows, openers: Openers | null): void {
    const signature = of.signature[0]!;
    let slots = this.#slots[signature];
    if (slots === undefined) {
      const effect = this.#effects.of(this.#reader.signature(signature));
      slots = { effect, whole: null, mixed: null };
      this.#slots[signature] = slots;
    }
    const { kind } = slots.effect;
    if (openers && this.#turned.differs(of, openers, slots.effect)) {
      slots.mixed ??= this.#sums.open();
      this.#sums.add(slots.mixed, of, 0);
    } else if (kind === 'lost' || kind === 'uncertain') {
      slots.whole ??= this.#sums.open();
      this.#sums.add(slots.whole, of, 0);
    }
  }

  ambiguous(of: Flows, readings: number): void {
    const set = this.#sets.numberOf(of.signature, readings);
    if (set === this.#ofSet.length) this.#ofSet.push(this.#judgeSet(of.signature, readings));
    const found = this.#ofSet[set];
    if (found) this.#sums.add(found.slot, of, found.reading);
  }

  /** What the change does, with the rows that it is about. */
  entries(): EntryTraffic[] {
    this.#slots.forEach((slots, number) => {
      if (slots === undefined) return;
      const signature = this.#reader.signature(number);
      const turned = this.#turned.found.get(number);
      if (turned) {
        const { whole, mixed } = turnable(signature, turned, this.#stage, this.#ledger);
        if (slots.whole !== null) this.#sums.assign(slots.whole, whole);
        if (slots.mixed !== null) this.#sums.assign(slots.mixed, mixed);
      } else if (slots.whole !== null) {
        this.#sums.assign(
          slots.whole,
          wholeEntry(signature, slots.effect, this.#stage, this.#ledger),
        );
      }
    });
    return this.#sums.of(this.#ledger.entries);
  }

  #judgeSet(
    of: Int32Array,
    readings: number,
  ): { readonly slot: number; readonly reading: number } | null {
    const signatures = [...of.subarray(0, readings)].map((one) => this.#reader.signature(one));
    const found = ambiguous(signatures, this.#stage, this.#effects, this.#ledger);
    return found && { slot: this.#sums.open(found.entry), reading: found.reading };
  }
}

/** Readings that no rule of before matches are none, as accepted traffic was admitted by some rule; unless not all rules are known. */
function ambiguous(
  signatures: readonly Signature[],
  stage: Stage,
  effects: Effects,
  ledger: Ledger,
): { readonly entry: number; readonly reading: number } | null {
  const each = signatures.map((signature) => effects.of(signature));
  const first = concerned(each);
  if (!first) return null;
  const known = signatures.every((signature) => stage.before.memberKnown(signature));
  const matching = each.filter(({ kind }) => kind !== 'none' || !known);
  const reading = each.indexOf(first);
  if (matching.every(({ kind }) => kind === 'lost')) {
    return { entry: ledger.lost(first.because, true), reading };
  }
  const doubts = first.kind === 'uncertain' ? first.doubts : [];
  const differ = new Set(matching.map(({ kind }) => kind)).size > 1;
  return {
    entry: ledger.uncertain(first.because, differ ? [...doubts, 'orientation'] : doubts),
    reading,
  };
}

/** The entry of rows that are as they were read; null where they stay. */
function wholeEntry(
  signature: Signature,
  forward: Effect,
  stage: Stage,
  ledger: Ledger,
): number | null {
  if (forward.kind === 'lost') {
    return ledger.lost(forward.because, signature.inferred || !stage.before.memberKnown(signature));
  }
  return forward.kind === 'uncertain' ? ledger.uncertain(forward.because, forward.doubts) : null;
}

/** A row whose opener is learned or inferred counts as it was read; how it reads turned round makes it less sure. */
function turnable(
  signature: Signature,
  { forward, effects }: TurnedTraffic,
  stage: Stage,
  ledger: Ledger,
): { readonly whole: number | null; readonly mixed: number | null } {
  const whole = wholeEntry(signature, forward, stage, ledger);
  if (forward.kind === 'lost') return { whole, mixed: ledger.likely(forward.because) };
  const first = concerned([forward, ...effects.values()]);
  const doubts = first?.kind === 'uncertain' ? first.doubts : [];
  return {
    whole,
    mixed: first ? ledger.uncertain(first.because, [...doubts, 'orientation']) : null,
  };
}
