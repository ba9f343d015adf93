import { Checks } from './checks.ts';
import { Collect } from './collect.ts';
import { Doctor } from './doctor.ts';
import { Explain } from './explain.ts';
import { Gate } from './gate.ts';
import { Github } from './github.ts';
import { Init } from './init.ts';
import { Lint } from './lint.ts';
import { ReportCommand } from './report.ts';
import { ServeRunTask } from './serve-run-task.ts';
import { Show } from './show.ts';

/** Name → command. oclif reads this. */
export const COMMANDS = {
  checks: Checks,
  collect: Collect,
  doctor: Doctor,
  github: Github,
  gate: Gate,
  explain: Explain,
  init: Init,
  lint: Lint,
  report: ReportCommand,
  'serve:run-task': ServeRunTask,
  show: Show,
};
