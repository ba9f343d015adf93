import { type Finding, SEVERITY_ORDER } from '../../model/finding.ts';
import type { ChangedFiles, Hunk } from '../../model/hunks.ts';
import type { Annotation } from '../../model/pull-request.ts';
import type { Report, ReportRule } from '../../model/report.ts';
import type { Location } from '../../model/source.ts';
import { anchors, lastLine, theRule } from '../anchor.ts';
import { plain } from '../plain.ts';

/**
 * What was found, as remarks on lines: those on lines that the pull request changes first, then those in files that it
 * changes, then the others; the gravest first. Findings without a place in the repository have none.
 */
export function annotationsOf(report: Report, changed: ChangedFiles): Annotation[] {
  const anchorOf = anchors(report);
  const rules = new Map(report.rules.map((rule) => [rule.key, rule]));
  const added = new Map([...changed].map(([path, hunks]) => [path, addedLines(hunks)]));
  return report.findings
    .filter(({ suppressed }) => suppressed === null)
    .flatMap((finding) => {
      const location = anchorOf(finding)?.location;
      if (!location) return [];
      const annotation = annotationOf(finding, location, rules);
      return { annotation, distance: distanceOf(annotation, added.get(location.file)) };
    })
    .sort(
      (left, right) =>
        left.distance - right.distance ||
        SEVERITY_ORDER[left.annotation.severity] - SEVERITY_ORDER[right.annotation.severity],
    )
    .map(({ annotation }) => annotation);
}

function annotationOf(
  finding: Finding,
  location: Location,
  rules: ReadonlyMap<string, ReportRule>,
): Annotation {
  const { start, end } = location;
  const isPart = start.line === end.line && start.column < end.column;
  const diff = theRule(finding, rules)?.fix?.diff;
  return {
    path: location.file,
    startLine: start.line,
    endLine: lastLine(location),
    columns: isPart ? { start: start.column, end: end.column - 1 } : null,
    severity: finding.severity,
    title: plain(finding.checkId),
    message: plain(finding.message),
    details: diff ? diff.split('\n').map(plain).join('\n') : null,
  };
}

/** How near an annotation is to what is under review. */
function distanceOf(
  { startLine, endLine }: Annotation,
  added: ReadonlySet<number> | undefined,
): 0 | 1 | 2 {
  if (!added) return 2;
  for (let line = startLine; line <= endLine; line += 1) if (added.has(line)) return 0;
  return 1;
}

function addedLines(hunks: readonly Hunk[]): Set<number> {
  const lines = hunks.flatMap((hunk) => hunk.lines).filter(({ kind }) => kind === 'added');
  return new Set(lines.flatMap(({ newLine }) => newLine ?? []));
}
