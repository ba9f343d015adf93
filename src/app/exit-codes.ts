import type { FailOn } from '../config/config.ts';
import { isAtLeast } from '../model/finding.ts';
import type { Report } from '../model/report.ts';

/** What the process says to a script. */
export const EXIT = {
  /** Nothing at or above `--fail-on`. */
  CLEAN: 0,
  /** Findings at or above `--fail-on`. */
  FINDINGS: 1,
  /** The tool could not do its work, or not all of it. */
  FAILED: 2,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Damaged input outweighs findings: what was left out may have held more. Suppressed findings do not count. */
export function exitCodeOf(report: Report, failOn: FailOn): ExitCode {
  if (report.errors.length > 0) return EXIT.FAILED;
  if (failOn === 'never') return EXIT.CLEAN;
  const found = report.findings.some(
    ({ severity, suppressed }) => !suppressed && isAtLeast(severity, failOn),
  );
  return found ? EXIT.FINDINGS : EXIT.CLEAN;
}
