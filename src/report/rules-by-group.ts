import type { ReportRule } from '../model/report.ts';
import { describeGroup } from '../model/rule-text.ts';
import type { Verdict } from '../model/verdict.ts';

/** In the order in which tables count them. */
export const VERDICTS: readonly Verdict[] = ['used', 'redundant', 'unused', 'unknown'];

/** The rules of each group, by the group as people know it; groups with most to remove first, then by name. */
export function rulesByGroup(rules: readonly ReportRule[]): [string, readonly ReportRule[]][] {
  const groups = new Map<string, ReportRule[]>();
  for (const rule of rules) {
    const group = describeGroup(rule.group);
    const own = groups.get(group);
    if (own) own.push(rule);
    else groups.set(group, [rule]);
  }
  return [...groups].sort(
    ([left, leftRules], [right, rightRules]) =>
      countOf(rightRules, 'unused') - countOf(leftRules, 'unused') || (left < right ? -1 : 1),
  );
}

export function countOf(rules: readonly ReportRule[], verdict: Verdict): number {
  return rules.filter((rule) => rule.verdict === verdict).length;
}
