import { covers } from '../../../model/covers.ts';
import { describeGroup, describeRule } from '../../../model/rule-text.ts';
import { type Check, placeOf, relatedRules } from '../../check.ts';
import { info } from './info.ts';

export const duplicateRule: Check = {
  ...info,
  *run(context) {
    for (const rules of context.rulesByGroup.values()) {
      const done = new Set<string>();
      for (const [index, rule] of rules.entries()) {
        if (done.has(rule.key)) continue;
        const same = rules
          .slice(index + 1)
          .filter(
            (other) =>
              (rule.address === null) === (other.address === null) &&
              covers(rule, other) &&
              covers(other, rule),
          );
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
