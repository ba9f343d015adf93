import { isSameName } from '../../model/group.ts';
import type { Peer, PrefixList, Rule } from '../../model/rule.ts';

/** The declared prefix lists, and those that rules name without their being declared. */
export function knownPrefixLists(
  declared: readonly PrefixList[],
  rules: readonly Pick<Rule, 'peer'>[],
): readonly PrefixList[] {
  const lists = [...declared];
  const known = new Set(declared.flatMap((list) => [list.address, list.id]));
  for (const { peer } of rules) {
    if (peer.kind !== 'prefix-list') continue;
    const key = peer.address ?? peer.id;
    if (known.has(key)) continue;
    known.add(key);
    lists.push({ address: peer.address, id: peer.id, name: null, cidrs: null });
  }
  return lists;
}

/** A peer that names a declared list by its id or its address, with both. */
export function completeListPeer(peer: Peer, declared: readonly PrefixList[]): Peer {
  if (peer.kind !== 'prefix-list') return peer;
  const list = declared.find((item) => isSameName(item, peer));
  return list ? { kind: 'prefix-list', address: list.address, id: list.id } : peer;
}
