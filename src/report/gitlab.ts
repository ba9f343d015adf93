import type { Severity } from '../model/finding.ts';
import { anchors, lastLine } from './anchor.ts';
import { jsonText } from './json-text.ts';
import { occurrences } from './occurrences.ts';
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
  const occurrenceOf = occurrences();
  const issues = report.findings
    .filter((finding) => finding.suppressed === null)
    .flatMap((finding) => {
      const anchor = anchorOf(finding);
      if (!anchor) return [];
      // GitLab keeps one issue of each fingerprint.
      const occurrence = occurrenceOf(finding.fingerprint);
      return {
        description: finding.message,
        check_name: finding.checkId,
        fingerprint:
          occurrence === 1 ? finding.fingerprint : `${finding.fingerprint}-${occurrence}`,
        severity: SEVERITY[finding.severity],
        location: {
          path: anchor.location.file,
          lines: { begin: anchor.location.start.line, end: lastLine(anchor.location) },
        },
      };
    });
  return jsonText(issues);
};
