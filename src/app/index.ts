/**
 * sgaudit as a library: the use cases, typed. They neither print nor end the process;
 * what cannot be done is thrown as an `SgauditError`.
 */

export type { Finding } from '../model/finding.ts';
export { SgauditError } from '../model/problem.ts';
export type { Report, ReportGroup, ReportRule } from '../model/report.ts';
export { type CollectRequest, type CollectResult, collect } from './collect.ts';
export { type DoctorResult, doctor } from './doctor.ts';
export { type ExplainResult, explain } from './explain.ts';
export { type GateRun, gate } from './gate.ts';
export { type LintResult, lint } from './lint.ts';
export type { ExplainRequest, GateRequest, LintRequest, ShowRequest } from './request.ts';
export { type ShowResult, show } from './show.ts';
export { parseWindow, type WindowRequest } from './window.ts';
