import { describeGroup, describeRule } from '../../model/rule-text.ts';
import { type Check, placeOf } from '../check.ts';

export const unusedRule: Check = {
  summary: 'A rule that no accepted traffic of the window needed, on complete evidence',
  kind: 'traffic',
  severity: 'warning',
  confidence: 'high',
  page: {
    why: 'A rule that nothing uses only widens what an attacker can reach. It is reported only where the evidence is complete: every interface of the group was logged on every day, no records were lost, and no traffic that the rule may have admitted stays unexplained.',
    fix: 'Remove it. `sgaudit lint --patch` writes the removal with its proof; apply it with `git apply`, and plan.',
    whenNot:
      'Rules for rare events (failover, yearly jobs, disaster drills) leave no traces in a short window. Keep those with a comment that says why: `# sgaudit-ignore: unused-rule -- reason`.',
  },
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
