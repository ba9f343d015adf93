import type { Signature } from '../attribution/classification.ts';
import type { Flows } from '../attribution/flow-numbers.ts';
import type { FlowReader } from '../attribution/flow-reader.ts';
import { NumberTable } from '../attribution/number-table.ts';
import type { Openers } from '../attribution/row-openers.ts';
import type { Effect, Effects } from './effect.ts';
import type { Stage } from './stage.ts';

const BITS: Readonly<Record<Effect['kind'], number>> = { none: 0, kept: 1, lost: 2, uncertain: 4 };

/** What the learned and inferred traffic of one signature would be, had the other end opened it. */
export interface TurnedTraffic {
  readonly forward: Effect;
  /** By service class; of traffic that stays as it was read, only what a turned reading would lose. */
  readonly effects: Map<number, Effect>;
}

/** Judges rows turned round, each by the ports from which it may have been opened. */
export class TurnedRows {
  readonly #stage: Stage;
  readonly #effects: Effects;
  readonly #reader: FlowReader;
  readonly #ranges = new NumberTable();
  readonly #bits: number[] = [];
  /** By signature; those of which a turned reading says something. */
  readonly found = new Map<number, TurnedTraffic>();

  constructor(stage: Stage, effects: Effects, reader: FlowReader) {
    this.#stage = stage;
    this.#effects = effects;
    this.#reader = reader;
  }

  /** Whether a turned reading of the first of the flows has an effect that makes it less sure than it was read. */
  differs(of: Flows, openers: Openers, forward: Effect): boolean {
    const signature = of.signature[0]!;
    let bits = 0;
    if (openers.count === 0) bits = this.#bitsOf(signature, openers.first, openers.last, forward);
    else {
      for (let at = 0; at < openers.count; at++) {
        const service = this.#reader.serviceOf(of.protocol[0]!, openers.portAt(at));
        bits |= this.#bitsOf(signature, service, service, forward);
      }
    }
    return (bits & otherEffects(forward)) !== 0;
  }

  #bitsOf(signature: number, first: number, last: number, forward: Effect): number {
    const { serviceClasses } = this.#stage.classification;
    const key = (signature * serviceClasses + first) * serviceClasses + last;
    const range = this.#ranges.numberOf(key);
    if (range === this.#bits.length) {
      this.#bits.push(this.#judge(signature, first, last, forward));
    }
    return this.#bits[range]!;
  }

  #judge(number: number, first: number, last: number, forward: Effect): number {
    const signature = this.#reader.signature(number);
    const matters = forward.kind === 'lost' || forward.kind === 'uncertain';
    const turned = { ...signature, egress: !signature.egress };
    const own = this.found.get(number) ?? { forward, effects: new Map<number, Effect>() };
    let bits = 0;
    for (const service of this.#candidates(turned, first, last, matters)) {
      const effect = this.#effects.of({ ...turned, service });
      if (effect.kind === 'none' || (!matters && effect.kind === 'kept')) continue;
      own.effects.set(service, effect);
      this.found.set(number, own);
      bits |= BITS[effect.kind];
    }
    return bits;
  }

  /** All classes of the range; of traffic that stays only those which a rule that goes may match. */
  #candidates(turned: Signature, first: number, last: number, all: boolean): readonly number[] {
    const stage = this.#stage;
    if (!all && stage.sameMember(turned) && stage.samePeer(turned)) {
      const touched = stage.touched(turned.egress);
      return touched.filter((service) => first <= service && service <= last);
    }
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  }
}

/** The effects of a turned reading that make the row less sure than it was read. */
function otherEffects({ kind }: Effect): number {
  const { kept, lost, uncertain } = BITS;
  return kind === 'lost' ? kept | uncertain : kind === 'uncertain' ? kept | lost : lost | uncertain;
}
