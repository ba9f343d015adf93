import type { RuleDifference } from '../model/live.ts';

type Field = RuleDifference['field'];

/** Sentences of the checks that compare Terraform with EC2. */
export interface CheckMessages {
  unmanagedRule(rule: string, ruleId: string, group: string, owner: string | null): string;
  unmanagedGroup(group: string, rules: number): string;
  driftedRule(rule: string, group: string, differences: string): string;
  missingRule(rule: string, group: string): string;
  difference(field: Field, terraform: string | null, live: string | null): string;
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
};
