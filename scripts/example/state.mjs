/**
 * The example's terraform.tfstate (version 4), with the attributes that say what a group, a rule or an
 * interface is. `terraform plan -refresh=false` against it wants to add the rule that is not imported yet,
 * and nothing else.
 */
import { contains } from './addresses.mjs';
import {
  ACCOUNT,
  ANALYSTS_LIST,
  awsId,
  GROUPS,
  groupByAddress,
  INTERFACES,
  PREFIX_LISTS,
  REGION,
  SUBNETS,
  VPC,
} from './places.mjs';
import { isInline, RULES } from './rules.mjs';

const PROVIDER = 'provider["registry.terraform.io/hashicorp/aws"]';
const AMI = 'ami-0123456789abcdef0';
const SCHEMA_VERSIONS = {
  aws_vpc: 1,
  aws_subnet: 1,
  aws_security_group: 1,
  aws_security_group_rule: 2,
  aws_instance: 1,
  aws_db_instance: 2,
};
/** What the provider's schema marks as sensitive; Terraform wants to update where the marks differ. */
const SENSITIVE = { aws_db_instance: ['password', 'password_wo'] };
const TAGS = { tags: null, tags_all: {} };
const arn = (service, resource) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

export function state() {
  const resources = new Map();
  const put = (address, attributes) => addInstance(resources, address, attributes);
  addNetwork(put);
  for (const group of GROUPS) put(group.address, securityGroup(group));
  for (const rule of RULES) {
    if (!rule.inState || isInline(rule)) continue;
    const isLegacy = rule.address.includes('aws_security_group_rule.');
    put(rule.address, isLegacy ? legacyRule(rule) : standaloneRule(rule));
  }
  addBindings(put);
  return {
    version: 4,
    terraform_version: '1.11.4',
    serial: 42,
    lineage: '3f0c7c52-6a0e-4f2b-9b1d-8f6f0d0c1b57',
    outputs: {},
    resources: [...resources.values()],
    check_results: null,
  };
}

/** `module.search.aws_x.y[0]` is instance 0 of resource aws_x.y in module.search. */
function addInstance(resources, address, attributes) {
  const [, module, type, name, key] =
    /^(?:(module\.\w+)\.)?(aws_\w+)\.(\w+)(?:\[(.+)\])?$/.exec(address) ?? [];
  if (!type) throw new Error(`cannot read the address ${address}`);
  const id = `${module ?? ''}/${type}.${name}`;
  if (!resources.has(id)) {
    resources.set(id, {
      ...(module && { module }),
      mode: 'managed',
      type,
      name,
      provider: PROVIDER,
      instances: [],
    });
  }
  resources.get(id).instances.push({
    ...(key !== undefined && { index_key: JSON.parse(key) }),
    schema_version: SCHEMA_VERSIONS[type] ?? 0,
    attributes,
    sensitive_attributes: (SENSITIVE[type] ?? []).map((value) => [{ type: 'get_attr', value }]),
  });
}

function addNetwork(put) {
  put('aws_vpc.main', {
    id: VPC,
    arn: arn('ec2', `vpc/${VPC}`),
    cidr_block: '10.20.0.0/16',
    assign_generated_ipv6_cidr_block: true,
    ipv6_cidr_block: '2001:db8:20::/56',
    instance_tenancy: 'default',
    enable_dns_support: true,
    ...TAGS,
  });
  for (const [name, { cidr, zone }] of Object.entries(SUBNETS)) {
    const [kind, index] = name.split('-');
    put(`aws_subnet.${kind}[${index}]`, {
      id: awsId('subnet', name),
      arn: arn('ec2', `subnet/${awsId('subnet', name)}`),
      vpc_id: VPC,
      cidr_block: cidr,
      availability_zone: zone,
      assign_ipv6_address_on_creation: false,
      enable_dns64: false,
      enable_resource_name_dns_a_record_on_launch: false,
      enable_resource_name_dns_aaaa_record_on_launch: false,
      ipv6_native: false,
      map_public_ip_on_launch: false,
      ...TAGS,
    });
  }
  put('aws_ec2_managed_prefix_list.analysts', {
    id: ANALYSTS_LIST,
    arn: arn('ec2', `prefix-list/${ANALYSTS_LIST}`),
    name: 'analysts',
    address_family: 'IPv4',
    max_entries: 5,
    entry: PREFIX_LISTS[ANALYSTS_LIST].map(({ Cidr, Description }) => ({
      cidr: Cidr,
      description: Description,
    })),
    ...TAGS,
  });
}

function securityGroup(group) {
  const inline = RULES.filter((rule) => rule.address === group.address);
  return {
    id: group.id,
    arn: arn('ec2', `security-group/${group.id}`),
    name: group.name,
    name_prefix: '',
    description: group.description,
    owner_id: ACCOUNT,
    vpc_id: VPC,
    revoke_rules_on_delete: false,
    ingress: inlineRules(inline, 'ingress'),
    egress: inlineRules(inline, 'egress'),
    timeouts: null,
    ...TAGS,
  };
}

