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
  for (const id of chosenChecks(selection)) {
    const check = CHECKS[id];
    const configured = selection.severities[id];
    const severity = configured === undefined || configured === 'off' ? check.severity : configured;
    for (const draft of check.run(context)) findings.push(toFinding(id, check, severity, draft));
  }
  return findings.sort(compareFindings);
}

/** `--only` wins over a check that is switched off, `--skip` over all. */
export function chosenChecks({ only, skip, severities }: CheckSelection): CheckId[] {
  return CHECK_IDS.filter((id) => {
    const isOn = severities[id] ? severities[id] !== 'off' : CHECKS[id].onByDefault;
    const on = only.length > 0 ? only.includes(id) : isOn;
    return on && !skip.includes(id);
  });
}
