import type { Signature } from '../attribution/classification.ts';
import type { Flows } from '../attribution/flow-numbers.ts';
import type { FlowReader, FlowSink } from '../attribution/flow-reader.ts';
import type { GateDoubt } from '../model/gate.ts';
import { type Because, doubtsOf } from './effect.ts';
import { EntrySums, type EntryTraffic } from './entry-traffic.ts';
import { Ledger } from './ledger.ts';
import type { Stage } from './stage.ts';

/** What a change does to one reading of rejected traffic; null: nothing. */
interface Opening {
  readonly certain: boolean;
  readonly because: Because;
  readonly doubts: readonly GateDoubt[];
}

/** Where the rows of a kind are summed up: `gained` for those that certainly get through. */
interface Slots {
  readonly certain: boolean;
  readonly gained: number | null;
  readonly perhaps: number;
}

/**
 * The window's rejected traffic that the rules after the change admit and those before did not. What the rules of before
 * may have admitted was rejected by something else, such as a network ACL. A set whose opener is not known gets
 * through when it does under every reading.
 */
export class RejectedReplay implements FlowSink {
  readonly #stage: Stage;
  readonly #reader: FlowReader;
  readonly #ledger = new Ledger();
  readonly #sums: EntrySums;
  /** By signature; null where nothing opens. */
  readonly #slots: (Slots | null | undefined)[] = [];

  constructor(stage: Stage, reader: FlowReader) {
    this.#stage = stage;
    this.#reader = reader;
    this.#sums = new EntrySums(stage, reader);
  }

  oriented(of: Flows): void {
    const slots = this.#slotsOf(of.signature[0]!);
    if (slots) this.#sums.add(slots.gained ?? slots.perhaps, of, 0);
  }

  ambiguous(of: Flows, readings: number): void {
    const each = Array.from({ length: readings }, (_, at) => this.#slotsOf(of.signature[at]!));
    const first = each.findIndex((slots) => slots !== null);
    const slots = each[first];
    if (!slots) return;
    const certain = each.every((one) => one?.certain);
    this.#sums.add(certain && slots.gained !== null ? slots.gained : slots.perhaps, of, first);
  }

  entries(): EntryTraffic[] {
    return this.#sums.of(this.#ledger.entries);
  }

  #slotsOf(number: number): Slots | null {
    const known = this.#slots[number];
    if (known !== undefined) return known;
    const signature = this.#reader.signature(number);
    const opening = openingOf(signature, this.#stage);
    this.#slots[number] = opening && this.#open(opening, signature.inferred);
    return this.#slots[number]!;
  }

  #open({ certain, because, doubts }: Opening, inferred: boolean): Slots {
    const perhaps = this.#sums.open(this.#ledger.perhapsGained(because, doubts));
    const gained = certain ? this.#sums.open(this.#ledger.gained(because, inferred)) : null;
    return { certain, gained, perhaps };
  }
}

function openingOf(signature: Signature, stage: Stage): Opening | null {
  const before = stage.before.of(signature);
  if (before.certain.length + before.possible.size > 0) return null;
  const after = stage.after.of(signature);
  const certain = after.certain.length > 0;
  const rules = certain ? after.certain : [...after.possible.keys()];
  if (rules.length === 0) return null;
  const added = rules.filter((rule) => stage.sides.before[rule]!.length === 0);
  const ascending = [...(added.length > 0 ? added : rules)].sort((left, right) => left - right);
  const cause = added.length > 0 ? 'rule' : stage.sameMember(signature) ? 'peer' : 'interface';
  const member = cause === 'interface' ? signature.member : null;
  const doubts = doubtsOf(stage.sides.ruleSet.rules, after);
  return { certain, because: { cause, rules: ascending, member }, doubts };
}
