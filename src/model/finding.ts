import type { Narrowing } from './narrowing.ts';
import type { ReportFix } from './report.ts';
import { compareLocations, type Location } from './source.ts';

export type Severity = 'error' | 'warning' | 'note';
export type Confidence = 'high' | 'medium' | 'low';

export interface Suppression {
  readonly by: 'comment' | 'baseline' | 'config';
  readonly reason: string;
  /** `YYYY-MM-DD` or null */
  readonly until: string | null;
}

export interface RelatedLocation {
  readonly message: string;
  readonly location: Location;
}

export interface Finding {
  readonly checkId: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly message: string;
  readonly location: Location | null;
  readonly related: readonly RelatedLocation[];
  readonly ruleKeys: readonly string[];
  /** Stable over moves of lines; differs for different violations of one resource. */
  readonly fingerprint: string;
  readonly suppressed: Suppression | null;
  /** How the rule could be narrowed; of `overbroad-cidr` and `overbroad-ports` only. */
  readonly narrowing?: Narrowing;
  /** The edit that narrows the rule where it is written, always `unsafe`; or why there is none. */
  readonly fix?: ReportFix;
  readonly fixRefused?: string;
}

/** The gravest first. */
export const SEVERITY_ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITY_ORDER[severity] <= SEVERITY_ORDER[threshold];
}

const NUMERIC = new Intl.Collator('en', { numeric: true });

/** Total order: place, check, message (port 80 before port 443), fingerprint; findings without a place come last. */
export function compareFindings(left: Finding, right: Finding): number {
  if (left.location && right.location) {
    const byPlace = compareLocations(left.location, right.location);
    if (byPlace !== 0) return byPlace;
  } else if (left.location || right.location) {
    return left.location ? -1 : 1;
  }
  if (left.checkId !== right.checkId) return left.checkId < right.checkId ? -1 : 1;
  const byMessage = NUMERIC.compare(left.message, right.message);
  if (byMessage !== 0) return byMessage;
  if (left.fingerprint === right.fingerprint) return 0;
  return left.fingerprint < right.fingerprint ? -1 : 1;
}
