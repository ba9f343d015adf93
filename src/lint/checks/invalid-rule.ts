import type { Check } from '../check.ts';

export const invalidRule: Check = {
  summary: 'What EC2 or the Terraform provider refuses: malformed CIDR, no peer, bad ports …',
  kind: 'configuration',
  severity: 'error',
  confidence: 'high',
  page: {
    why: 'Such a rule fails at plan or apply, or silently stands for something else: `10.1.2.3/8` has host bits set, a block without any peer admits nothing.',
    fix: 'Write the network address (`10.0.0.0/8`), exactly one peer, ports that fit the protocol.',
    whenNot: 'Never.',
  },
  *run(context) {
    for (const problem of context.ruleSet.problems) {
      yield {
        message: context.messages.finding.invalidRule(problem.message),
        location: problem.location,
        ruleKeys: problem.ruleKey ? [problem.ruleKey] : [],
        discriminator: JSON.stringify([problem.kind, problem.address, problem.message]),
      };
    }
  },
};
