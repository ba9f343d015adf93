import type { ReportFix } from '../model/report.ts';
import type { Position } from '../model/source.ts';
import { anchors, theRule } from './anchor.ts';
import { jsonText } from './json-text.ts';
import type { Reporter } from './reporter.ts';

const SEVERITY = { error: 'ERROR', warning: 'WARNING', note: 'INFO' } as const;

/**
 * Reviewdog's diagnostic format, with the removal as a suggestion where it is one edit of the finding's own file.
 * Its columns count bytes of UTF-8, so they are said only where the file's text is at hand.
 * https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
 */
export const reportRdjson: Reporter = (report, { sources }) => {
  const anchorOf = anchors(report);
  const rules = new Map(report.rules.map((rule) => [rule.key, rule]));
  const diagnostics = report.findings
    .filter((finding) => finding.suppressed === null)
    .flatMap((finding) => {
      const location = anchorOf(finding)?.location;
      if (!location) return [];
      const lines = sources.get(location.file)?.split('\n');
      const fix = theRule(finding, rules)?.fix ?? null;
      return {
        message: finding.message,
        location: { path: location.file, range: range(location, lines) },
        severity: SEVERITY[finding.severity],
        code: { value: finding.checkId },
        ...(fix && lines ? suggestions(fix, location.file, lines) : {}),
      };
    });
  return jsonText({ source: { name: 'sgaudit' }, diagnostics });
};

/** Several suggestions would be alternatives, so only a removal that is a single edit is one. */
function suggestions(fix: ReportFix, file: string, lines: readonly string[]) {
  const [edit, ...others] = fix.edits;
  if (!edit || others.length > 0 || edit.file !== file) return {};
  return { suggestions: [{ range: range(edit, lines), text: edit.newText }] };
}

function range(
  place: { readonly start: Position; readonly end: Position },
  lines: readonly string[] | undefined,
) {
  return { start: position(place.start, lines), end: position(place.end, lines) };
}

function position({ line, column }: Position, lines: readonly string[] | undefined) {
  const text = lines?.[line - 1];
  if (text === undefined) return { line };
  return { line, column: Buffer.byteLength(text.slice(0, column - 1), 'utf8') + 1 };
}
