import type { GroupRef, Rule, RuleSet } from '../../model/rule.ts';
import { effect } from '../state/mirrored-rules.ts';

/**
 * The planned `ingress` of a group still holds what it held before, rules of rule resources too, for it is computed and
 * nothing there is written. Where such a resource goes or changes, its rule goes with it, and the mirror is stale.
 */
export function withoutStaleMirrors(after: RuleSet, before: RuleSet): RuleSet {
  const standalone = before.rules.filter((rule) => rule.address !== rule.group.address);
  const held = new Set(standalone.map(effectById));
  const stale = new Set(
    after.rules
      .filter((rule) => rule.address === rule.group.address && held.has(effectById(rule)))
      .map(({ key }) => key),
  );
  if (stale.size === 0) return after;
  return {
    ...after,
    rules: after.rules.filter(({ key }) => !stale.has(key)),
    problems: after.problems.filter(({ ruleKey }) => ruleKey === null || !stale.has(ruleKey)),
  };
}

/** What a rule does; groups by id, as their addresses may change. */
function effectById(rule: Rule): string {
  const { peer } = rule;
  const group = byId(rule.group);
  return effect({
    ...rule,
    group: { ...group, name: null },
    peer: peer.kind === 'group' ? { kind: 'group', ...byId(peer) } : peer,
  });
}

function byId({ address, id }: Pick<GroupRef, 'address' | 'id'>): Pick<GroupRef, 'address' | 'id'> {
  return { address: id === null ? address : null, id };
}
