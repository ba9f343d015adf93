import { covers } from '../../../model/covers.ts';
import type { Rule } from '../../../model/rule.ts';
import { describeGroup, describeRule } from '../../../model/rule-text.ts';
import { type Check, placeOf, relatedRules } from '../../check.ts';
import { info } from './info.ts';

/** Terraform may remove a rule that only EC2 has at any time: no written one is needless for it. */
function mayRest(rule: Rule, other: Rule): boolean {
  return rule.address === null || other.address !== null;
}

export const shadowedRule: Check = {
  ...info,
  *run(context) {
    for (const rules of context.rulesByGroup.values()) {
      for (const rule of rules) {
        const wider = rules.find(
          (other) =>
            other.key !== rule.key &&
            mayRest(rule, other) &&
            covers(other, rule) &&
            !covers(rule, other),
        );
        if (!wider) continue;
        yield {
          message: context.messages.finding.shadowedRule(
            describeRule(rule),
            describeGroup(rule.group),
            describeRule(wider),
          ),
          location: placeOf(context, rule),
          ruleKeys: [rule.key],
          related: relatedRules(context, [wider.key], context.messages.finding.related.covers),
          discriminator: wider.key,
        };
      }
    }
  },
};
