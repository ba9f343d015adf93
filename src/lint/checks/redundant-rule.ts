import { describeGroup, describeRule } from '../../model/rule-text.ts';
import { type Check, placeOf, relatedRules } from '../check.ts';

export const redundantRule: Check = {
  summary: 'A rule whose traffic other rules, which stay, admit as well',
  kind: 'traffic',
  severity: 'note',
  confidence: 'high',
  page: {
    why: 'An interface is guarded by the union of its groups. A rule whose every flow another rule admits too adds nothing but the chance that the other is one day narrowed in vain.',
    fix: 'Remove it together with the others offered by `sgaudit lint --patch --include-redundant`: the set is jointly safe, the named rules stay.',
    whenNot:
      'Keep it where the groups are meant to be used apart from each other, as in a shared module.',
  },
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
