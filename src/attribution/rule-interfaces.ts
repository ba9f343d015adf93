import { groupIsOpen } from '../model/group.ts';
import type { Rule } from '../model/rule.ts';
import type { Membership } from './membership.ts';

/** The interfaces that are, or may be, in a group of these rules on some day; null where any may be. */
export function interfacesOfRules(
  rules: readonly Rule[],
  membership: Membership,
): readonly string[] | null {
  const groups = new Set<number>();
  for (const rule of rules) {
    const group = groupIsOpen(rule) ? null : membership.index.find(rule.group);
    if (group === null) return null;
    groups.add(group);
  }
  return [...membership.interfaces.keys()].filter((id) =>
    membership.days.labels.some((_, day) => {
      const { certain, possible } = membership.on(id, day);
      for (const group of groups) if (certain.has(group) || possible.has(group)) return true;
      return false;
    }),
  );
}
