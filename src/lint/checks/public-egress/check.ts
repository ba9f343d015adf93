import { describeGroup } from '../../../model/rule-text.ts';
import type { Check } from '../../check.ts';
import { publicExposures } from '../../public-exposure.ts';
import { allPortExposures, exposureDraft, peersOf } from '../../sensitive-exposure.ts';
import { info } from './info.ts';

export const publicEgress: Check = {
  ...info,
  *run(context) {
    for (const rules of context.rulesByGroup.values()) {
      const exposures = publicExposures(rules, 'egress', context.prefixLists);
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
