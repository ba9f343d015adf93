// Rules and interfaces for the fleet of flow-logs.mjs: 200 hosts, a group each and one that ten hosts share.
const HOSTS = 200;
const SHARED = 20;
const PORTS = [443, 443, 443, 80, 5432, 8080, 6379, 9092, 50_051];

const addressOf = (host) => `10.0.${host >> 6}.${(host & 63) + 10}`;

/** Ten rules a group: what its host's traffic needs, and besides idle, narrow, wide and shared ones. */
const KINDS = [
  (host) => ({ port: PORTS[host % 9], peer: cidr(clientsOf(host)) }),
  (host) => ({ port: PORTS[(host + 1) % 9], peer: cidr(clientsOf(host)) }),
  (host) => ({ port: PORTS[host % 9], peer: cidr(clientsOf(host)), direction: 'egress' }),
  (host) => ({ port: PORTS[(host + 1) % 9], peer: cidr('0.0.0.0/0'), direction: 'egress' }),
  () => ({ port: 443, peer: cidr('0.0.0.0/0') }),
  () => ({ port: 22, peer: cidr('10.0.0.0/8') }),
  (host) => ({ port: 5432, peer: cidr(`10.0.${4 + (host % 4)}.${(host % 16) * 16}/28`) }),
  (host) => ({
    port: 8080,
    to: 9092,
    peer: { kind: 'group', address: null, id: `sg-${(host * 13) % HOSTS}` },
  }),
  (host) => ({ port: 443, peer: cidr(`2001:db8:${host.toString(16)}::/48`) }),
  () => ({ port: 7946, protocol: 'udp', peer: { kind: 'self' } }),
];

const cidr = (value) => ({ kind: 'cidr', value });
const clientsOf = (host) => (host % 8 === 0 ? '203.0.0.0/16' : `10.0.${4 + (host % 4)}.0/24`);

export function fleetRules(count) {
  return Array.from({ length: count }, (_, at) => {
    const host = Math.floor(at / 10);
    const { port, to = port, peer, direction = 'ingress', protocol = 'tcp' } = KINDS[at % 10](host);
    return {
      key: `rule-${at}`,
      address: `aws_vpc_security_group_ingress_rule.rule["${at}"]`,
      ruleId: null,
      group: { address: null, id: `sg-${host}`, name: null },
      ...{ direction, protocol, fromPort: port, toPort: to, peer },
      unresolved: [],
      description: null,
      location: null,
      via: [],
      source: null,
    };
  });
}

export function fleetInventory() {
  const interfaces = Array.from({ length: HOSTS }, (_, host) => ({
    id: `eni-0${(0xabc0000 + host).toString(16).padStart(16, '0')}`,
    accountId: null,
    vpcId: null,
    subnetId: null,
    privateAddresses: [addressOf(host)],
    ipv6Addresses: [],
    publicAddresses: [],
    prefixes: [],
    groupIds: [`sg-${host}`, `sg-${(host % SHARED) * 10 + 3}`],
    type: 'interface',
    description: null,
    attachTime: '2026-01-01T00:00:00Z',
  }));
  return { captures: [{ capturedAt: null, interfaces, groups: null, prefixLists: new Map() }] };
}
