import { blockSize, formatCidr, parseCidr } from '../model/address.ts';
import type { AdmittedPeers } from '../model/derivation.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Rule, RuleSet } from '../model/rule.ts';
import { CERTAIN, NONE } from './level.ts';
import type { Membership } from './membership.ts';
import { prefixListEntries } from './prefix-lists.ts';

/** The addresses that a rule's peer stands for in the window. */
export function admittedPeers(
  rule: Rule,
  ruleSet: RuleSet,
  inventory: Inventory | null,
  membership: Membership,
): AdmittedPeers {
  if (rule.unresolved.includes('peer')) return { kind: 'open' };
  switch (rule.peer.kind) {
    case 'cidr': {
      const cidr = parseCidr(rule.peer.value);
      if (cidr === null) return { kind: 'open' };
      const size = blockSize(cidr.family, cidr.prefix).toString();
      return { kind: 'block', cidr: formatCidr(cidr), size };
    }
    case 'prefix-list': {
      const found = prefixListEntries(rule.peer, ruleSet, inventory, membership.days);
      if (found === null) return { kind: 'open' };
      const entries = [
        ...found.certain.map((cidr) => ({ cidr: formatCidr(cidr), certain: true })),
        ...found.possible.map((cidr) => ({ cidr: formatCidr(cidr), certain: false })),
      ];
      return { kind: 'entries', entries, complete: found.complete };
    }
    case 'group':
      return members(membership.index.find(rule.peer), membership);
    case 'self':
      return members(membership.index.find(rule.group), membership);
    case 'unresolved':
      return { kind: 'open' };
  }
}

/** A group reference matches the private and IPv6 addresses of the group's interfaces. */
function members(group: number | null, membership: Membership): AdmittedPeers {
  if (group === null) return { kind: 'open' };
  const interfaces = [...membership.interfaces.values()].flatMap(({ id, seen }) => {
    const last = seen.at(-1)?.state;
    if (!last) return [];
    const levels = membership.days.labels.map((_, day) => membership.level(id, day, group));
    if (levels.every((level) => level === NONE)) return [];
    const addresses = seen.flatMap(({ state }) => [
      ...state.privateAddresses,
      ...state.ipv6Addresses,
      ...state.prefixes,
    ]);
    const certain = levels.every((level) => level === CERTAIN);
    return { interface: id, addresses: [...new Set(addresses)], certain };
  });
  interfaces.sort((left, right) => (left.interface < right.interface ? -1 : 1));
  return { kind: 'members', interfaces };
}
