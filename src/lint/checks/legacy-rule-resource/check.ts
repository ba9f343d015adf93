import type { Rule } from '../../../model/rule.ts';
import { toLocation } from '../../../model/source.ts';
import { type Check, placeOf } from '../../check.ts';
import { info } from './info.ts';

export const legacyRuleResource: Check = {
  ...info,
  *run(context) {
    const byBlock = new Map<string, Rule[]>();
    for (const rule of context.ruleSet.rules) {
      if (rule.source?.style !== 'legacy') continue;
      const { file, startOffset } = rule.source.resource;
      const key = `${file}:${startOffset}`;
      byBlock.set(key, [...(byBlock.get(key) ?? []), rule]);
    }
    for (const rules of byBlock.values()) {
      const first = rules[0];
      if (!first) continue;
      yield {
        message: context.messages.check.legacyRuleResource(first.address ?? ''),
        location: first.source ? toLocation(first.source.resource) : placeOf(context, first),
        ruleKeys: rules.map((rule) => rule.key),
      };
    }
  },
};
