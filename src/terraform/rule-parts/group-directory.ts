import { isSameName } from '../../model/group.ts';
import type { Group, GroupRef, GroupReference, Peer, Rule } from '../../model/rule.ts';
import { type GroupKey, groupKeyOf } from './group-key.ts';

/** Which group an address, id or name stands for, over everything that names one. */
export interface GroupDirectory {
  /** The same group with all that is known of it. A group that nothing declares becomes a `referenced` one. */
  refer(ref: GroupRef): GroupRef;
  /** The rule with its group and peer completed; a peer that turns out to be the rule's own group is `self`. */
  complete(rule: Omit<Rule, 'key'>): Omit<Rule, 'key'>;
  groups(references: ReadonlyMap<GroupKey, readonly GroupReference[]>): readonly Group[];
}

export function groupDirectory(declared: readonly Group[]): GroupDirectory {
  const byAddress = new Map<string, Group>();
  const byId = new Map<string, Group>();
  const referenced = new Map<GroupKey, Group>();
  for (const group of declared) {
    if (group.address !== null) byAddress.set(group.address, group);
    if (group.id !== null && !byId.has(group.id)) byId.set(group.id, group);
  }
  const byName = uniqueNames(declared);

  function find(ref: GroupRef): Group | undefined {
    if (ref.address !== null) return byAddress.get(ref.address);
    if (ref.id !== null) return byId.get(ref.id);
    return ref.name === null ? undefined : byName.get(ref.name);
  }

  function refer(ref: GroupRef): GroupRef {
    const group = find(ref);
    if (group) return { address: group.address, id: group.id, name: group.name };
    const key = groupKeyOf(ref);
    if (key !== null && !referenced.has(key)) referenced.set(key, referencedGroup(ref));
    return ref;
  }

  return {
    refer,
    complete(rule) {
      const group = refer(rule.group);
      return { ...rule, group, peer: completePeer(rule.peer, group, refer) };
    },
    groups: (references) =>
      [...declared, ...referenced.values()].map((group) => ({
        ...group,
        referencedBy: references.get(groupKeyOf(group) ?? '') ?? [],
      })),
  };
}

function completePeer(peer: Peer, own: GroupRef, refer: (ref: GroupRef) => GroupRef): Peer {
  if (peer.kind !== 'group') return peer;
  const named = refer({ address: peer.address, id: peer.id, name: null });
  if (isSameName(own, named)) return { kind: 'self' };
  return { kind: 'group', address: named.address, id: named.id };
}

function referencedGroup(ref: GroupRef): Group {
  return {
    ...ref,
    vpcId: null,
    description: null,
    location: null,
    origin: 'referenced',
    referencedBy: [],
  };
}

/** Names that only one group has. */
function uniqueNames(groups: readonly Group[]): ReadonlyMap<string, Group> {
  const byName = new Map<string, Group>();
  const shared = new Set<string>();
  for (const group of groups) {
    if (group.name === null) continue;
    if (byName.has(group.name)) shared.add(group.name);
    byName.set(group.name, group);
  }
  for (const name of shared) byName.delete(name);
  return byName;
}
