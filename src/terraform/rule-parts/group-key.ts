import type { GroupRef } from '../../model/rule.ts';

/** What a group is known by: its address, else its id. */
export type GroupKey = string;

/** Null when neither is known. */
export function groupKeyOf(group: Pick<GroupRef, 'address' | 'id'>): GroupKey | null {
  return group.address ?? group.id;
}
