import { hasPorts, isIcmp } from './protocol.ts';
import type { GroupRef, Peer, Rule } from './rule.ts';

type RuleFacts = Pick<
  Rule,
  'direction' | 'protocol' | 'fromPort' | 'toPort' | 'peer' | 'unresolved'
>;

/** `ingress tcp 443 from 10.0.0.0/8`: what a rule says, on one line. */
export function describeRule(rule: RuleFacts): string {
  const preposition = rule.direction === 'ingress' ? 'from' : 'to';
  const ports = describePorts(rule);
  return `${rule.direction} ${describeProtocol(rule)}${ports ? ` ${ports}` : ''} ${preposition} ${describePeer(rule.peer)}`;
}

export function describeProtocol(rule: Pick<RuleFacts, 'protocol' | 'unresolved'>): string {
  return rule.unresolved.includes('protocol') ? '?' : rule.protocol;
}

/** `443`, `8000-8080`, `all ports`, `type 8 code 0`; empty where the protocol has none. */
export function describePorts(
  rule: Pick<RuleFacts, 'protocol' | 'fromPort' | 'toPort' | 'unresolved'>,
): string {
  if (!hasPorts(rule.protocol) && !isIcmp(rule.protocol)) return '';
  const from = rule.unresolved.includes('fromPort') ? '?' : rule.fromPort;
  const to = rule.unresolved.includes('toPort') ? '?' : rule.toPort;
  if (isIcmp(rule.protocol)) {
    if (from === -1 || from === null) return '';
    return to === -1 || to === null ? `type ${from}` : `type ${from} code ${to}`;
  }
  if (from === 0 && to === 65535) return 'all ports';
  return from === to ? String(from) : `${from}-${to}`;
}

export function describePeer(peer: Peer): string {
  switch (peer.kind) {
    case 'cidr':
      return peer.value;
    case 'group':
    case 'prefix-list':
      return peer.address ?? peer.id ?? '?';
    case 'self':
      return 'self';
    case 'unresolved':
      return peer.expression;
  }
}

export function describeGroup(group: GroupRef): string {
  return group.address ?? group.id ?? group.name ?? '?';
}
