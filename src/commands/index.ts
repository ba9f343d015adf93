import { Checks } from './checks.ts';
import { Lint } from './lint.ts';
import { ReportCommand } from './report.ts';
import { Show } from './show.ts';

/** Name → command. oclif reads this. */
export const COMMANDS = {
  checks: Checks,
  lint: Lint,
  report: ReportCommand,
  show: Show,
};
