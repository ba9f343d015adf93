/** One resource that the provider takes or refuses. */
export interface ProviderCase {
  /** The resource's name in HCL. */
  readonly name: string;
  readonly type: string;
  /** The variation, for people. */
  readonly what: string;
  readonly hcl: string;
}

type Body = Readonly<Record<string, string | null>>;

/** How a resource type says protocol, ports and peers. */
interface Style {
  readonly type: string;
  readonly base: Body;
  readonly protocol: string;
  readonly cidr4: string;
  readonly cidr6: string;
  readonly group: string;
  readonly list: string;
  /** Whether peers are lists. */
  readonly lists: boolean;
  readonly self: boolean;
  wrap(name: string, body: string): string;
}

const GROUP_ID = '"sg-0a1b2c3d4e5f60718"';
const LIST_ID = '"pl-0a1b2c3d4e5f60718"';

const inline = (type: string, head: string): Style => ({
  type,
  base: { from_port: '443', to_port: '443' },
  protocol: 'protocol',
  cidr4: 'cidr_blocks',
  cidr6: 'ipv6_cidr_blocks',
  group: 'security_groups',
  list: 'prefix_list_ids',
  lists: true,
  self: true,
  wrap: (name, body) =>
    `resource "${type}" "${name}" {\n${head.replace('NAME', name)}  ingress {\n${body}  }\n}\n`,
});

const standalone = (type: string): Style => ({
  type,
  base: { security_group_id: GROUP_ID, from_port: '443', to_port: '443' },
  protocol: 'ip_protocol',
  cidr4: 'cidr_ipv4',
  cidr6: 'cidr_ipv6',
  group: 'referenced_security_group_id',
  list: 'prefix_list_id',
  lists: false,
  self: false,
  wrap: (name, body) => `resource "${type}" "${name}" {\n${body}}\n`,
});

const STYLES: readonly Style[] = [
  inline('aws_security_group', '  name = "NAME"\n'),
  inline('aws_default_security_group', '  vpc_id = "vpc-0a1b2c3d4e5f60718"\n'),
  {
    type: 'aws_security_group_rule',
    base: {
      type: '"ingress"',
      security_group_id: GROUP_ID,
      from_port: '443',
      to_port: '443',
    },
    protocol: 'protocol',
    cidr4: 'cidr_blocks',
    cidr6: 'ipv6_cidr_blocks',
    group: 'source_security_group_id',
    list: 'prefix_list_ids',
    lists: true,
    self: true,
    wrap: (name, body) => `resource "aws_security_group_rule" "${name}" {\n${body}}\n`,
  },
  standalone('aws_vpc_security_group_ingress_rule'),
  standalone('aws_vpc_security_group_egress_rule'),
];

const PORTS: Readonly<Record<string, readonly (readonly [string | null, string | null])[]>> = {
  tcp: [
    ['443', '443'],
    ['0', '65535'],
    ['0', '0'],
    ['443', '80'],
    ['-1', '-1'],
    ['0', '70000'],
    ['443', null],
    [null, '443'],
    [null, null],
    ['"443"', '"443"'],
    ['"https"', '443'],
    ['443.5', '443.5'],
  ],
  icmp: [
    ['-1', '-1'],
    ['8', '0'],
    ['8', '-1'],
    ['3', '4'],
    ['-1', '0'],
    ['256', '0'],
    ['0', '256'],
    ['-2', '-1'],
    [null, null],
    ['8', null],
  ],
  icmpv6: [
    ['-1', '-1'],
    ['128', '0'],
    [null, null],
  ],
  '-1': [
    ['0', '0'],
    ['-1', '-1'],
    ['443', '443'],
    ['0', '65535'],
    [null, null],
    ['0', null],
  ],
  '47': [
    ['0', '0'],
    ['-1', '-1'],
    ['22', '22'],
    [null, null],
  ],
};

const PROTOCOLS = [
  ...['TCP', 'udp', 'Udp', 'ICMP', 'icmpv6', 'ICMPv6', 'all', 'ALL', '6', '17', '1', '58', '0'],
  ...['50', '255', '256', '300', '-2', '06', 'gre', 'esp', 'ah', 'vrrp', 'icmp6', 'ip', 'tcpp'],
  ...['tcp ', ''],
];

const CIDRS_4 = [
  ...['10.0.0.0/8', '10.1.2.3/8', '10.0.0.0', '10.0.0.0/33', '10.0.0.0/-1', '300.0.0.0/8'],
  ...['', ' 10.0.0.0/8', '010.0.0.0/8', '10.0.0.0/08', '10.0.0/8', '0.0.0.0/0', '1.2.3.4/0'],
  ...['::/0', '2001:db8::/32', '10.1.2.3/32', 'anywhere', '::ffff:10.0.0.0/104'],
];

const CIDRS_6 = [
  ...['::/0', '2001:db8::/32', '2001:db8::1/32', '2001:DB8::/32', '2001:0db8::/32'],
  ...['2001:db8:0:0::/64', '2001:db8::/129', '10.0.0.0/8', 'fe80::%eth0/64', '2001:db8::1/128'],
  ...['::ffff:10.0.0.0/104', '2001:db8::', '', '2001:db8:::/32'],
];