const DESCRIPTIONS = {
  'lb ingress 443': 'The shop',
  'lb ingress 80': 'Redirect to HTTPS',
  'lb ingress 8443': 'Callbacks of the payment provider',
  'lb egress 8080': 'Web servers',
  'ops ingress 22': 'Shell from the bastion',
  'ops ingress -1': 'Ping',
  'ops egress 80': 'Package mirrors',
  'ops egress 514': 'Syslog',
  'legacy-vpn ingress 500': 'IKE',
  'build ingress 22': 'Temporary: shell from anywhere',
};

/** One object for each block: the rules of one group and direction that share protocol and ports. */
function inlineRules(rules, direction) {
  const blocks = new Map();
  for (const rule of rules.filter((each) => each.direction === direction)) {
    const { name } = groupByAddress(rule.group);
    const id = `${name} ${direction} ${rule.fromPort}`;
    const block = blocks.get(id) ?? {
      cidr_blocks: [],
      description: DESCRIPTIONS[id] ?? '',
      from_port: rule.fromPort ?? 0,
      ipv6_cidr_blocks: [],
      prefix_list_ids: [],
      protocol: rule.protocol === 'all' ? '-1' : rule.protocol,
      security_groups: [],
      self: false,
      to_port: rule.toPort ?? 0,
    };
    blocks.set(id, block);
    if (rule.peer.kind === 'group')
      block.security_groups.push(groupByAddress(rule.peer.address).id);
    else if (rule.peer.value.includes(':')) block.ipv6_cidr_blocks.push(rule.peer.value);
    else block.cidr_blocks.push(rule.peer.value);
  }
  return [...blocks.values()];
}

/** A rule's description as the configuration writes it. */
function describe(address) {
  const known = {
    'aws_security_group_rule.app_from_web': 'Orders and accounts',
    'aws_security_group_rule.app_internal_api': 'Internal API',
    'aws_security_group_rule.app_to_database': 'Database',
    'aws_security_group_rule.app_to_search': 'Search',
    'aws_security_group_rule.app_to_s3': 'Pictures and invoices in S3',
    'aws_vpc_security_group_ingress_rule.web_from_lb': 'Pages',
    'aws_vpc_security_group_ingress_rule.web_ssh': 'Shell from the bastion',
    'aws_vpc_security_group_egress_rule.web_to_app': 'Orders and accounts',
    'aws_vpc_security_group_ingress_rule.database_from_app': 'Application servers',
    'aws_vpc_security_group_ingress_rule.database_from_bastion': 'Repairs by hand',
    'aws_vpc_security_group_ingress_rule.database_analysts': 'Analysts',
    'aws_vpc_security_group_egress_rule.bastion_ssh': 'Shell',
    'aws_vpc_security_group_egress_rule.bastion_ping': 'Ping',
    'aws_vpc_security_group_egress_rule.bastion_database': 'Repairs by hand',
  };
  const [, name, key] = /\.(\w+)(?:\["?(.+?)"?\])?$/.exec(address) ?? [];
  switch (name) {
    case 'app_gossip':
      return 'Cluster membership';
    case 'app_to_peers':
      return 'Other application servers';
    case 'database_reporting':
      return `Reports: ${key}`;
    case 'vendor_sftp':
      return `SFTP: ${key}`;
    case 'bastion_ssh':
      return known[address] ?? 'Shell from the office';
    default:
      return known[address] ?? null;
  }
}

function legacyRule(rule) {
  const { peer } = rule;
  return {
    id: awsId('sgrule', ruleName(rule)).replace('sgrule-0', 'sgrule-'),
    security_group_id: groupByAddress(rule.group).id,
    security_group_rule_id: ruleId(rule),
    type: rule.direction,
    protocol: rule.protocol,
    from_port: rule.fromPort,
    to_port: rule.toPort,
    description: describe(rule.address),
    cidr_blocks: peer.kind === 'cidr' ? [peer.value] : null,
    ipv6_cidr_blocks: null,
    prefix_list_ids: peer.kind === 'prefix-list' ? [peer.id] : null,
    self: peer.kind === 'self',
    source_security_group_id: peer.kind === 'group' ? groupByAddress(peer.address).id : null,
    timeouts: null,
  };
}

function standaloneRule(rule) {
  const { peer } = rule;
  const service = /^module\.(\w+)\./.exec(rule.address)?.[1];
  const description = service
    ? `${service} from ${peer.kind === 'cidr' ? peer.value : 'another group'}`
    : describe(rule.address);
  return {
    id: ruleId(rule),
    arn: arn('ec2', `security-group-rule/${ruleId(rule)}`),
    security_group_id: groupByAddress(rule.group).id,
    security_group_rule_id: ruleId(rule),
    ip_protocol: rule.protocol,
    from_port: rule.fromPort,
    to_port: rule.toPort,
    description,
    cidr_ipv4: peer.kind === 'cidr' ? peer.value : null,
    cidr_ipv6: null,
    prefix_list_id: peer.kind === 'prefix-list' ? peer.id : null,
    referenced_security_group_id: peer.kind === 'group' ? groupByAddress(peer.address).id : null,
    tags: null,
    tags_all: {},
  };
}

