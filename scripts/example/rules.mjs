/**
 * Every rule of examples/terraform, with the verdict that its story gives it and why. The generator
 * checks each verdict against the connections it made; the tests check the rules against the HCL.
 */
import { ANALYSTS_LIST } from './places.mjs';

const ANY4 = { kind: 'cidr', value: '0.0.0.0/0' };
const ANY6 = { kind: 'cidr', value: '::/0' };
const SELF = { kind: 'self' };
const cidr = (value) => ({ kind: 'cidr', value });
const members = (address) => ({ kind: 'group', address });
const standalone = (name) => `aws_vpc_security_group_ingress_rule.${name}`;
const standaloneOut = (name) => `aws_vpc_security_group_egress_rule.${name}`;
const legacy = (name) => `aws_security_group_rule.${name}`;

const LB = 'aws_security_group.lb';
const WEB = 'aws_security_group.web';
const APP = 'aws_security_group.app';
const DATABASE = 'aws_security_group.database';
const BASTION = 'aws_security_group.bastion';
const OPS = 'aws_security_group.ops';
const VPN = 'aws_security_group.legacy_vpn';
const SFTP = 'aws_security_group.sftp';
const BUILD = 'aws_security_group.build';
const SEARCH = 'module.search.aws_security_group.this';
const REPORTS = 'module.reports.aws_security_group.this';
const SEARCH_RULE = 'module.search.aws_vpc_security_group_ingress_rule';
const REPORTS_RULE = 'module.reports.aws_vpc_security_group_ingress_rule';

