import { describeGroup } from '../../model/rule-text.ts';
import type { Check } from '../check.ts';
import { exposureDraft, ingressExposures, peersOf } from './public-ports.ts';

export const publicAllPorts: Check = {
  summary: 'All ports of a group that the internet reaches',
  kind: 'configuration',
  severity: 'error',
  confidence: 'high',
  page: {
    why: 'Whatever is ever started on such a machine is public from its first second.',
    fix: 'Name the ports that the service needs.',
    whenNot: 'Never.',
  },
  *run(context) {
    const seen = new Set<string>();
    for (const { exposure, rules } of ingressExposures(context)) {
      const first = rules[0];
      if (!first || exposure.ports.from > 0 || exposure.ports.to < 65535) continue;
      const draft = exposureDraft(context, exposure);
      const about = draft.ruleKeys.join();
      // Protocol "all" is exposed as tcp and as udp: one rule, one finding.
      if (seen.has(about)) continue;
      seen.add(about);
      yield {
        ...draft,
        message: context.messages.finding.publicAllPorts(
          describeGroup(first.group),
          peersOf(rules),
        ),
      };
    }
  },
};
