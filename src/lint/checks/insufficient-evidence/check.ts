import type { Rule } from '../../../model/rule.ts';
import { describeGroup, describeRule } from '../../../model/rule-text.ts';
import type { UnknownReason } from '../../../model/verdict.ts';
import { type Check, placeOf } from '../../check.ts';
import { info } from './info.ts';

export const insufficientEvidence: Check = {
  ...info,
  *run(context) {
    const together = new Map<string, { rules: Rule[]; reasons: readonly string[] }>();
    for (const { rule, verdict, reasons } of context.judgements) {
      if (verdict !== 'unknown') continue;
      const key = JSON.stringify([describeGroup(rule.group), reasons]);
      const same = together.get(key);
      if (same) same.rules.push(rule);
      else together.set(key, { rules: [rule], reasons });
    }
    for (const { rules, reasons } of together.values()) {
      const [first, ...more] = rules;
      if (!first) continue;
      const others = more.length > 0 ? ` ${context.messages.text.more(more.length)}` : '';
      const words = reasons.map(
        (reason) => context.messages.reason[reason as UnknownReason]?.what ?? reason,
      );
      yield {
        message: context.messages.finding.insufficientEvidence(
          `${describeRule(first)}${others}`,
          describeGroup(first.group),
          words.join('; '),
        ),
        location: placeOf(context, first),
        ruleKeys: rules.map((rule) => rule.key),
        discriminator: reasons.join(),
      };
    }
  },
};
