import type { Peer, Rule } from '../../model/rule.ts';

/** Ids of groups and prefix lists by Terraform address. */
export type GroupIds = ReadonlyMap<string, string | null>;

export type RuleFacts = Pick<Rule, 'direction' | 'protocol' | 'fromPort' | 'toPort' | 'peer'>;

/** What a rule says, equal for equal rules of one group, wherever it was read. */
export function ruleContent(rule: RuleFacts, ids: GroupIds): string {
  return JSON.stringify([
    rule.direction,
    rule.protocol,
    rule.fromPort,
    rule.toPort,
    peerContent(rule.peer, ids),
  ]);
}

export function peerContent(peer: Peer, ids: GroupIds): string {
  switch (peer.kind) {
    case 'cidr':
      return `cidr ${peer.value}`;
    case 'group':
    case 'prefix-list':
      return `${peer.kind} ${peer.id ?? ids.get(peer.address ?? '') ?? peer.address}`;
    case 'self':
      return 'self';
    case 'unresolved':
      return `unresolved ${peer.expression}`;
  }
}
