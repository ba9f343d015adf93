import { describeGroup, describeRule } from '../../../model/rule-text.ts';
import { type Check, placeOf, relatedRules } from '../../check.ts';
import { info } from './info.ts';

export const redundantRule: Check = {
  ...info,
  *run(context) {
    const { finding } = context.messages;
    for (const { rule, verdict, confidence, traffic, reasons } of context.judgements) {
      if (verdict !== 'redundant') continue;
      const staying = reasons.flatMap((key) => context.rulesByKey.get(key) ?? []);
      const others = staying
        .slice(0, 3)
        .map((other) => `${describeRule(other)} (${describeGroup(other.group)})`)
        .join(', ');
      const text = describeRule(rule);
      const group = describeGroup(rule.group);
      yield {
        message:
          traffic.flows > 0
            ? finding.redundantRule(text, group, traffic.flows, others)
            : finding.coveredRule(text, group, others),
        location: placeOf(context, rule),
        ruleKeys: [rule.key],
        related: relatedRules(context, reasons, finding.related.staysAndAdmits),
        confidence,
      };
    }
  },
};
