import { createHash } from 'node:crypto';
import type { Severity } from '../model/finding.ts';
import { anchors, lastLine, subjectOf } from './anchor.ts';
import { jsonText } from './json-text.ts';
import { occurrences } from './occurrences.ts';
import { plain } from './plain.ts';
import type { Reporter } from './reporter.ts';

const SCHEMA_VERSION = '15.2.1';
const SEVERITY: Readonly<Record<Severity, string>> = {
  error: 'High',
  warning: 'Medium',
  note: 'Info',
};
const LONGEST_NAME = 255;
const LONGEST_SOLUTION = 7_000;

/**
 * GitLab's SAST report, for the vulnerability list. Suppressed findings are left out, as GitLab has no place for them.
 * https://docs.gitlab.com/development/integrations/secure/#report
 */
export const reportGitlabSast: Reporter = (report, { language, checks }) => {
  const anchorOf = anchors(report);
  const rules = new Map(report.rules.map((rule) => [rule.key, rule]));
  const occurrenceOf = occurrences();
  // The schema's times have no zone; they are UTC.
  const time = report.generatedAt.slice(0, 19);
  const tool = {
    id: 'sgaudit',
    name: 'sgaudit',
    version: report.tool.version,
    vendor: { name: 'sgaudit' },
  };
  const vulnerabilities = report.findings
    .filter((finding) => finding.suppressed === null)
    .flatMap((finding) => {
      const anchor = anchorOf(finding);
      if (!anchor) return [];
      const page = checks.get(finding.checkId)?.page[language];
      const subject = subjectOf(finding, rules);
      const name = subject ? `${finding.checkId}: ${subject}` : finding.checkId;
      return {
        id: uuid(`${finding.fingerprint}/${occurrenceOf(finding.fingerprint)}`),
        name: plain(name).slice(0, LONGEST_NAME),
        description: [finding.message, ...(page ? [page.why] : [])].join('\n\n'),
        severity: SEVERITY[finding.severity],
        ...(page ? { solution: page.fix.slice(0, LONGEST_SOLUTION) } : {}),
        location: {
          file: anchor.location.file,
          start_line: anchor.location.start.line,
          end_line: lastLine(anchor.location),
        },
        identifiers: [
          { type: 'sgaudit_check', name: `sgaudit ${finding.checkId}`, value: finding.checkId },
          // GitLab tracks a vulnerability by file, line and first identifiers; this one outlives moved lines.
          { type: 'sgaudit_fingerprint', name: finding.fingerprint, value: finding.fingerprint },
        ],
      };
    });
  const document = {
    version: SCHEMA_VERSION,
    scan: {
      type: 'sast',
      status: report.errors.length === 0 ? 'success' : 'failure',
      start_time: time,
      end_time: time,
      analyzer: tool,
      scanner: tool,
      messages: report.errors.map(({ message }) => ({ level: 'fatal', value: message })),
    },
    vulnerabilities,
  };
  return jsonText(document);
};

/** A UUID that the same finding has in every run. */
function uuid(text: string): string {
  const hash = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hash.charAt(16), 16) & 3) | 8).toString(16);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `5${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}
