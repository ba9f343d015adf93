import type { Direction, Rule } from '../../../src/model/rule.ts';
import { contains } from './addresses.ts';
import type { ListVersions, WorldInterface } from './model.ts';
import { groupsAt, isAlive, privateAddresses } from './topology.ts';

/** What a security group sees of a connection's first packet. */
export interface Opening {
  readonly direction: Direction;
  readonly peer: string;
  /** IANA number */
  readonly protocol: number;
  /** The destination's port; the type of an ICMP message. */
  readonly port: number;
  readonly time: number;
}

/** What of the VPC the decision depends on. */
export interface Ground {
  readonly rules: readonly Rule[];
  readonly interfaces: readonly WorldInterface[];
  readonly prefixLists: ReadonlyMap<string, ListVersions>;
}

const NUMBERS: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 };

/**
 * Every rule of the interface's groups that lets a new connection pass, by the VPC user guide:
 * "Security group rules", "Security group referencing", "Connection tracking".
 */
export function admitting(
  ground: Ground,
  networkInterface: WorldInterface,
  opening: Opening,
): Rule[] {
  const groupIds = groupsAt(networkInterface, opening.time);
  return ground.rules.filter(
    (rule) =>
      rule.direction === opening.direction &&
      rule.group.id !== null &&
      groupIds.includes(rule.group.id) &&
      matchesProtocol(rule, opening) &&
      matchesPeer(ground, rule, opening),
  );
}

function matchesProtocol(rule: Rule, { protocol, port }: Opening): boolean {
  if (rule.protocol === 'all') return true;
  if ((NUMBERS[rule.protocol] ?? Number(rule.protocol)) !== protocol) return false;
  if (rule.fromPort === null || rule.toPort === null) return true;
  if (rule.protocol === 'icmp' || rule.protocol === 'icmpv6') {
    return rule.fromPort === -1 || (rule.fromPort === port && rule.toPort <= 0);
  }
  return rule.fromPort <= port && port <= rule.toPort;
}

function matchesPeer(ground: Ground, rule: Rule, { peer, time }: Opening): boolean {
  switch (rule.peer.kind) {
    case 'cidr':
      return contains(rule.peer.value, peer);
    case 'prefix-list':
      return entriesAt(ground.prefixLists, rule.peer.id, time).some((cidr) => contains(cidr, peer));
    case 'group':
      return isMember(ground, rule.peer.id, peer, time);
    case 'self':
      return isMember(ground, rule.group.id, peer, time);
    case 'unresolved':
      return false;
  }
}

/** A rule that names a list is as the list is ("Reference prefix lists" in the VPC user guide). */
export function entriesAt(
  lists: ReadonlyMap<string, ListVersions>,
  id: string | null,
  time: number,
): readonly string[] {
  const versions = lists.get(id ?? '') ?? [];
  return versions.findLast((each) => each.from <= time)?.cidrs ?? [];
}

function isMember(ground: Ground, groupId: string | null, address: string, time: number): boolean {
  return ground.interfaces.some(
    (each) =>
      isAlive(each, time) &&
      privateAddresses(each).includes(address) &&
      groupId !== null &&
      groupsAt(each, time).includes(groupId),
  );
}
