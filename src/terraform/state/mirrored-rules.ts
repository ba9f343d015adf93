import type { Rule, RuleSet } from '../../model/rule.ts';
import { peerContent } from '../rule-parts/draft.ts';
import { groupKeyOf } from '../rule-parts/group-key.ts';

/**
 * After a refresh `aws_security_group.ingress` holds every rule of the group, those of rule resources too.
 * The rule resource is the one that stays; its mirror in the group is left out.
 */
export function withoutMirroredRules(set: RuleSet): RuleSet {
  const held = new Map<string, number>();
  for (const rule of set.rules) {
    if (isInline(rule)) continue;
    const content = effect(rule);
    held.set(content, (held.get(content) ?? 0) + 1);
  }
  const dropped = new Set<string>();
  const rules = set.rules.filter((rule) => {
    if (!isInline(rule) || !held.has(effect(rule))) return true;
    dropped.add(rule.key);
    return false;
  });
  const problems = set.problems.filter(
    (item) => item.ruleKey === null || !dropped.has(item.ruleKey),
  );
  return { ...set, rules, problems };
}

/** Inside its group: the rule's resource is the group itself. */
function isInline(rule: Rule): boolean {
  return rule.address !== null && rule.address === rule.group.address;
}

/** What the rule does, whichever resource says it. */
export function effect(rule: Omit<Rule, 'key'>): string {
  return JSON.stringify([
    groupKeyOf(rule.group),
    rule.direction,
    rule.protocol,
    rule.fromPort,
    rule.toPort,
    peerContent(rule.peer),
  ]);
}
