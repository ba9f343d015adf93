import { groupKey, isSameName } from '../model/group.ts';
import type { Group } from '../model/rule.ts';
import type { LintContext } from './check.ts';

/** Ids of interfaces that have the group: by attribution, by any capture, or by a binding's state. Sorted. */
export function interfacesOf(context: LintContext, group: Group): readonly string[] {
  const found = new Set(context.attribution?.members.get(groupKey(group) ?? '') ?? []);
  const { id } = group;
  for (const { interfaces } of context.inventory?.captures ?? []) {
    for (const each of interfaces ?? []) {
      if (id !== null && each.groupIds.includes(id)) found.add(each.id);
    }
  }
  for (const binding of context.ruleSet.bindings) {
    const names = binding.groups.some((each) => isSameName(each, group));
    if (names) for (const each of binding.interfaceIds) found.add(each);
  }
  return [...found].sort();
}