function ruleName(rule) {
  return `${rule.address} ${rule.direction} ${JSON.stringify(rule.peer)}`;
}

/** `sgr-…` of a rule that has a resource of its own; null for an inline rule. */
export function ruleId(rule) {
  return isInline(rule) || !rule.inState ? null : awsId('sgr', ruleName(rule));
}

function addBindings(put) {
  for (const each of INTERFACES) {
    const groupIds = each.groups.map(({ id }) => id);
    if (each.owner.instance) put(each.owner.instance, instance(each, groupIds));
    if (each.owner.eni) put(each.owner.eni, networkInterface(each, groupIds));
  }
  const balancer = INTERFACES.filter((each) => each.owner.elb);
  const balancerArn = arn('elasticloadbalancing', `loadbalancer/${balancer[0].owner.elb}`);
  put('aws_lb.web', {
    id: balancerArn,
    arn: balancerArn,
    name: 'shop',
    name_prefix: '',
    internal: false,
    load_balancer_type: 'application',
    ip_address_type: 'dualstack',
    security_groups: balancer[0].groups.map(({ id }) => id),
    subnets: ['public-0', 'public-1'].map((name) => awsId('subnet', name)),
    vpc_id: VPC,
    client_keep_alive: 3600,
    desync_mitigation_mode: 'defensive',
    drop_invalid_header_fields: false,
    enable_deletion_protection: false,
    enable_http2: true,
    enable_tls_version_and_cipher_suite_headers: false,
    enable_waf_fail_open: false,
    enable_xff_client_port: false,
    enable_zonal_shift: false,
    idle_timeout: 60,
    preserve_host_header: false,
    xff_header_processing_mode: 'append',
    timeouts: null,
    ...TAGS,
  });
  put('aws_db_subnet_group.main', {
    id: 'orders',
    arn: arn('rds', 'subgrp:orders'),
    name: 'orders',
    name_prefix: '',
    description: 'Managed by Terraform',
    supported_network_types: ['IPV4'],
    subnet_ids: ['data-0', 'data-1'].map((name) => awsId('subnet', name)),
    ...TAGS,
  });
  put('aws_db_instance.main', {
    id: 'db-BOOKSHOPORDERS',
    arn: arn('rds', 'db:orders'),
    identifier: 'orders',
    engine: 'postgres',
    instance_class: 'db.t3.medium',
    allocated_storage: 100,
    db_subnet_group_name: 'orders',
    username: 'orders',
    manage_master_user_password: true,
    skip_final_snapshot: true,
    apply_immediately: false,
    auto_minor_version_upgrade: true,
    copy_tags_to_snapshot: false,
    dedicated_log_volume: false,
    delete_automated_backups: true,
    monitoring_interval: 0,
    performance_insights_enabled: false,
    publicly_accessible: false,
    replicas: [],
    listener_endpoint: [],
    master_user_secret: [],
    vpc_security_group_ids: INTERFACES.find((each) => each.owner.rds).groups.map(({ id }) => id),
    timeouts: null,
    ...TAGS,
  });
}

function instance(each, groupIds) {
  const type = { bastion: 't3.micro', build: 't3.large', 'app-a': 't3.large', 'app-b': 't3.large' };
  return {
    id: each.instanceId,
    arn: arn('ec2', `instance/${each.instanceId}`),
    ami: AMI,
    instance_type: type[each.name] ?? 't3.small',
    availability_zone: SUBNETS[each.subnet].zone,
    subnet_id: each.subnetId,
    private_ip: each.address,
    public_ip: each.publicAddress ?? '',
    ipv6_addresses: each.ipv6 ? [each.ipv6] : [],
    primary_network_interface_id: each.id,
    secondary_private_ips: [],
    security_groups: [],
    vpc_security_group_ids: groupIds,
    source_dest_check: true,
    get_password_data: false,
    user_data_replace_on_change: false,
    timeouts: null,
    ...TAGS,
  };
}

function networkInterface(each, groupIds) {
  const inSubnet = contains(SUBNETS[each.subnet].cidr, each.address);
  if (!inSubnet) throw new Error(`${each.name} lies outside its subnet`);
  return {
    id: each.id,
    arn: arn('ec2', `network-interface/${each.id}`),
    subnet_id: each.subnetId,
    private_ip: each.address,
    private_ips: [each.address],
    security_groups: groupIds,
    source_dest_check: true,
    interface_type: 'interface',
    ipv6_address_list_enabled: false,
    private_ip_list_enabled: false,
    private_ip_list: [each.address],
    ipv4_prefixes: [],
    ipv6_address_list: [],
    ipv6_addresses: [],
    ipv6_prefixes: [],
    mac_address: '02:00:5e:00:53:01',
    ...TAGS,
  };
}
