import type { Rule } from '../model/rule.ts';
import type { UnknownReason, Verdict } from '../model/verdict.ts';
import { OPEN_MEMBERSHIP, OPEN_PEER, OPEN_VALUE, type Openness } from './level.ts';
import type { Unit } from './units.ts';

export interface RuleVerdict {
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  readonly confidence: 'high' | 'medium' | 'low';
}

/** Units by the rules that admit or may admit them, as positions. */
export interface RuleUnits {
  readonly certain: readonly (readonly number[])[];
  readonly possible: readonly (readonly number[])[];
}

export function unitsByRule(rules: readonly Rule[], units: readonly Unit[]): RuleUnits {
  const certain: number[][] = rules.map(() => []);
  const possible: number[][] = rules.map(() => []);
  units.forEach((unit, position) => {
    for (const rule of unit.certain) certain[rule]!.push(position);
    for (const rule of unit.possible.keys()) possible[rule]!.push(position);
  });
  return { certain, possible };
}

export interface VerdictInput {
  readonly rules: readonly Rule[];
  readonly units: readonly Unit[];
  readonly byRule: RuleUnits;
  /** Positions of the rules that cover each rule by their text. */
  readonly covers: readonly (readonly number[])[];
  /** What is missing to call the rule unused, by position. */
  gaps(rule: number): ReadonlySet<UnknownReason>;
  /** `unknown-interfaces` or, without any inventory, `no-inventory`. */
  readonly membershipReason: UnknownReason;
  /** Whether an inferred orientation, read the other way, would be traffic of the rule. */
  restsOnInferred(rule: number): boolean;
}

/**
 * Verdicts for all rules at once, as redundancy is joint (docs/decisions/0005): the rules that go
 * leave every flow that some rule admits with a rule that stays.
 */
export function judge(input: VerdictInput): RuleVerdict[] {
  const gone = redundantTogether(input);
  const verdicts: (RuleVerdict | null)[] = input.rules.map((_, rule) =>
    gone.has(rule) ? null : judgeStaying(input, rule, gone),
  );
  // A rule that covers others stays only while it is not unused itself.
  const stays = (rule: number): boolean => {
    const own = verdicts[rule];
    return !gone.has(rule) && own !== null && own !== undefined && own.verdict !== 'unused';
  };
  return input.rules.map((_, rule) => verdicts[rule] ?? judgeGone(input, rule, gone, stays));
}

/** The rules that may all go: first those that another covers, then by their traffic, the least used first. */
function redundantTogether({ rules, units, byRule, covers }: VerdictInput): Set<number> {
  const gone = new Set<number>();
  rules.forEach((rule, position) => {
    const yields = covers[position]!.some((outer) => {
      const mutual = covers[outer]!.includes(position);
      return !mutual || rules[outer]!.key < rule.key;
    });
    if (yields) gone.add(position);
  });
  const flowsOf = (rule: number): number =>
    byRule.certain[rule]!.reduce((sum, unit) => sum + units[unit]!.flows, 0);
  const candidates = rules
    .map((rule, position) => ({ key: rule.key, position, flows: flowsOf(position) }))
    .filter(({ position }) => !gone.has(position) && byRule.certain[position]!.length > 0)
    .sort((left, right) => left.flows - right.flows || (left.key < right.key ? 1 : -1));
  for (const { position } of candidates) {
    const served = [...byRule.certain[position]!, ...byRule.possible[position]!].every((unit) =>
      otherAdmits(units[unit]!, position, gone),
    );
    if (served) gone.add(position);
  }
  return gone;
}

/** Whether a rule that stays, other than this one, admits the unit for certain. */
function otherAdmits(unit: Unit, rule: number, gone: ReadonlySet<number>): boolean {
  return unit.certain.some((other) => other !== rule && !gone.has(other));
}

