import { describeGroup } from '../../../model/rule-text.ts';
import type { Check } from '../../check.ts';
import { info } from './info.ts';

export const inlineRules: Check = {
  ...info,
  *run(context) {
    for (const [key, rules] of context.rulesByGroup) {
      const inline = rules.filter(({ source }) => source?.style.startsWith('inline'));
      const first = inline[0];
      if (!first) continue;
      yield {
        message: context.messages.check.inlineRules(describeGroup(first.group), inline.length),
        location: context.groups.get(key)?.location ?? first.location,
        ruleKeys: inline.map((rule) => rule.key),
        discriminator: key,
      };
    }
  },
};
