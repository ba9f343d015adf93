import type { SharedFlows } from '../model/derivation.ts';
import type { Rule } from '../model/rule.ts';
import type { CountedUnit } from './units.ts';

/** The flows that a rule admits for certain, by the other rules that admit them as well; most flows first. */
export function sharedFlows(
  rules: readonly Rule[],
  units: readonly CountedUnit[],
  rule: number,
): SharedFlows[] {
  const bySet = new Map<string, { others: readonly number[]; flows: number }>();
  for (const { certain, flows } of units) {
    if (!certain.includes(rule)) continue;
    const others = certain.filter((other) => other !== rule).sort((left, right) => left - right);
    const set = others.join();
    const known = bySet.get(set) ?? { others, flows: 0 };
    bySet.set(set, { others, flows: known.flows + flows });
  }
  return [...bySet.values()]
    .map(({ others, flows }) => ({
      ruleKeys: others.map((other) => rules[other]!.key).sort(),
      flows,
    }))
    .sort((left, right) => right.flows - left.flows || compare(left.ruleKeys, right.ruleKeys));
}

function compare(left: readonly string[], right: readonly string[]): number {
  return left.join() < right.join() ? -1 : 1;
}
