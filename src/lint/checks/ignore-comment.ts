import type { Check } from '../check.ts';

/** Its findings are made while comments are applied: `suppress.ts`. */
export const ignoreComment: Check = {
  summary: 'A `sgaudit-ignore` comment that is malformed, expired, or not needed',
  kind: 'configuration',
  severity: 'warning',
  confidence: 'high',
  page: {
    why: 'A suppression without a reason cannot be reviewed, one that has expired is a promise to look again, and one that is not needed hides the next finding at its place.',
    fix: 'Write `# sgaudit-ignore: unused-rule until 2027-03-01 -- kept for the disaster drill`: the checks, the date if there is one, the reason. Remove what is not needed.',
    whenNot: 'Never.',
  },
  run: () => [],
};