/** [group, address, direction, protocol, from, to, peer, verdict, why, more] */
// biome-ignore format: a table, one rule a line
const TABLE = [
  [LB, LB, 'ingress', 'tcp', 443, 443, ANY4, 'used', 'Shoppers come over IPv4.'],
  [LB, LB, 'ingress', 'tcp', 443, 443, ANY6, 'used', 'Shoppers come over IPv6.'],
  [LB, LB, 'ingress', 'tcp', 80, 80, ANY4, 'used', 'Old links are redirected to HTTPS.'],
  [LB, LB, 'ingress', 'tcp', 8443, 8443, cidr('198.51.100.128/28'), 'used', 'The payment provider calls back every day.'],
  [LB, LB, 'ingress', 'tcp', 8443, 8443, cidr('198.51.100.160/28'), 'unused', 'The payment provider retired its sandbox.', { story: 'payment-sandbox' }],
  [LB, LB, 'egress', 'tcp', 8080, 8080, cidr('10.20.10.0/24'), 'used', 'The first web server is behind the load balancer.'],
  [LB, LB, 'egress', 'tcp', 8080, 8080, cidr('10.20.11.0/24'), 'used', 'The second web server is behind the load balancer.'],
  [WEB, standalone('web_from_lb'), 'ingress', 'tcp', 8080, 8080, members(LB), 'used', 'The load balancer hands every page on.'],
  [WEB, standalone('web_ssh'), 'ingress', 'tcp', 22, 22, members(BASTION), 'redundant', 'Every session to a web server is admitted by the group ops as well, which the application servers need.'],
  [WEB, standaloneOut('web_to_app'), 'egress', 'tcp', 9000, 9000, members(APP), 'used', 'Web servers ask the application servers.'],
  [APP, legacy('app_from_web'), 'ingress', 'tcp', 9000, 9000, members(WEB), 'used', 'Web servers ask the application servers.'],
  [APP, legacy('app_internal_api'), 'ingress', 'tcp', 9080, 9080, cidr('10.0.0.0/8'), 'used', 'Three batch hosts of the peered VPC call it: 16,777,216 addresses are open to three.'],
  [APP, legacy('app_gossip["tcp"]'), 'ingress', 'tcp', 7946, 7946, SELF, 'used', 'The application servers exchange state over TCP.'],
  [APP, legacy('app_gossip["udp"]'), 'ingress', 'udp', 7946, 7946, SELF, 'unknown', "Both ends use port 7946 over UDP, and the default format does not say who began; the traffic may be the egress rule's.", { reasons: ['possible-traffic'] }],
  [APP, legacy('app_debug'), 'ingress', 'tcp', 4000, 4100, SELF, 'unused', 'The debugger has not been attached for weeks.', { story: 'debugger' }],
  [APP, legacy('app_metrics'), 'ingress', 'tcp', 9100, 9100, { kind: 'unresolved', expression: 'var.monitoring_cidr' }, 'unknown', 'The range is a variable without a value, and there is traffic that only this rule can have admitted if it fits.', { reasons: ['possible-traffic', 'unresolved-peer'], inState: false, live: '10.64.99.0/24' }],
  [APP, legacy('app_to_peers["tcp"]'), 'egress', 'tcp', 0, 65535, SELF, 'used', 'The application servers exchange state over TCP, on one port of 65,536.'],
  [APP, legacy('app_to_peers["udp"]'), 'egress', 'udp', 7946, 7946, SELF, 'unknown', "Both ends use port 7946 over UDP, and the default format does not say who began; the traffic may be the ingress rule's.", { reasons: ['possible-traffic'] }],
  [APP, legacy('app_to_database'), 'egress', 'tcp', 5432, 5432, members(DATABASE), 'used', 'Orders are read and written.'],
  [APP, legacy('app_to_search'), 'egress', 'tcp', 9200, 9200, members(SEARCH), 'used', 'Shoppers search.'],
  [APP, legacy('app_to_s3'), 'egress', 'tcp', 443, 443, { kind: 'prefix-list', id: 'pl-63a5400a' }, 'used', 'Pictures and invoices lie in S3.'],
  [DATABASE, standalone('database_from_app'), 'ingress', 'tcp', 5432, 5432, members(APP), 'used', 'Orders are read and written.'],
  [DATABASE, standalone('database_from_bastion'), 'ingress', 'tcp', 5432, 5432, members(BASTION), 'used', 'Repaired by hand on two days of the window only.'],
  [DATABASE, standalone('database_reporting["legacy_bi"]'), 'ingress', 'tcp', 5432, 5432, cidr('10.64.9.0/24'), 'unused', 'The old reporting tool is gone.', { story: 'legacy-bi' }],
  [DATABASE, standalone('database_reporting["warehouse"]'), 'ingress', 'tcp', 5432, 5432, cidr('10.64.8.0/24'), 'used', 'The warehouse loads every night.'],
  [DATABASE, standalone('database_analysts'), 'ingress', 'tcp', 5432, 5432, { kind: 'prefix-list', address: 'aws_ec2_managed_prefix_list.analysts', id: ANALYSTS_LIST }, 'used', 'Analysts of both floors ask the database.'],
  [BASTION, standalone('bastion_ssh[0]'), 'ingress', 'tcp', 22, 22, cidr('203.0.113.64/28'), 'unused', 'The staff left this office in spring.', { story: 'old-office' }],
  [BASTION, standalone('bastion_ssh[1]'), 'ingress', 'tcp', 22, 22, cidr('203.0.113.0/28'), 'used', 'The staff work from here.'],
  [BASTION, standaloneOut('bastion_ssh'), 'egress', 'tcp', 22, 22, cidr('10.20.0.0/16'), 'used', 'From the bastion to the servers.'],
  [BASTION, standaloneOut('bastion_ping'), 'egress', 'icmp', -1, -1, cidr('10.20.0.0/16'), 'used', 'The staff ping before they log in.'],
  [BASTION, standaloneOut('bastion_database'), 'egress', 'tcp', 5432, 5432, members(DATABASE), 'used', 'Repaired by hand on two days of the window only.'],
  [OPS, OPS, 'ingress', 'tcp', 22, 22, members(BASTION), 'used', 'The application servers have no other rule for it.'],
  [OPS, OPS, 'ingress', 'icmp', -1, -1, cidr('10.20.0.0/16'), 'used', 'The staff ping before they log in.'],
  [OPS, OPS, 'egress', 'tcp', 80, 80, ANY4, 'used', 'Updates come from a mirror.'],
  [OPS, OPS, 'egress', 'tcp', 80, 80, ANY6, 'unused', 'The mirror was reached over IPv4 only.', { story: 'ipv6-mirror' }],
  [OPS, OPS, 'egress', 'udp', 514, 514, cidr('10.64.0.10/32'), 'used', 'Every server logs there.'],
  [VPN, VPN, 'ingress', 'udp', 500, 500, cidr('198.51.100.240/28'), 'unknown', 'No interface has the group.', { reasons: ['detached-group'] }],
  [SFTP, legacy('vendor_sftp["ledgerline"]'), 'ingress', 'tcp', 22, 22, cidr('198.51.100.16/29'), 'unused', 'The contract with this vendor ended; nobody told the network.', { story: 'forgotten-vendor' }],
  [SFTP, legacy('vendor_sftp["parcelpost"]'), 'ingress', 'tcp', 22, 22, cidr('198.51.100.64/28'), 'used', "Fetches parcels' labels."],
  [BUILD, BUILD, 'ingress', 'tcp', 22, 22, ANY4, 'used', 'The office logs in, and so do scanners of the whole internet try to.'],
  [BUILD, BUILD, 'egress', 'all', null, null, ANY4, 'used', 'Sources and packages are fetched.'],
  [BUILD, BUILD, 'egress', 'all', null, null, ANY6, 'unused', 'Nothing was fetched over IPv6.', { story: 'ipv6-build' }],
  [SEARCH, `${SEARCH_RULE}.cidr["10.20.10.0/24"]`, 'ingress', 'tcp', 9200, 9200, cidr('10.20.10.0/24'), 'used', 'The first application server searches.'],
  [SEARCH, `${SEARCH_RULE}.cidr["10.20.11.0/24"]`, 'ingress', 'tcp', 9200, 9200, cidr('10.20.11.0/24'), 'used', 'The second application server searches.'],
  [SEARCH, `${SEARCH_RULE}.cidr["10.64.0.0/16"]`, 'ingress', 'tcp', 9200, 9200, cidr('10.64.0.0/16'), 'unused', 'The peered VPC has an index of its own by now.', { story: 'peered-search' }],
  [SEARCH, `${SEARCH_RULE}.group[0]`, 'ingress', 'tcp', 9200, 9200, members(BASTION), 'unused', 'The bastion may not even send to that port.'],
  [REPORTS, `${REPORTS_RULE}.cidr["10.64.30.0/24"]`, 'ingress', 'tcp', 3000, 3000, cidr('10.64.30.0/24'), 'unknown', "Nothing was seen, but the interface's log has a gap of thirty hours.", { reasons: ['partial-coverage'] }],
  [REPORTS, `${REPORTS_RULE}.cidr["10.64.8.0/24"]`, 'ingress', 'tcp', 3000, 3000, cidr('10.64.8.0/24'), 'used', 'The warehouse opens the reports; a gap in the log cannot undo that.'],
];

export const RULES = TABLE.map(
  ([group, address, direction, protocol, fromPort, toPort, peer, verdict, why, more = {}]) => ({
    group,
    address,
    direction,
    protocol,
    fromPort,
    toPort,
    peer,
    verdict,
    reasons: more.reasons ?? [],
    why,
    /** The name to give to `--extra` for traffic that uses the rule; null where there is none. */
    story: more.story ?? null,
    /** False for a rule that was made in the console and not imported. */
    inState: more.inState ?? true,
    /** The peer as EC2 has it, where the configuration does not say. */
    live: more.live ?? null,
  }),
);

/** The AWS id suffix of a rule that has a resource of its own. */
export function isInline(rule) {
  return rule.address === rule.group;
}
