import type { ReportFix } from '../../model/report.ts';
import { plain } from '../plain.ts';
import { clip } from '../wrap.ts';
import { at, type Page, paragraph, section } from './page.ts';

const MOST_DIFF_LINES = 30;

/** The edit with its proof, or why there is none. */
export function removal(page: Page): string[] {
  const { rule, messages } = page;
  const { explain } = messages;
  const lines = rule.fix ? offered(page, rule.fix) : paragraph(page, whyNot(page));
  return section(page, explain.section.removal, lines);
}

function whyNot({ rule, messages }: Page): string {
  const { explain, text } = messages;
  if (rule.fixRefused !== null) return explain.pair(text.refused, rule.fixRefused);
  switch (rule.verdict) {
    case 'used':
    case 'unknown':
      return explain.none[rule.verdict];
    case 'unused':
    case 'redundant':
      return explain.none.silenced;
    case null:
      return explain.none.unjudged;
  }
}

function offered(page: Page, { proof, effects, diff }: ReportFix): string[] {
  const { messages, colors } = page;
  const { explain, text } = messages;
  const result = explain.proofResult;
  const lines = (diff ?? '').split('\n').filter((line) => !/^(diff --git|index |$)/.test(line));
  const left = lines.length - MOST_DIFF_LINES;
  return [
    ...paragraph(
      page,
      explain.proof(result[proof.parser], result[proof.rules], result[proof.terraform]),
    ),
    ...(effects ?? []).flatMap(({ action, address }) =>
      paragraph(page, explain.effect(action, address)),
    ),
    ...lines.slice(0, MOST_DIFF_LINES).map((line) => {
      const paint = line.startsWith('+')
        ? colors.green
        : line.startsWith('-')
          ? colors.red
          : colors.dim;
      return `    ${paint(clip(plain(line), page.options.width - 4))}`;
    }),
    ...(left > 0 ? [`    ${text.more(left)}`] : []),
  ];
}

export function findings(page: Page): string[] {
  const { report, rule, messages } = page;
  const { explain, text } = messages;
  const own = report.findings.filter(({ ruleKeys }) => ruleKeys.includes(rule.key));
  const lines = own.flatMap(({ severity, checkId, message, location, suppressed }) => {
    const place = location ? ` ${at(location)}` : '';
    const silence = suppressed ? ` (${explain.suppressed(suppressed.reason)})` : '';
    return paragraph(
      page,
      explain.pair(`${text.severity[severity]} ${checkId}${place}`, message) + silence,
      4,
    );
  });
  return section(
    page,
    explain.section.findings,
    lines.length > 0 ? lines : paragraph(page, explain.noFindings),
  );
}

/** What somebody who was not there needs to check the verdict; all of it is in the JSON. */
export function certificate(page: Page): string[] {
  const { explanation, messages } = page;
  const { explain, text } = messages;
  const paper = explanation.certificate;
  if (!paper) return [];
  const { window, coverage, records, orientation, captures } = paper;
  const lastDay = new Date(Date.parse(window.end) - 1).toISOString().slice(0, 10);
  const days = (field: 'incompleteDays' | 'skippedDays') =>
    coverage.reduce((sum, one) => sum + one[field].length, 0);
  const times = explain.list(
    captures.map(({ capturedAt }) => capturedAt?.replace('.000Z', 'Z') ?? '?'),
  );
  return section(page, explain.section.certificate, [
    ...paragraph(
      page,
      explain.certified(
        messages.verdict[paper.verdict],
        text.window(window.start.slice(0, 10), lastDay, window.days),
      ),
    ),
    ...paragraph(
      page,
      explain.coverage(coverage.length, days('incompleteDays'), days('skippedDays')),
    ),
    ...paragraph(
      page,
      text.records(records.accepted, records.rejected, records.noData, records.skipData),
    ),
    ...paragraph(
      page,
      text.orientation(
        orientation.observed,
        orientation.learned,
        orientation.inferred,
        orientation.ambiguous,
      ),
    ),
    ...(captures.length > 0 ? paragraph(page, explain.captureTimes(times)) : []),
    ...paragraph(
      page,
      explain.madeBy(
        paper.tool.version,
        String(paper.rollupSchemaVersion ?? '?'),
        paper.inputs.length,
      ),
    ),
    ...paragraph(page, `sha256:${paper.inputsSha256}`),
  ]);
}
