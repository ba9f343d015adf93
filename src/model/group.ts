import type { Rule } from './rule.ts';

export interface GroupName {
  readonly address: string | null;
  readonly id: string | null;
}

/** The key of a group in `Attribution.members`: its address, else its id; null when it has neither. */
export function groupKey(group: GroupName): string | null {
  return group.address ?? group.id;
}

/** Whether a rule's group cannot be told: the rule may then belong to any. */
export function groupIsOpen(rule: Rule): boolean {
  return rule.unresolved.includes('group') || groupKey(rule.group) === null;
}

/** Whether two names mean one thing: the same address, or the same id. */
export function isSameName(left: GroupName, right: GroupName): boolean {
  if (left.address !== null && left.address === right.address) return true;
  return left.id !== null && left.id === right.id;
}
