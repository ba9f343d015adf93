import { describeGroup, describeRule } from '../../../model/rule-text.ts';
import { type Check, placeOf } from '../../check.ts';
import { info } from './info.ts';

/** What the provider writes where nobody wrote anything. */
const TERRAFORM_DEFAULT = 'Managed by Terraform';

function says(description: string | null): boolean {
  const text = description?.trim() ?? '';
  return text !== '' && text !== TERRAFORM_DEFAULT;
}

export const missingDescription: Check = {
  ...info,
  *run(context) {
    for (const group of context.ruleSet.groups) {
      if (group.origin !== 'managed' || !group.location || says(group.description)) continue;
      yield {
        message: context.messages.finding.missingGroupDescription(describeGroup(group)),
        location: group.location,
        ruleKeys: [],
        discriminator: `group ${describeGroup(group)}`,
      };
    }
    const seen = new Set<string>();
    for (const rule of context.ruleSet.rules) {
      if (!rule.source || says(rule.description)) continue;
      const block = `${rule.source.block.file}:${rule.source.block.startOffset}`;
      if (seen.has(block)) continue;
      seen.add(block);
      yield {
        message: context.messages.finding.missingRuleDescription(
          describeRule(rule),
          describeGroup(rule.group),
        ),
        location: placeOf(context, rule),
        ruleKeys: [rule.key],
      };
    }
  },
};
