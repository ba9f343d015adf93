import { describeGroup } from '../../../model/rule-text.ts';
import type { Check } from '../../check.ts';
import {
  allPortExposures,
  exposureDraft,
  ingressExposures,
  peersOf,
} from '../../sensitive-exposure.ts';
import { info } from './info.ts';

export const publicAllPorts: Check = {
  ...info,
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
