import type { Rule } from '../../../model/rule.ts';
import { describeGroup } from '../../../model/rule-text.ts';
import { type Check, relatedRules } from '../../check.ts';
import { info } from './info.ts';

export const mixedRuleStyles: Check = {
  ...info,
  *run(context) {
    for (const [key, rules] of context.rulesByGroup) {
      const inline = rules.filter(isInline);
      const standalone = rules.filter((rule) => rule.source && !isInline(rule));
      const clashing = standalone.filter((rule) =>
        inline.some((other) => other.direction === rule.direction),
      );
      const first = inline.find((rule) => clashing.some((o) => o.direction === rule.direction));
      if (!first) continue;
      const clashingKeys = clashing.map((rule) => rule.key);
      yield {
        message: context.messages.finding.mixedRuleStyles(describeGroup(first.group)),
        location: context.groups.get(key)?.location ?? first.location,
        ruleKeys: [...inline.map((rule) => rule.key), ...clashingKeys],
        related: relatedRules(context, clashingKeys, context.messages.finding.related.standalone),
        discriminator: key,
      };
    }
  },
};

function isInline(rule: Rule): boolean {
  return rule.source?.style.startsWith('inline') ?? false;
}
