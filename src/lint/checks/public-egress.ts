import { describeGroup } from '../../model/rule-text.ts';
import type { Check } from '../check.ts';
import { publicExposures } from '../public-exposure.ts';
import { exposureDraft, peersOf } from './public-ports.ts';

export const publicEgress: Check = {
  summary: 'A group that lets all traffic out to the internet',
  kind: 'configuration',
  severity: 'note',
  confidence: 'high',
  page: {
    why: 'Stolen data leaves and tools are fetched by any port.',
    fix: 'Name the ports and, where they are known, the peers; VPC endpoints for AWS services.',
    whenNot: 'Where a firewall or proxy outside the group filters what leaves.',
  },
  *run(context) {
    for (const rules of context.rulesByGroup.values()) {
      const seen = new Set<string>();
      for (const exposure of publicExposures(rules, 'egress', context.ruleSet.prefixLists)) {
        const first = exposure.rules[0];
        if (!first || exposure.ports.from > 0 || exposure.ports.to < 65535) continue;
        const draft = exposureDraft(context, exposure);
        const about = draft.ruleKeys.join();
        if (seen.has(about)) continue;
        seen.add(about);
        yield {
          ...draft,
          message: context.messages.finding.publicEgress(
            describeGroup(first.group),
            peersOf(exposure.rules),
          ),
        };
      }
    }
  },
};
