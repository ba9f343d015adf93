import type { Signature } from '../attribution/classification.ts';
import { OPEN_MEMBERSHIP, OPEN_PEER, OPEN_VALUE } from '../attribution/level.ts';
import { type Admission, orientedUnit } from '../attribution/units.ts';
import type { GateCause, GateDoubt } from '../model/gate.ts';
import type { Rule } from '../model/rule.ts';
import type { Stage } from './stage.ts';

/** What a change does to one reading of traffic. */
export type Effect =
  /** No rule of before matches: the traffic was not this. */
  | { readonly kind: 'none' }
  | { readonly kind: 'kept' }
  | { readonly kind: 'lost'; readonly because: Because }
  | {
      readonly kind: 'uncertain';
      readonly because: Because;
      readonly doubts: readonly GateDoubt[];
    };

export interface Because {
  readonly cause: GateCause;
  /** Positions of the rules that are responsible, ascending: those that admitted it and are gone, else all that did. */
  readonly rules: readonly number[];
  /** The class of the interface, by which the resource is found that changes its groups; null where that is not the cause. */
  readonly member: number | null;
}

const NONE: Effect = { kind: 'none' };
const KEPT: Effect = { kind: 'kept' };

/** Judges readings of accepted traffic; a rule of before that goes is not in force after. */
export class Effects {
  readonly #stage: Stage;
  readonly #known = new Map<string, Effect>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  of(signature: Signature): Effect {
    const { member, peer, service, egress } = signature;
    const key = `${member} ${peer} ${service} ${egress}`;
    const known = this.#known.get(key);
    if (known) return known;
    const effect = this.#judge(signature);
    this.#known.set(key, effect);
    return effect;
  }

  #judge(signature: Signature): Effect {
    const stage = this.#stage;
    const before = stage.before.of(signature);
    const matching = [...before.certain, ...before.possible.keys()];
    if (matching.length === 0) return NONE;
    const gone = (rule: number): boolean => stage.sides.after[rule]!.length === 0;
    const same = stage.sameMember(signature) && stage.samePeer(signature);
    if (same && !matching.some(gone)) return KEPT;
    const after = stage.after.of(signature);
    if (after.certain.length > 0) return KEPT;
    const { certain, possible } = orientedUnit(signature, stage.before);
    const because = this.#because(signature, certain.length > 0 ? certain : matching);
    if (certain.length > 0 && after.possible.size === 0) return { kind: 'lost', because };
    const open = certain.length > 0 ? after : { certain, possible };
    return { kind: 'uncertain', because, doubts: doubtsOf(stage.sides.ruleSet.rules, open, after) };
  }

  #because(signature: Signature, rules: readonly number[]): Because {
    const { sides } = this.#stage;
    const gone = rules.filter((rule) => sides.after[rule]!.length === 0);
    if (gone.length > 0) return { cause: 'rule', rules: ascending(gone), member: null };
    const { member } = signature;
    if (!this.#stage.sameMember(signature)) {
      return { cause: 'interface', rules: ascending(rules), member };
    }
    return { cause: 'peer', rules: ascending(rules), member: null };
  }
}

function ascending(rules: readonly number[]): number[] {
  return [...rules].sort((left, right) => left - right);
}

/** What is open of the rules that may admit it, before or after. */
export function doubtsOf(rules: readonly Rule[], ...admissions: readonly Admission[]): GateDoubt[] {
  const doubts = new Set<GateDoubt>();
  for (const { possible } of admissions) {
    for (const [rule, open] of possible) {
      // Nothing but what no log holds: an ICMP type.
      if (open === 0 || open & OPEN_VALUE) doubts.add('value');
      if (open & OPEN_MEMBERSHIP) doubts.add('membership');
      if (open & OPEN_PEER) {
        doubts.add(rules[rule]!.unresolved.includes('peer') ? 'value' : 'peer');
      }
    }
  }
  return [...doubts];
}
