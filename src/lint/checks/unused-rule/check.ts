import { describeGroup, describeRule } from '../../../model/rule-text.ts';
import { type Check, placeOf } from '../../check.ts';
import { info } from './info.ts';

export const unusedRule: Check = {
  ...info,
  *run(context) {
    for (const { rule, verdict, confidence } of context.judgements) {
      if (verdict !== 'unused') continue;
      const [what, group] = [describeRule(rule), describeGroup(rule.group)];
      const addresses = context.byAddress?.evidence;
      yield {
        message: addresses
          ? context.messages.classic.unusedByAddress(what, group, addresses.ipv4 + addresses.ipv6)
          : context.messages.finding.unusedRule(what, group, context.days),
        location: placeOf(context, rule),
        ruleKeys: [rule.key],
        confidence,
      };
    }
  },
};
