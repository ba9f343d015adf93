import type { Direction, Group, Peer, Rule, RuleSet } from '../../../src/model/rule.ts';
import { blockAround } from './addresses.ts';
import type { ListVersions, WorldInterface } from './model.ts';
import type { Random } from './random.ts';
import { VPC_ID } from './topology.ts';

/** Where clients and servers outside of the VPC are: the internet, a peered VPC, an office. */
export const OUTSIDE = [
  '198.51.100.7',
  '198.51.100.77',
  '192.0.2.33',
  '203.0.113.130',
  '203.0.113.131',
  '10.50.1.4',
  '10.50.1.5',
  '10.50.9.9',
  '172.20.3.3',
] as const;
export const OUTSIDE_IPV6 = ['2001:db8:ffff::1', '2001:db8:fffe::2'] as const;

/** Ports that services have here; some lie where clients' ports lie as well. */
export const TCP_SERVICES = [
  22, 53, 80, 111, 443, 514, 1433, 2049, 3306, 5432, 6379, 7946, 8080, 9000, 9092, 33060, 40000,
  50051, 60000,
] as const;
export const UDP_SERVICES = [53, 123, 161, 500, 514, 1812, 4500, 5060, 7946, 51820] as const;

export function ruleSetOf(
  random: Random,
  groupIds: readonly string[],
  interfaces: readonly WorldInterface[],
  prefixLists: ReadonlyMap<string, ListVersions>,
  hostile: boolean,
): RuleSet {
  const groups: Group[] = groupIds.map((id, index) => ({
    address: `aws_security_group.g${index}`,
    id,
    name: `g${index}`,
    vpcId: VPC_ID,
    description: null,
    location: null,
    origin: 'managed',
    referencedBy: [],
  }));
  const rules: Rule[] = [];
  for (const group of groups) {
    const ingress = random.between(2, 6);
    const egress = random.between(1, 4);
    for (let index = 0; index < ingress + egress; index++) {
      const direction = index < ingress ? 'ingress' : 'egress';
      const wide = direction === 'egress' && random.chance(hostile ? 0.4 : 0.15);
      const peer = wide
        ? anywhere(random)
        : peerOf(random, group, groups, interfaces, prefixLists, hostile);
      const ports = wide ? allTraffic() : portsOf(random, peer, hostile);
      rules.push(makeRule(rules.length, group, direction, peer, ports));
    }
  }
  return {
    rules,
    groups,
    bindings: [],
    prefixLists: [...prefixLists].map(([id, versions]) => ({
      ...{ address: null, id, name: id },
      cidrs: versions.at(-1)?.cidrs ?? [],
    })),
    problems: [],
  };
}

/** Rules that let members out to IPv4 servers by NAT64, of three groups. */
export function withTranslated(random: Random, ruleSet: RuleSet): RuleSet {
  const cidrs = ['64:ff9b::/96', '64:ff9b::/96', '::/0'];
  const added = random.sample(ruleSet.groups, 3).map((group, index) => {
    const port = random.pick([22, 80, 443, 50_051]);
    const peer: Peer = { kind: 'cidr', value: cidrs[index] ?? '::/0' };
    const ports = index === 2 ? allTraffic() : onePort('tcp', port);
    return makeRule(ruleSet.rules.length + index, group, 'egress', peer, ports);
  });
  return { ...ruleSet, rules: [...ruleSet.rules, ...added] };
}

function makeRule(
  index: number,
  group: Group,
  direction: Direction,
  peer: Peer,
  ports: Ports,
): Rule {
  return {
    key: `rule-${index}`,
    address: `aws_vpc_security_group_${direction}_rule.r${index}`,
    ruleId: `sgr-0${index.toString(16).padStart(16, '0')}`,
    group: { address: group.address, id: group.id, name: group.name },
    direction,
    ...ports,
    peer,
    unresolved: [],
    description: null,
    location: null,
    via: [],
    source: null,
  };
}

/** Most groups let their members out widely; without that few connections inside would come about. */
function anywhere(random: Random): Peer {
  return { kind: 'cidr', value: random.pick(['0.0.0.0/0', '10.0.0.0/8', '::/0']) };
}

function peerOf(
  random: Random,
  group: Group,
  groups: readonly Group[],
  interfaces: readonly WorldInterface[],
  prefixLists: ReadonlyMap<string, ListVersions>,
  hostile: boolean,
): Peer {
  switch (random.between(0, hostile ? 9 : 14)) {
    case 0:
    case 1:
    case 2: {
      const other = random.pick(groups);
      if (other.id === group.id) return { kind: 'self' };
      return { kind: 'group', address: other.address, id: other.id };
    }
    case 3:
      return { kind: 'self' };
    case 4:
      return { kind: 'prefix-list', address: null, id: random.pick([...prefixLists.keys()]) };
    case 5:
      return anywhere(random);
    case 6: {
      const host = random.pick(interfaces).primary;
      return { kind: 'cidr', value: blockAround(host, random.pick([32, 24, 16])) };
    }
    default:
      return {
        kind: 'cidr',
        value: blockAround(random.pick(OUTSIDE), random.pick([32, 28, 24, 16])),
      };
  }
}

type Ports = Pick<Rule, 'protocol' | 'fromPort' | 'toPort'>;

function allTraffic(): Ports {
  return { protocol: 'all', fromPort: null, toPort: null };
}

function portsOf(random: Random, peer: Peer, hostile: boolean): Ports {
  const ipv6 = peer.kind === 'cidr' && peer.value.includes(':');
  switch (random.between(0, hostile ? 11 : 23)) {
    case 0:
      return allTraffic();
    case 1:
      if (ipv6) return { protocol: 'icmpv6', fromPort: -1, toPort: -1 };
      return { protocol: 'icmp', fromPort: random.pick([-1, 8, 3]), toPort: -1 };
    case 2: {
      const from = random.pick([0, 1024, 8000, 32768]);
      const to = random.pick([from + 1000, 65535]);
      return { protocol: random.pick(['tcp', 'udp']), fromPort: from, toPort: to };
    }
    case 3:
    case 4:
    case 5:
      return onePort('udp', random.pick(UDP_SERVICES));
    default:
      return onePort('tcp', random.pick(TCP_SERVICES));
  }
}

function onePort(protocol: 'tcp' | 'udp', port: number): Ports {
  return { protocol, fromPort: port, toPort: port };
}
