import type { RuleDifference } from '../model/live.ts';

type Field = RuleDifference['field'];

/** Sentences of the checks about groups, styles and EC2. */
export interface CheckMessages {
  unmanagedRule(rule: string, ruleId: string, group: string, owner: string | null): string;
  unmanagedGroup(group: string, rules: number): string;
  driftedRule(rule: string, group: string, differences: string): string;
  missingRule(rule: string, group: string): string;
  difference(field: Field, terraform: string | null, live: string | null): string;
  defaultGroupUsed(group: string, users: string): string;
  readonly alsoHere: string;
  unusedGroup(group: string, days: number): string;
  perhapsUnusedGroup(group: string, open: string): string;
  openBinding(address: string): string;
  openModule(address: string): string;
  readonly openGroupId: string;
  readonly openTraffic: string;
  widePrivatePeer(rule: string, group: string): string;
  inlineRules(group: string, rules: number): string;
  legacyRuleResource(address: string): string;
  overbroadCidr(
    rule: string,
    group: string,
    narrowing: { peers: number; proposal: string; rest: string; curve: string },
  ): string;
  overbroadPorts(
    rule: string,
    group: string,
    narrowing: { proposal: string; rest: string; curve: string },
  ): string;
  /** Of so many addresses or ports, those that are left. */
  ofSize(left: string, all: string): string;
  /** What another number of entries would leave. */
  step(entries: number, left: string): string;
  /** Why a finding does not count. */
  inBaseline(file: string): string;
}

const FIELD_EN: Readonly<Record<Field, string>> = {
  protocol: 'protocol',
  ports: 'ports',
  peer: 'peer',
  description: 'description',
};

export const CHECKS_EN: CheckMessages = {
  unmanagedRule: (rule, ruleId, group, owner) =>
    `${rule} (${ruleId}) on ${group} is in EC2 and in no given Terraform${owner ? `; its tags name ${owner}` : ''}`,
  unmanagedGroup: (group, rules) =>
    `${group} and its ${rules} ${rules === 1 ? 'rule' : 'rules'} in EC2 are in no given Terraform`,
  driftedRule: (rule, group, differences) => `${rule} on ${group} differs in EC2: ${differences}`,
  missingRule: (rule, group) => `${rule} on ${group} is not in EC2`,
  difference: (field, terraform, live) =>
    `${FIELD_EN[field]} ${terraform ?? 'none'} in Terraform, ${live ?? 'none'} in EC2`,
  defaultGroupUsed: (group, users) => `the default group ${group} is used by ${users}`,
  alsoHere: 'it is used here as well',
  unusedGroup: (group, days) =>
    `${group} is unused: no interface has it, nothing refers to it, and no traffic met it in ${days} ${days === 1 ? 'day' : 'days'}`,
  perhapsUnusedGroup: (group, open) =>
    `nothing here refers to ${group}; whether it is unused is unknown: ${open}`,
  openBinding: (address) => `the groups of ${address} cannot be evaluated`,
  openModule: (address) => `${address} is not installed, and may use it`,
  openGroupId: 'its id is not known (give --state)',
  openTraffic: 'no traffic was given',
  widePrivatePeer: (rule, group) =>
    `${rule} on ${group} admits a large part of a private address space`,
  inlineRules: (group, rules) =>
    `${group} has ${rules} inline ${rules === 1 ? 'rule' : 'rules'}; one resource a rule is recommended`,
  legacyRuleResource: (address) =>
    `${address}: aws_vpc_security_group_ingress_rule and …_egress_rule replace aws_security_group_rule`,
  overbroadCidr: (rule, group, { peers, proposal, rest, curve }) =>
    `only ${peers} ${peers === 1 ? 'peer' : 'peers'} used ${rule} on ${group}: ${proposal} would hold ${peers === 1 ? 'it' : 'them'}, ${rest} addresses${curve ? ` (${curve})` : ''}`,
  overbroadPorts: (rule, group, { proposal, rest, curve }) =>
    `only ports ${proposal} of ${rule} on ${group} were used, ${rest} ports${curve ? ` (${curve})` : ''}`,
  ofSize: (left, all) => `${left} of ${all}`,
  step: (entries, left) => `${left} with ${entries} ${entries === 1 ? 'entry' : 'entries'}`,
  inBaseline: (file) => `in the baseline ${file}`,
};

const FIELD_ZH: Readonly<Record<Field, string>> = {
  protocol: '协议',
  ports: '端口',
  peer: '对端',
  description: '描述',
};

export const CHECKS_ZH_CN: CheckMessages = {
  unmanagedRule: (rule, ruleId, group, owner) =>
    `${group} 的 ${rule}（${ruleId}）存在于 EC2，但不在给出的任何 Terraform 中${owner ? `；其标签指向 ${owner}` : ''}`,
  unmanagedGroup: (group, rules) =>
    `EC2 中的 ${group} 及其 ${rules} 条规则不在给出的任何 Terraform 中`,
  driftedRule: (rule, group, differences) => `${group} 的 ${rule} 与 EC2 不一致：${differences}`,
  missingRule: (rule, group) => `${group} 的 ${rule} 不在 EC2 中`,
  difference: (field, terraform, live) =>
    `${FIELD_ZH[field]}在 Terraform 中为 ${terraform ?? '无'}，在 EC2 中为 ${live ?? '无'}`,
  defaultGroupUsed: (group, users) => `默认安全组 ${group} 正被 ${users} 使用`,
  alsoHere: '此处也使用它',
  unusedGroup: (group, days) =>
    `${group} 未使用：${days} 天内没有网络接口使用它，没有任何引用，也没有流量`,
  perhapsUnusedGroup: (group, open) => `此处没有任何内容引用 ${group}；是否未使用为未知：${open}`,
  openBinding: (address) => `${address} 的安全组无法求值`,
  openModule: (address) => `${address} 未安装，可能使用它`,
  openGroupId: '不知道它的 id（请给出 --state）',
  openTraffic: '没有给出流量',
  widePrivatePeer: (rule, group) => `${group} 的 ${rule} 放行大段私有地址空间`,
  inlineRules: (group, rules) => `${group} 有 ${rules} 条内联规则；推荐每条规则一个资源`,
  legacyRuleResource: (address) =>
    `${address}：请用 aws_vpc_security_group_ingress_rule 和 …_egress_rule 代替 aws_security_group_rule`,
  overbroadCidr: (rule, group, { peers, proposal, rest, curve }) =>
    `只有 ${peers} 个对端使用过 ${group} 的 ${rule}：${proposal} 即可覆盖，${rest} 个地址${curve ? `（${curve}）` : ''}`,
  overbroadPorts: (rule, group, { proposal, rest, curve }) =>
    `${group} 的 ${rule} 只有端口 ${proposal} 被使用过，${rest} 个端口${curve ? `（${curve}）` : ''}`,
  ofSize: (left, all) => `为 ${all} 中的 ${left}`,
  step: (entries, left) => `${entries} 个条目剩 ${left}`,
  inBaseline: (file) => `已在基线 ${file} 中`,
};
