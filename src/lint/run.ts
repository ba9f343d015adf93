import { compareFindings, type Finding, type Severity } from '../model/finding.ts';
import { type CheckId, type LintInput, toContext, toFinding } from './check.ts';
import { CHECK_IDS, CHECKS } from './index.ts';

export interface CheckSelection {
  /** Empty: all that are on. */
  readonly only: readonly CheckId[];
  readonly skip: readonly CheckId[];
  readonly severities: Readonly<Partial<Record<CheckId, Severity | 'off'>>>;
}

/** Runs the chosen checks in the index's order; the result is in the total order of findings. */
export function runChecks(input: LintInput, selection: CheckSelection): Finding[] {
  const context = toContext(input);
  const findings: Finding[] = [];
  for (const id of CHECK_IDS) {
    const check = CHECKS[id];
    const severity = selection.severities[id] ?? check.severity;
    const chosen = selection.only.length > 0 ? selection.only.includes(id) : severity !== 'off';
    if (!chosen || selection.skip.includes(id)) continue;
    const effective = severity === 'off' ? check.severity : severity;
    for (const draft of check.run(context)) findings.push(toFinding(id, check, effective, draft));
  }
  return findings.sort(compareFindings);
}
