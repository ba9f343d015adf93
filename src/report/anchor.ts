import type { Finding } from '../model/finding.ts';
import type { Report, ReportRule } from '../model/report.ts';
import { describeGroup } from '../model/rule-text.ts';
import { isInRepository, isInstalled, type Location } from '../model/source.ts';

/** Where a review can show a finding. */
export interface Anchor {
  /** A place in a file that the repository keeps. */
  readonly location: Location;
  /** The very place inside an installed module, when `location` is only the call that leads there. */
  readonly leaf: Location | null;
}

/**
 * Reviews refuse places that are not files of the repository: a finding inside an installed module stands at the call
 * of the module that the repository holds, and names the leaf beside it. Null when nothing of it is in the repository.
 */
export function anchors(report: Report): (finding: Finding) => Anchor | null {
  const rules = new Map(report.rules.map((rule) => [rule.key, rule]));
  const callOfFile = new Map<string, Location>();
  for (const rule of report.rules) {
    const call = rule.via.find(({ file }) => isKept(file));
    if (call && rule.location && !callOfFile.has(rule.location.file)) {
      callOfFile.set(rule.location.file, call);
    }
  }
  const fallback = firstPlace(report);
  return (finding) => {
    const place = finding.location;
    if (place && isKept(place.file)) return { location: place, leaf: null };
    const calls = finding.ruleKeys.flatMap((key) => rules.get(key)?.via ?? []);
    const call = calls.find(({ file }) => isKept(file)) ?? (place && callOfFile.get(place.file));
    const location = call ?? fallback;
    return location ? { location, leaf: place } : null;
  };
}

/** The rule that a finding is about, when it is about one. */
export function theRule(
  finding: Finding,
  rules: ReadonlyMap<string, ReportRule>,
): ReportRule | null {
  const [key, ...others] = finding.ruleKeys;
  return key !== undefined && others.length === 0 ? (rules.get(key) ?? null) : null;
}

/** What a finding is about, for titles: its rule's address, else its group. */
export function subjectOf(finding: Finding, rules: ReadonlyMap<string, ReportRule>): string | null {
  const rule = rules.get(finding.ruleKeys[0] ?? '');
  return rule ? (rule.address ?? describeGroup(rule.group)) : null;
}

/** The last line that a location touches: an end before the first column of a line leaves that line out. */
export function lastLine({ start, end }: Location): number {
  return end.column === 1 && end.line > start.line ? end.line - 1 : end.line;
}

function isKept(file: string): boolean {
  return isInRepository(file) && !isInstalled(file);
}

function firstPlace(report: Report): Location | null {
  const places = [...report.rules, ...report.groups].flatMap(({ location }) =>
    location && isKept(location.file) ? [location] : [],
  );
  const file = places.map((place) => place.file).sort()[0];
  const start = { line: 1, column: 1 };
  return file === undefined ? null : { file, start, end: start };
}
