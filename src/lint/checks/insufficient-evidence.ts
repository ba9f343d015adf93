import type { Rule } from '../../model/rule.ts';
import { describeGroup, describeRule } from '../../model/rule-text.ts';
import type { UnknownReason } from '../../model/verdict.ts';
import { type Check, placeOf } from '../check.ts';

export const insufficientEvidence: Check = {
  summary: 'Rules that cannot be judged, and what would settle them',
  kind: 'traffic',
  severity: 'note',
  confidence: 'high',
  page: {
    why: 'Calling a used rule unused breaks production. Where logs, inventory or values are missing, the verdict is `unknown` and this check says what is missing, once for all rules of a group that lack the same.',
    fix: 'Do what the message names: give the missing logs, inventory captures or values, or let more days pass.',
    whenNot: 'It is a note; skip it with `--skip insufficient-evidence` where it is known.',
  },
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
