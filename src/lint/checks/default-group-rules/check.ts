import { describeGroup } from '../../../model/rule-text.ts';
import type { Check } from '../../check.ts';
import { isDefaultGroup } from '../../default-group.ts';
import { info } from './info.ts';

export const defaultGroupRules: Check = {
  ...info,
  *run(context) {
    for (const [key, rules] of context.rulesByGroup) {
      const first = rules[0];
      if (!first || !isDefaultGroup(first.group)) continue;
      yield {
        message: context.messages.finding.defaultGroupRules(describeGroup(first.group)),
        location: context.groups.get(key)?.location ?? first.location,
        ruleKeys: rules.map((rule) => rule.key),
        discriminator: key,
      };
    }
  },
};
