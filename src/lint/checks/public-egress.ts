import { describeGroup } from '../../model/rule-text.ts';
import type { Check } from '../check.ts';
import { publicExposures } from '../public-exposure.ts';
import { allPortExposures, exposureDraft, peersOf } from './public-ports.ts';

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
      const exposures = publicExposures(rules, 'egress', context.ruleSet.prefixLists);
      for (const exposure of allPortExposures(exposures)) {
        const first = exposure.rules[0];
        if (!first) continue;
        yield {
          ...exposureDraft(context, exposure),
          message: context.messages.finding.publicEgress(
            describeGroup(first.group),
            peersOf(exposure.rules),
          ),
        };
      }
    }
  },
};
