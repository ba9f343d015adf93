import { describeGroup, describeRule } from '../../../model/rule-text.ts';
import { type Check, placeOf } from '../../check.ts';
import { info } from './info.ts';

export const driftedRule: Check = {
  ...info,
  *run(context) {
    const { check } = context.messages;
    for (const { ruleKey, ruleId, differences } of context.live?.rules ?? []) {
      const rule = ruleKey === null ? undefined : context.rulesByKey.get(ruleKey);
      if (!rule || differences.length === 0) continue;
      const words = differences.map(({ field, terraform, live }) =>
        check.difference(field, terraform, live),
      );
      yield {
        message: check.driftedRule(describeRule(rule), describeGroup(rule.group), words.join('; ')),
        location: placeOf(context, rule),
        ruleKeys: [rule.key],
        discriminator: JSON.stringify([ruleId, differences]),
      };
    }
    for (const key of context.live?.missing ?? []) {
      const rule = context.rulesByKey.get(key);
      if (!rule) continue;
      yield {
        message: check.missingRule(describeRule(rule), describeGroup(rule.group)),
        location: placeOf(context, rule),
        ruleKeys: [key],
        discriminator: 'missing',
      };
    }
  },
};