const DESCRIPTIONS = {
  'of 255 characters': 'x'.repeat(255),
  'of 256 characters': 'x'.repeat(256),
  'with an umlaut': 'Büro',
  'in Chinese': '办公室',
  'with a semicolon': 'web; db',
  'with a question mark': 'why?',
  'with a quote': "the team's",
  'with angle brackets': '<web>',
  'with a tab': 'a\\tb',
  'with a line feed': 'a\\nb',
  'with a percent sign': '50%',
  'with a tilde': '~web',
  'with a backtick': '`web`',
  'with a bar': 'a|b',
  'with a caret': 'a^b',
  'with all that EC2 takes': 'aZ09 ._-:/()#,@[]+=&;{}!$*',
  'that is empty': '',
};

function variations(style: Style): { what: string; body: Body }[] {
  const { base, protocol, cidr4, cidr6, group, list } = style;
  const text = (value: string) => `"${value}"`;
  const many = (value: string) => (style.lists ? `[${value}]` : value);
  const one = (name: string, value: string) =>
    many(value) === value || name !== 'source_security_group_id' ? many(value) : value;
  const peer = { [cidr4]: many('"10.0.0.0/8"') };
  const tcp = { ...base, [protocol]: '"tcp"' };
  const found: { what: string; body: Body }[] = [];
  const add = (what: string, body: Body) => found.push({ what, body });

  for (const [name, ranges] of Object.entries(PORTS)) {
    for (const [from, to] of ranges) {
      add(`protocol ${name}, ports ${from} to ${to}`, {
        ...base,
        [protocol]: text(name),
        from_port: from,
        to_port: to,
        ...peer,
      });
    }
  }
  for (const name of PROTOCOLS) {
    const isAll = ['all', 'ALL'].includes(name);
    const isIcmp = /^(icmp|1$|58$)/i.test(name);
    const ports = /^(tcp|udp|6$|17$)/i.test(name)
      ? '443'
      : isAll && style.lists
        ? '0'
        : isIcmp
          ? '-1'
          : style.lists
            ? '0'
            : null;
    add(`protocol "${name}"`, {
      ...base,
      [protocol]: text(name),
      from_port: ports,
      to_port: ports,
      ...peer,
    });
  }
  add('no protocol', { ...base, ...peer });
  add('null protocol', { ...base, [protocol]: 'null', ...peer });
  for (const cidr of CIDRS_4) add(`IPv4 "${cidr}"`, { ...tcp, [cidr4]: many(text(cidr)) });
  for (const cidr of CIDRS_6) add(`IPv6 "${cidr}"`, { ...tcp, [cidr6]: many(text(cidr)) });

  const peers: Readonly<Record<string, string>> = {
    [cidr4]: many('"10.0.0.0/8"'),
    [cidr6]: many('"2001:db8::/32"'),
    [group]: one(group, GROUP_ID),
    [list]: many(LIST_ID),
    ...(style.self ? { self: 'true' } : {}),
  };
  add('no peer', tcp);
  for (const [name, value] of Object.entries(peers)) add(`only ${name}`, { ...tcp, [name]: value });
  const names = Object.keys(peers);
  for (const [index, left] of names.entries()) {
    for (const right of names.slice(index + 1)) {
      add(`${left} and ${right}`, { ...tcp, [left]: peers[left]!, [right]: peers[right]! });
    }
  }
  add('every peer', { ...tcp, ...peers });
  if (style.lists) {
    add('an empty list of CIDRs', { ...tcp, [cidr4]: '[]' });
    add('a null among CIDRs', { ...tcp, [cidr4]: '["10.0.0.0/8", null]' });
    add('the same CIDR twice', { ...tcp, [cidr4]: '["10.0.0.0/8", "10.0.0.0/8"]' });
    add('self = false', { ...tcp, self: 'false' });
    add('self = false beside a CIDR', { ...tcp, self: 'false', ...peer });
    add('self = "yes"', { ...tcp, self: '"yes"' });
  }
  add('an empty group', { ...tcp, [group]: one(group, '""') });
  add('a group that is no id', { ...tcp, [group]: one(group, '"web"') });
  add('an empty prefix list', { ...tcp, [list]: many('""') });
  add('a prefix list that is no id', { ...tcp, [list]: many('"com.amazonaws.eu-central-1.s3"') });
  for (const [what, description] of Object.entries(DESCRIPTIONS)) {
    add(`a description ${what}`, { ...tcp, ...peer, description: text(description) });
  }
  if ('type' in base) {
    for (const type of ['"egress"', '"inbound"', '"INGRESS"', null]) {
      add(`type ${type}`, { ...tcp, ...peer, type });
    }
  }
  if ('security_group_id' in base) add('no group', { ...tcp, ...peer, security_group_id: null });
  return found;
}

function lines(body: Body): string {
  return Object.entries(body)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `  ${name} = ${value}\n`)
    .join('');
}

/** Each argument that matters, varied alone, over every resource type that holds rules. */
export const PROVIDER_CASES: readonly ProviderCase[] = STYLES.flatMap((style, number) =>
  variations(style).map(({ what, body }, index) => {
    const name = `case_${number}_${index}`;
    return { name, type: style.type, what, hcl: style.wrap(name, lines(body)) };
  }),
);
