import { describeGroup, describeRule } from '../../../model/rule-text.ts';
import { type Check, placeOf } from '../../check.ts';
import { info } from './info.ts';

export const unusedRule: Check = {
  ...info,
  *run(context) {
    for (const { rule, verdict, confidence } of context.judgements) {
      if (verdict !== 'unused') continue;
      yield {
        message: context.messages.finding.unusedRule(
          describeRule(rule),
          describeGroup(rule.group),
          context.days,
        ),
        location: placeOf(context, rule),
        ruleKeys: [rule.key],
        confidence,
      };
    }
  },
};
