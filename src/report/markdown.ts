import { type Language, type Messages, messagesFor } from '../messages/index.ts';
import { type Finding, SEVERITY_ORDER } from '../model/finding.ts';
import type { Report, ReportRule } from '../model/report.ts';
import { describeGroup, describeRule } from '../model/rule-text.ts';
import { anchors } from './anchor.ts';
import { evidenceLines } from './evidence-lines.ts';
import { markdownBlock, markdownCode, markdownText } from './markdown-text.ts';
import type { Reporter } from './reporter.ts';
import { countOf, rulesByGroup, VERDICTS } from './rules-by-group.ts';

/** How much a page shows; a page that people read holds less than the places it goes to would take. */
interface Room {
  readonly errors: number;
  readonly findings: number;
  readonly groups: number;
  readonly removals: number;
}

const ROOM: Room = { errors: 100, findings: 100, groups: 50, removals: 30 };

interface Page {
  readonly report: Report;
  readonly messages: Messages;
  readonly room: Room;
}

/** A summary for a pull request's comment, a step's summary or a wiki: numbers first, then findings, then the diffs. */
export const reportMarkdown: Reporter = (report, { language }) => render(report, language, ROOM);

/**
 * The same within so many UTF-16 code units: as much of each list as finds room, and what is left out counted.
 * A comment of GitHub holds 65,536 characters.
 */
export function markdownWithin(report: Report, language: Language, length: number): string {
  for (let share = 1; ; share /= 2) {
    const room: Room = {
      errors: Math.floor(ROOM.errors * share),
      findings: Math.floor(ROOM.findings * share),
      groups: Math.floor(ROOM.groups * share),
      removals: Math.floor(ROOM.removals * share),
    };
    const text = render(report, language, room);
    if (text.length <= length) return text;
    if (room.findings === 0) return `${text.slice(0, length - 1)}…`;
  }
}

function render(report: Report, language: Language, room: Room): string {
  const page: Page = { report, messages: messagesFor(language), room };
  const sections = [
    heading(page),
    errors(page),
    verdicts(page),
    findings(page),
    removals(page),
    evidence(page),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function heading({ report, messages }: Page): string[] {
  const { markdown } = messages.exchange;
  const open = report.findings.filter(({ suppressed }) => suppressed === null);
  const levels = (['error', 'warning', 'note'] as const).flatMap((severity) => {
    const count = open.filter((finding) => finding.severity === severity).length;
    return count > 0 ? [`${ICON[severity]} ${messages.text.severity[severity]} ${count}`] : [];
  });
  const line = levels.length > 0 ? `**${levels.join(' · ')}**` : markdown.clean;
  return [
    `## sgaudit: ${markdown.title} ${markdownCode(report.target.root)}`,
    '',
    line,
    ...(report.evidence ? [] : ['', markdown.withoutTraffic]),
  ];
}

const ICON = { error: '🔴', warning: '🟡', note: '🔵' } as const;

function errors({ report, messages, room }: Page): string[] {
  if (report.errors.length === 0) return [];
  return [
    `### ${messages.exchange.markdown.errors}`,
    '',
    ...report.errors.slice(0, room.errors).map(({ code, message, location }) => {
      const place = location ? `${markdownCode(`${location.file}:${location.start.line}`)} ` : '';
      return `- ${place}${markdownText(messages.problems.told(code, message))} (${markdownCode(code)})`;
    }),
    ...moreThan(room.errors, report.errors, messages),
  ];
}

function verdicts({ report, messages, room }: Page): string[] {
  if (!report.evidence || report.gate) return [];
  const { markdown } = messages.exchange;
  const row = (name: string, rules: readonly ReportRule[]) =>
    `| ${name} | ${VERDICTS.map((verdict) => countOf(rules, verdict)).join(' | ')} |`;
  const groups = rulesByGroup(report.rules);
  return [
    `### ${markdown.verdicts}`,
    '',
    `| ${markdown.group} | ${VERDICTS.map((verdict) => messages.verdict[verdict]).join(' | ')} |`,
    '| --- | --: | --: | --: | --: |',
    ...groups.slice(0, room.groups).map(([name, rules]) => row(markdownCode(name), rules)),
    ...(groups.length > room.groups ? [`| … | | | | |`] : []),
    row(`**${markdown.total}**`, report.rules),
  ];
}

function findings(page: Page): string[] {
  const { report, messages, room } = page;
  const { markdown } = messages.exchange;
  const anchorOf = anchors(report);
  const open = report.findings
    .filter(({ suppressed }) => suppressed === null)
    .sort((left, right) => SEVERITY_ORDER[left.severity] - SEVERITY_ORDER[right.severity]);
  const suppressed = report.findings.filter((finding) => finding.suppressed !== null);
  if (open.length + suppressed.length === 0) return [];
  const place = (finding: Finding) => {
    const location = anchorOf(finding)?.location;
    return location ? markdownCode(`${location.file}:${location.start.line}`) : '';
  };
  return [
    `### ${markdown.findings}`,
    '',
    `| | ${markdown.place} | ${markdown.finding} |`,
    '| --- | --- | --- |',
    ...open
      .slice(0, room.findings)
      .map(
        (each) =>
          `| ${ICON[each.severity]} | ${place(each)} | ${markdownText(each.message)} ${markdownCode(each.checkId)} |`,
      ),
    ...(open.length > room.findings ? ['', markdown.cut(open.length - room.findings)] : []),
    ...details(
      `${markdown.suppressed}: ${suppressed.length}`,
      suppressed.slice(0, room.findings).map((each) => {
        const until = each.suppressed?.until ? ` (${markdown.until} ${each.suppressed.until})` : '';
        return `- ${place(each)} ${markdownCode(each.checkId)}: ${markdownText(each.suppressed?.reason ?? '')}${until}`;
      }),
    ),
  ];
}

/** The diffs of what is offered, folded away. */
function removals({ report, messages, room }: Page): string[] {
  const { markdown } = messages.exchange;
  const offered = report.rules.filter(({ fix }) => fix !== null);
  if (offered.length === 0) return [];
  const lines = offered.slice(0, room.removals).flatMap((rule) => {
    const diff = rule.fix?.diff;
    const title = markdown.removal(describeRule(rule), describeGroup(rule.group));
    return [`**${markdownText(title)}**`, '', ...(diff ? [markdownBlock('diff', diff), ''] : [])];
  });
  return details(`${markdown.removals}: ${offered.length}`, [
    ...lines,
    ...moreThan(room.removals, offered, messages),
  ]);
}

function evidence({ report, messages }: Page): string[] {
  if (!report.evidence) return [];
  const { records, explained, damaged } = report.evidence;
  const { text } = messages;
  const lines = [
    ...evidenceLines(report, messages),
    ...(explained.unexplained > 0
      ? [text.unexplained(explained.unexplained, records.accepted)]
      : []),
    ...damaged.map(({ file, problem }) => text.damaged(file, problem)),
  ];
  return details(
    messages.exchange.markdown.evidence,
    lines.map((line) => `- ${markdownText(line)}`),
  );
}

function moreThan(shown: number, items: readonly unknown[], messages: Messages): string[] {
  return items.length > shown ? [messages.text.more(items.length - shown)] : [];
}

function details(summary: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return ['', `<details><summary>${summary}</summary>`, '', ...lines, '', '</details>'];
}
