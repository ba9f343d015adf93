import type { Finding, Severity } from '../model/finding.ts';
import { anchors, lastLine } from './anchor.ts';
import { jsonText } from './json-text.ts';
import type { Reporter } from './reporter.ts';

const SEVERITY: Readonly<Record<Severity, string>> = {
  error: 'critical',
  warning: 'major',
  note: 'info',
};

/**
 * GitLab's code quality report, for the widget and the changed lines of a merge request.
 * https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export const reportGitlab: Reporter = (report) => {
  const anchorOf = anchors(report);
  const unique = distinctFingerprints();
  const issues = report.findings
    .filter((finding) => finding.suppressed === null)
    .flatMap((finding) => {
      const anchor = anchorOf(finding);
      if (!anchor) return [];
      return {
        description: finding.message,
        check_name: finding.checkId,
        fingerprint: unique(finding),
        severity: SEVERITY[finding.severity],
        location: {
          path: anchor.location.file,
          lines: { begin: anchor.location.start.line, end: lastLine(anchor.location) },
        },
      };
    });
  return jsonText(issues);
};

/** GitLab keeps one issue of each fingerprint: a second finding with the same one gets a number. */
function distinctFingerprints(): (finding: Finding) => string {
  const seen = new Map<string, number>();
  return ({ fingerprint }) => {
    const count = (seen.get(fingerprint) ?? 0) + 1;
    seen.set(fingerprint, count);
    return count === 1 ? fingerprint : `${fingerprint}-${count}`;
  };
}
