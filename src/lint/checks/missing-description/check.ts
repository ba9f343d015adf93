import type { Group, Rule } from '../../../model/rule.ts';
import { describeGroup, describeRule } from '../../../model/rule-text.ts';
import { toLocation } from '../../../model/source.ts';
import type { Check } from '../../check.ts';
import { info } from './info.ts';

/** What the provider writes where nobody wrote anything. */
const TERRAFORM_DEFAULT = 'Managed by Terraform';

/** One that is written and not known says something. */
function says({
  description,
  descriptionOpen,
}: Pick<Group | Rule, 'description' | 'descriptionOpen'>): boolean {
  if (description === null && descriptionOpen) return true;
  const text = description?.trim() ?? '';
  return text !== '' && text !== TERRAFORM_DEFAULT;
}

export const missingDescription: Check = {
  ...info,
  *run(context) {
    for (const group of context.ruleSet.groups) {
      if (group.origin !== 'managed' || !group.location || says(group)) continue;
      yield {
        message: context.messages.finding.missingGroupDescription(describeGroup(group)),
        location: group.location,
        ruleKeys: [],
        discriminator: `group ${describeGroup(group)}`,
      };
    }
    const seen = new Set<string>();
    for (const rule of context.ruleSet.rules) {
      if (!rule.source || says(rule)) continue;
      const block = `${rule.source.block.file}:${rule.source.block.startOffset}`;
      if (seen.has(block)) continue;
      seen.add(block);
      yield {
        message: context.messages.finding.missingRuleDescription(
          describeRule(rule),
          describeGroup(rule.group),
        ),
        location: toLocation(rule.source.block),
        ruleKeys: [rule.key],
      };
    }
  },
};