function judgeStaying(input: VerdictInput, rule: number, gone: ReadonlySet<number>): RuleVerdict {
  const { units, byRule } = input;
  const alone = byRule.certain[rule]!.filter((unit) => !otherAdmits(units[unit]!, rule, gone));
  if (alone.length > 0) {
    const oriented = alone.some((unit) => !units[unit]!.inferred);
    return { verdict: 'used', reasons: [], confidence: oriented ? 'high' : 'medium' };
  }
  return judgeByAbsence(input, rule, gone);
}

/** Unused where nothing is missing, else unknown with what is. */
function judgeByAbsence(input: VerdictInput, rule: number, gone: ReadonlySet<number>): RuleVerdict {
  const { units, byRule } = input;
  const reasons = new Set<UnknownReason>();
  for (const position of byRule.possible[rule]!) {
    const unit = units[position]!;
    if (otherAdmits(unit, rule, gone)) continue;
    for (const reason of openReasons(unit.possible.get(rule)!, input)) reasons.add(reason);
  }
  if (byRule.certain[rule]!.length === 0) {
    for (const gap of input.gaps(rule)) reasons.add(gap);
    if (reasons.size === 0) {
      const inferred =
        byRule.possible[rule]!.some((unit) => units[unit]!.inferred) || input.restsOnInferred(rule);
      return { verdict: 'unused', reasons: [], confidence: inferred ? 'medium' : 'high' };
    }
  }
  return { verdict: 'unknown', reasons: inOrder(reasons), confidence: 'low' };
}

function judgeGone(
  input: VerdictInput,
  rule: number,
  gone: ReadonlySet<number>,
  stays: (rule: number) => boolean,
): RuleVerdict {
  const { rules, units, byRule, covers } = input;
  const keys = (positions: Iterable<number>): string[] =>
    [...new Set(positions)].map((position) => rules[position]!.key).sort();
  const covering = covers[rule]!.filter(stays);
  if (covering.length > 0) {
    return { verdict: 'redundant', reasons: keys(covering), confidence: 'high' };
  }
  const served = [...byRule.certain[rule]!, ...byRule.possible[rule]!];
  if (byRule.certain[rule]!.length > 0) {
    const admitting = served.map((unit) =>
      units[unit]!.certain.filter((other) => other !== rule && !gone.has(other)),
    );
    const inferred = served.some((unit) => units[unit]!.inferred);
    return {
      verdict: 'redundant',
      reasons: keys(fewest(admitting)),
      confidence: inferred ? 'medium' : 'high',
    };
  }
  return judgeByAbsence(input, rule, gone);
}

/** A few rules that together admit every unit: the one that admits most of the rest, again and again. */
function fewest(admitting: readonly (readonly number[])[]): number[] {
  const chosen: number[] = [];
  let rest = admitting;
  while (rest.length > 0) {
    const counts = new Map<number, number>();
    for (const rules of rest)
      for (const rule of rules) counts.set(rule, (counts.get(rule) ?? 0) + 1);
    const [best] = [...counts].reduce((most, one) =>
      one[1] > most[1] || (one[1] === most[1] && one[0] < most[0]) ? one : most,
    );
    chosen.push(best);
    rest = rest.filter((rules) => !rules.includes(best));
  }
  return chosen;
}

function openReasons(open: Openness, { membershipReason }: VerdictInput): UnknownReason[] {
  const reasons: UnknownReason[] = ['possible-traffic'];
  if (open & OPEN_MEMBERSHIP) reasons.push(membershipReason);
  if (open & OPEN_PEER) reasons.push('unresolved-peer');
  if (open & OPEN_VALUE) reasons.push('unresolved-value');
  return reasons;
}

const ORDER: readonly UnknownReason[] = [
  'no-logs',
  'log-rejects-only',
  'no-inventory',
  'detached-group',
  'unknown-interfaces',
  'short-window',
  'partial-coverage',
  'skipped-records',
  'younger-than-window',
  'possible-traffic',
  'unresolved-peer',
  'unresolved-value',
  'unlogged-service',
  'address-only',
];

function inOrder(reasons: ReadonlySet<UnknownReason>): UnknownReason[] {
  return ORDER.filter((reason) => reasons.has(reason));
}
