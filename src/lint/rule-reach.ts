import { type Cidr, parseCidr } from '../model/address.ts';
import { isSameName } from '../model/group.ts';
import type { PortRange } from '../model/ports.ts';
import { hasPorts } from '../model/protocol.ts';
import type { PrefixList, Rule } from '../model/rule.ts';

/** The ports of a rule; null where its protocol has none, where they are not known, or where they are no range. */
export function portsOfRule({ protocol, fromPort, toPort }: Rule): PortRange | null {
  if (!hasPorts(protocol) || fromPort === null || toPort === null || fromPort > toPort) return null;
  return { from: fromPort, to: toPort };
}

/** The blocks that a rule's peer stands for; none where that is not known or is a group. */
export function peerCidrs({ peer }: Rule, prefixLists: readonly PrefixList[]): Cidr[] {
  if (peer.kind === 'cidr') return parsed([peer.value]);
  if (peer.kind !== 'prefix-list') return [];
  return parsed(prefixLists.find((list) => isSameName(peer, list))?.cidrs ?? []);
}

function parsed(texts: readonly string[]): Cidr[] {
  return texts.flatMap((text) => parseCidr(text) ?? []);
}
