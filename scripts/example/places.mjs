/**
 * Where the example plays: the account, the days, the groups and the network interfaces of a small
 * bookshop's VPC. Addresses come from the documentation ranges (RFC 5737, RFC 3849) and RFC 1918.
 */
import { createHash } from 'node:crypto';

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
export const FIRST_DAY = '2026-11-01';
export const DAYS = 15;
/** The window of the documentation's command: the last fourteen days. */
export const WINDOW = { firstDay: '2026-11-02', lastDay: '2026-11-15' };

/** Epoch seconds of a UTC day's start. */
export function dayStart(day) {
  return Date.parse(`${day}T00:00:00Z`) / 1000;
}

export const START = dayStart(FIRST_DAY);
export const END = START + DAYS * 86_400;

/** An AWS id that stays the same over runs: the name's hash. */
export function awsId(prefix, name) {
  const digest = createHash('sha256').update(`bookshop/${prefix}/${name}`).digest('hex');
  return `${prefix}-0${digest.slice(0, 16)}`;
}

export const VPC = awsId('vpc', 'main');
export const ANALYSTS_LIST = awsId('pl', 'analysts');
/** Prefix lists by id, with what `get-managed-prefix-list-entries` prints. */
export const PREFIX_LISTS = {
  [ANALYSTS_LIST]: [
    { Cidr: '10.64.12.0/24', Description: 'Analysts, first floor' },
    { Cidr: '10.64.13.0/24', Description: 'Analysts, second floor' },
  ],
  'pl-63a5400a': [{ Cidr: '198.51.100.224/27' }],
};

const group = (address, name, description) => ({
  address,
  name,
  description,
  id: awsId('sg', name),
});

export const GROUPS = [
  group('aws_security_group.lb', 'lb', 'Load balancer of the shop'),
  group('aws_security_group.web', 'web', 'Web servers behind the load balancer'),
  group('aws_security_group.app', 'app', 'Application servers'),
  group('aws_security_group.database', 'database', 'Orders database'),
  group('aws_security_group.bastion', 'bastion', 'Shell access for the staff'),
  group('aws_security_group.ops', 'ops', 'What every server needs'),
  group('aws_security_group.legacy_vpn', 'legacy-vpn', 'Old VPN gateway'),
  group('aws_security_group.sftp', 'sftp', 'File exchange with vendors'),
  group('aws_security_group.build', 'build', 'Builds and releases'),
  group('module.search.aws_security_group.this', 'search', 'Service search'),
  group('module.reports.aws_security_group.this', 'reports', 'Service reports'),
];

export function groupByAddress(address) {
  const found = GROUPS.find((candidate) => candidate.address === address);
  if (!found) throw new Error(`the example has no group ${address}`);
  return found;
}

export const SUBNETS = {
  'public-0': { cidr: '10.20.0.0/24', zone: 'us-east-1a' },
  'public-1': { cidr: '10.20.1.0/24', zone: 'us-east-1b' },
  'app-0': { cidr: '10.20.10.0/24', zone: 'us-east-1a' },
  'app-1': { cidr: '10.20.11.0/24', zone: 'us-east-1b' },
  'data-0': { cidr: '10.20.20.0/24', zone: 'us-east-1a' },
  'data-1': { cidr: '10.20.21.0/24', zone: 'us-east-1b' },
};

const IPV6_ADDRESSES = {
  'lb-a': '2001:db8:20::11',
  'lb-b': '2001:db8:20:1::11',
  'web-0': '2001:db8:20:a::11',
  build: '2001:db8:20:1::30',
};
const PUBLIC_ADDRESSES = {
  bastion: '203.0.113.200',
  build: '203.0.113.201',
  sftp: '203.0.113.202',
};

/**
 * `log`: the public side has a custom version 5 log, the private side the default format.
 * `owner`: `instance` (with its Terraform address), `elb`, `rds`, or `eni` for a bare interface.
 */
export const INTERFACES = [
  eni('lb-a', '10.20.0.11', 'public-0', ['lb'], 'v5', { elb: 'app/shop/50dc6c495c0c9188' }),
  eni('lb-b', '10.20.1.11', 'public-1', ['lb'], 'v5', { elb: 'app/shop/50dc6c495c0c9188' }),
  eni('bastion', '10.20.0.20', 'public-0', ['bastion'], 'v5', { instance: 'aws_instance.bastion' }),
  eni('build', '10.20.1.30', 'public-1', ['build'], 'v5', { instance: 'aws_instance.build' }),
  eni('sftp', '10.20.1.40', 'public-1', ['sftp'], 'v5', { eni: 'aws_network_interface.sftp' }),
  eni('web-0', '10.20.10.11', 'app-0', ['web', 'ops'], 'v2', { instance: 'aws_instance.web[0]' }),
  eni('web-1', '10.20.11.11', 'app-1', ['web', 'ops'], 'v2', { instance: 'aws_instance.web[1]' }),
  eni('app-a', '10.20.10.21', 'app-0', ['app', 'ops'], 'v2', { instance: 'aws_instance.app["a"]' }),
  eni('app-b', '10.20.11.21', 'app-1', ['app', 'ops'], 'v2', { instance: 'aws_instance.app["b"]' }),
  eni('database', '10.20.20.15', 'data-0', ['database'], 'v2', { rds: true }),
  eni('search', '10.20.20.40', 'data-0', ['search'], 'v2', {
    eni: 'module.search.aws_network_interface.this',
  }),
  eni('reports', '10.20.21.30', 'data-1', ['reports'], 'v2', {
    eni: 'module.reports.aws_network_interface.this',
  }),
];

function eni(name, address, subnet, groupNames, log, owner) {
  return {
    name,
    id: awsId('eni', name),
    address,
    ipv6: IPV6_ADDRESSES[name] ?? null,
    publicAddress: PUBLIC_ADDRESSES[name] ?? null,
    subnet,
    subnetId: awsId('subnet', subnet),
    groups: groupNames.map((groupName) => GROUPS.find((each) => each.name === groupName)),
    log,
    owner,
    instanceId: owner.instance ? awsId('i', name) : null,
    // Aggregation intervals do not begin on the minute, and not at the same second everywhere.
    intervalOffset: Number.parseInt(awsId('eni', name).slice(-2), 16) % 50,
  };
}

/** The days on which nothing of the interface "reports" was delivered, NODATA records included. */
export const GAP = {
  interface: 'reports',
  from: dayStart('2026-11-08') + 10 * 3600,
  to: dayStart('2026-11-09') + 16 * 3600,
};
