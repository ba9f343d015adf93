import { covers } from '../../model/covers.ts';
import { describeGroup, describeRule } from '../../model/rule-text.ts';
import { type Check, placeOf, relatedRules } from '../check.ts';

export const duplicateRule: Check = {
  summary: 'The same rule written twice for one group',
  kind: 'configuration',
  severity: 'warning',
  confidence: 'high',
  page: {
    why: 'EC2 holds such a rule once. Two resources that claim it fail at apply, or one removes it under the other when it goes.',
    fix: 'Remove all but one.',
    whenNot: 'Never.',
  },
  *run(context) {
    for (const rules of context.rulesByGroup.values()) {
      const done = new Set<string>();
      for (const [index, rule] of rules.entries()) {
        if (done.has(rule.key)) continue;
        const same = rules
          .slice(index + 1)
          .filter((other) => covers(rule, other) && covers(other, rule));
        if (same.length === 0) continue;
        for (const other of same) done.add(other.key);
        const [first, ...more] = same;
        if (!first) continue;
        yield {
          message: context.messages.finding.duplicateRule(
            describeRule(rule),
            describeGroup(rule.group),
          ),
          location: placeOf(context, first),
          ruleKeys: [first.key, rule.key, ...more.map((other) => other.key)],
          related: relatedRules(
            context,
            [rule.key, ...more.map((other) => other.key)],
            context.messages.finding.related.sameRule,
          ),
        };
      }
    }
  },
};
