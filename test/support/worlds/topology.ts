import type { Capture, NetworkInterface } from '../../../src/model/inventory.ts';
import type { ListVersions, WorldInterface, WorldOptions } from './model.ts';
import { entriesAt } from './oracle.ts';
import type { Random } from './random.ts';

export const VPC_CIDR = '10.0.0.0/16';
export const VPC_ID = 'vpc-0a1b2c3d4e5f60718';
const SUBNET_ID = 'subnet-0a1b2c3d4e5f60718';
const ACCOUNT = '123456789012';

const hex = (kind: number, index: number) => `0${kind}00000000000${(index + 16).toString(16)}`;
export const groupId = (index: number) => `sg-${hex(1, index)}ab`;
export const listId = (index: number) => `pl-${hex(2, index)}ab`;

/** Hosts, perhaps a load balancer and a NAT gateway; the NAT gateway has no groups. */
export function interfacesOf(
  random: Random,
  groupIds: readonly string[],
  start: number,
  end: number,
  options: WorldOptions,
): WorldInterface[] {
  const all: WorldInterface[] = [];
  const hosts = random.between(6, 9);
  const unlogged = options.losses && random.chance(0.3) ? random.between(0, hosts - 1) : -1;
  for (let index = 0; index < hosts; index++) {
    const role = index === 0 && random.chance(0.6) ? 'elb' : 'host';
    const first = random.sample(groupIds, random.between(1, options.hostile ? 3 : 2));
    all.push({
      id: `eni-${hex(3, index)}ab`,
      type: 'interface',
      primary: `10.0.${random.between(1, 3)}.${10 + index}`,
      secondary: random.chance(0.2) ? [`10.0.4.${10 + index}`] : [],
      ipv6: random.chance(0.3) ? `2001:db8:0:1::${(16 + index).toString(16)}` : null,
      publicAddress: random.chance(0.3) ? `203.0.113.${10 + index}` : null,
      role,
      memberships: memberships(random, groupIds, first, start, end, options),
      born: 0,
      died: Number.POSITIVE_INFINITY,
      logged: index !== unlogged,
    });
  }
  if (options.churn && random.chance(0.5)) all.push(...successors(random, all, start, end));
  if (random.chance(0.7)) all.push(natGateway());
  return all;
}

function memberships(
  random: Random,
  groupIds: readonly string[],
  first: readonly string[],
  start: number,
  end: number,
  options: WorldOptions,
): WorldInterface['memberships'] {
  const initial = { from: 0, groupIds: first };
  if (!options.churn || !random.chance(0.25)) return [initial];
  const changed = random.sample(groupIds, random.between(1, 3));
  return [initial, { from: random.between(start + 3600, end - 3600), groupIds: changed }];
}

/**
 * A short-lived interface, and after it another one with the same address and other groups: what Auto
 * Scaling does, and what no capture may have seen.
 */
function successors(
  random: Random,
  hosts: readonly WorldInterface[],
  start: number,
  end: number,
): WorldInterface[] {
  const middle = random.between(start + 86_400, end - 86_400);
  const common = { type: 'interface', secondary: [], ipv6: null, publicAddress: null } as const;
  const groupsOf = () => random.pick(hosts).memberships.slice(0, 1);
  return [
    {
      ...common,
      id: 'eni-0500000000000aaaa',
      primary: '10.0.3.200',
      role: 'host',
      memberships: groupsOf(),
      born: random.between(start, middle - 7200),
      died: middle - 600,
      logged: true,
    },
    {
      ...common,
      id: 'eni-0500000000000bbbb',
      primary: '10.0.3.200',
      role: 'host',
      memberships: groupsOf(),
      born: middle + 600,
      died: Number.POSITIVE_INFINITY,
      logged: true,
    },
  ];
}

function natGateway(): WorldInterface {
  return {
    id: 'eni-0400000000000cafe',
    type: 'nat_gateway',
    primary: '10.0.0.220',
    secondary: [],
    ipv6: null,
    publicAddress: '203.0.113.220',
    role: 'nat',
    memberships: [{ from: 0, groupIds: [] }],
    born: 0,
    died: Number.POSITIVE_INFINITY,
    logged: true,
  };
}

export function isAlive(networkInterface: WorldInterface, time: number): boolean {
  return networkInterface.born <= time && time < networkInterface.died;
}

export function groupsAt(networkInterface: WorldInterface, time: number): readonly string[] {
  return networkInterface.memberships.findLast((each) => each.from <= time)?.groupIds ?? [];
}

export function privateAddresses(networkInterface: WorldInterface): string[] {
  const { primary, secondary, ipv6 } = networkInterface;
  return [primary, ...secondary, ...(ipv6 === null ? [] : [ipv6])];
}

/** What the describe calls would print at that moment. */
export function captureAt(
  interfaces: readonly WorldInterface[],
  groupIds: readonly string[],
  prefixLists: ReadonlyMap<string, ListVersions>,
  time: number,
): Capture {
  return {
    capturedAt: new Date(time * 1000).toISOString().replace('.000Z', 'Z'),
    interfaces: interfaces
      .filter((each) => isAlive(each, time))
      .map((each) => describe(each, groupsAt(each, time))),
    groups: groupIds.map((id) => ({ id, name: id, vpcId: VPC_ID, description: null })),
    prefixLists: new Map(
      [...prefixLists.keys()].map((id) => [id, entriesAt(prefixLists, id, time)]),
    ),
  };
}

function describe(each: WorldInterface, groupIds: readonly string[]): NetworkInterface {
  return {
    id: each.id,
    accountId: ACCOUNT,
    vpcId: VPC_ID,
    subnetId: SUBNET_ID,
    privateAddresses: [each.primary, ...each.secondary],
    ipv6Addresses: each.ipv6 === null ? [] : [each.ipv6],
    publicAddresses: each.publicAddress === null ? [] : [each.publicAddress],
    prefixes: [],
    groupIds,
    type: each.type,
    description: each.role === 'elb' ? 'ELB app/world/0123456789abcdef' : null,
    attachTime: each.born > 0 ? new Date(each.born * 1000).toISOString() : '2026-01-01T00:00:00Z',
  };
}
