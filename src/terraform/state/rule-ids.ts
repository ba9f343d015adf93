import type { RuleSet } from '../../model/rule.ts';
import type { JsonResource } from '../rule-parts/json-view.ts';

const RULE_ID = /^sgr-[0-9a-zA-Z]+$/;

/**
 * Rule ids of resources that stand for exactly one rule of EC2.
 * A legacy rule's `id` (`sgrule-…`) is Terraform's own; its `security_group_rule_id` is set only where it has one peer.
 */
export function ruleIdsByAddress(resources: readonly JsonResource[]): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const { address, attributes } of resources) {
    const id = [attributes.security_group_rule_id, attributes.id].find(
      (text) => typeof text === 'string' && RULE_ID.test(text),
    );
    if (typeof id === 'string') ids.set(address, id);
  }
  return ids;
}

/** The set with the rule ids that state knows. An address with several rules has no id of one of them. */
export function withRuleIdsOf(set: RuleSet, ids: ReadonlyMap<string, string>): RuleSet {
  const counts = new Map<string | null, number>();
  for (const { address } of set.rules) counts.set(address, (counts.get(address) ?? 0) + 1);
  const rules = set.rules.map((rule) => {
    const id = rule.address === null ? undefined : ids.get(rule.address);
    return id === undefined || counts.get(rule.address) !== 1 ? rule : { ...rule, ruleId: id };
  });
  return { ...set, rules };
}
