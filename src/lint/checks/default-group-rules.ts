import { describeGroup } from '../../model/rule-text.ts';
import type { Check } from '../check.ts';

export const defaultGroupRules: Check = {
  summary: 'A VPC’s default group that has rules',
  kind: 'configuration',
  severity: 'warning',
  confidence: 'high',
  page: {
    why: 'Whatever is started without a group gets the default one. AWS Security Hub control EC2.2 asks that it admits nothing.',
    fix: 'Keep `aws_default_security_group` without `ingress` and `egress`, and give every interface a group of its own.',
    whenNot: 'In a VPC where the default group is used knowingly.',
  },
  *run(context) {
    for (const [key, rules] of context.rulesByGroup) {
      const first = rules[0];
      if (!first?.group.address || !isDefaultGroup(first.group.address)) continue;
      yield {
        message: context.messages.finding.defaultGroupRules(describeGroup(first.group)),
        location: context.groups.get(key)?.location ?? first.location,
        ruleKeys: rules.map((rule) => rule.key),
        discriminator: key,
      };
    }
  },
};

function isDefaultGroup(address: string): boolean {
  return /(^|\.)aws_default_security_group\./.test(address);
}
