import type { LiveRules } from '../model/live.ts';
import type { Rule } from '../model/rule.ts';

/** Keys of the written rules that EC2 has otherwise, or has not: what they admit is not what was in force. */
export function driftedRules(live: LiveRules | null): ReadonlySet<string> {
  const drifted = new Set(live?.missing);
  for (const { ruleKey, differences } of live?.rules ?? []) {
    if (ruleKey !== null && differences.some(({ field }) => field !== 'description')) {
      drifted.add(ruleKey);
    }
  }
  return drifted;
}

/**
 * Whether a rule may go because another stays (docs/decisions/0021). No written rule rests on one that only EC2 has, which
 * an apply may remove, and none rests on a rule that is not in force as written, or is such a rule itself.
 */
export function reliance(
  rules: readonly Rule[],
  live: LiveRules | null,
): (rule: number, other: number) => boolean {
  const drifted = driftedRules(live);
  const unsure = rules.map(({ key }) => drifted.has(key));
  const foreign = rules.map(({ address }) => address === null);
  return (rule, other) =>
    !unsure[rule] && !unsure[other] && (foreign[rule] === true || foreign[other] === false);
}
