import { describeGroup } from '../../model/rule-text.ts';
import type { Check } from '../check.ts';
import { allPortExposures, exposureDraft, ingressExposures, peersOf } from './public-ports.ts';

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
    for (const exposure of allPortExposures(ingressExposures(context))) {
      const first = exposure.rules[0];
      if (!first) continue;
      yield {
        ...exposureDraft(context, exposure),
        message: context.messages.finding.publicAllPorts(
          describeGroup(first.group),
          peersOf(exposure.rules),
        ),
      };
    }
  },
};
