import type { Check } from '../../check.ts';
import { info } from './info.ts';

export const invalidRule: Check = {
  ...info,
  *run(context) {
    for (const problem of context.ruleSet.problems) {
      yield {
        message:
          problem.address === ''
            ? problem.message
            : context.messages.finding.invalidRule(problem.address, problem.message),
        location: problem.location,
        ruleKeys: problem.ruleKey ? [problem.ruleKey] : [],
        discriminator: JSON.stringify([problem.kind, problem.address, problem.message]),
      };
    }
  },
};
