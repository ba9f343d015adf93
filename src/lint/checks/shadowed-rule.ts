import { covers } from '../../model/covers.ts';
import { describeGroup, describeRule } from '../../model/rule-text.ts';
import { type Check, placeOf, relatedRules } from '../check.ts';

export const shadowedRule: Check = {
  summary: 'A rule that a wider rule of the same group covers',
  kind: 'configuration',
  severity: 'note',
  confidence: 'high',
  page: {
    why: 'It changes nothing while the wider rule stands, and hides how wide the group really is.',
    fix: 'Remove it, or better: narrow the wider rule and keep this one.',
    whenNot: 'While the wider rule is about to be removed.',
  },
  *run(context) {
    for (const rules of context.rulesByGroup.values()) {
      for (const rule of rules) {
        const wider = rules.find(
          (other) => other.key !== rule.key && covers(other, rule) && !covers(rule, other),
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
