import type { Inventory } from '../model/inventory.ts';
import type { PrefixList } from '../model/rule.ts';

/** The lists with the entries that the newest capture of each holds, where Terraform does not write them. */
export function withCaptured(
  lists: readonly PrefixList[],
  inventory: Inventory | null,
): readonly PrefixList[] {
  if (!inventory) return lists;
  return lists.map((list) => {
    if (list.cidrs !== null || list.id === null) return list;
    const id = list.id;
    const entries = inventory.captures.findLast(({ prefixLists }) => prefixLists.has(id));
    return { ...list, cidrs: entries?.prefixLists.get(id) ?? null };
  });
}
