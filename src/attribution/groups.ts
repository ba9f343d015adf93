import { type GroupName, groupKey } from '../model/group.ts';
import type { Inventory, LiveGroup } from '../model/inventory.ts';
import type { Group, RuleSet } from '../model/rule.ts';

/** One security group as attribution sees it. */
export interface KnownGroup {
  /** What `groupKey` gives: the Terraform address, else the id. */
  readonly key: string;
  /** `sg-…`; null when the group could not be found in the inventory. */
  readonly id: string | null;
  readonly name: string | null;
  readonly vpcId: string | null;
  /** False when further rules may exist that the rule set does not hold: the group is only referred to. */
  readonly rulesKnown: boolean;
}

/** All groups that rules belong to or name as peers; other parts speak of them by their position. */
export interface GroupIndex {
  readonly groups: readonly KnownGroup[];
  /** The position of the group that a reference means; null when it names none. */
  find(reference: GroupName): number | null;
  readonly byId: ReadonlyMap<string, number>;
  /** Names by `sg-…`, of every group the inventory knows. */
  readonly liveNames: ReadonlyMap<string, string>;
}

/**
 * Groups of the rule set, joined to the inventory by id (state knows it), else by name and VPC
 * where just one live group fits: names are unique within a VPC.
 */
export function indexGroups(ruleSet: RuleSet, inventory: Inventory | null): GroupIndex {
  const live = liveGroups(inventory);
  const groups: KnownGroup[] = [];
  const byAddress = new Map<string, number>();
  const byId = new Map<string, number>();
  const withLiveRules = new Set(
    ruleSet.rules.filter((rule) => rule.address === null).map((rule) => groupKey(rule.group)),
  );

  const add = (group: GroupName & Partial<Pick<Group, 'name' | 'vpcId' | 'origin'>>): void => {
    const key = groupKey(group);
    if (key === null || find(group) !== null) return;
    const match = matchLive(group, live);
    const position = groups.length;
    groups.push({
      key,
      id: group.id ?? match?.id ?? null,
      name: group.name ?? match?.name ?? null,
      vpcId: group.vpcId ?? match?.vpcId ?? null,
      rulesKnown: group.origin === 'managed' || withLiveRules.has(key),
    });
    const id = groups[position]?.id;
    if (group.address !== null) byAddress.set(group.address, position);
    if (id && !byId.has(id)) byId.set(id, position);
  };
  const find = (reference: GroupName): number | null =>
    (reference.address === null ? undefined : byAddress.get(reference.address)) ??
    (reference.id === null ? undefined : byId.get(reference.id)) ??
    null;

  for (const group of ruleSet.groups) add(group);
  for (const rule of ruleSet.rules) add(rule.group);
  for (const rule of ruleSet.rules) if (rule.peer.kind === 'group') add(rule.peer);
  for (const binding of ruleSet.bindings) for (const group of binding.groups) add(group);

  const liveNames = new Map([...live.values()].map((group) => [group.id, group.name]));
  return { groups, find, byId, liveNames };
}

/** The newest word of the captures on each group. */
function liveGroups(inventory: Inventory | null): Map<string, LiveGroup> {
  const found = new Map<string, LiveGroup>();
  for (const capture of inventory?.captures ?? []) {
    for (const group of capture.groups ?? []) found.set(group.id, group);
  }
  return found;
}

function matchLive(
  group: GroupName & Partial<Pick<Group, 'name' | 'vpcId'>>,
  live: ReadonlyMap<string, LiveGroup>,
): LiveGroup | null {
  if (group.id !== null) return live.get(group.id) ?? null;
  if (!group.name) return null;
  const candidates = [...live.values()].filter(
    (one) => one.name === group.name && (!group.vpcId || one.vpcId === group.vpcId),
  );
  return candidates.length === 1 ? (candidates[0] ?? null) : null;
}
