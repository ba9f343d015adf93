import { type Messages, messagesFor } from '../messages/index.ts';
import { type Finding, SEVERITY_ORDER } from '../model/finding.ts';
import type { Report, ReportRule } from '../model/report.ts';
import { describeGroup, describeRule } from '../model/rule-text.ts';
import { anchors } from './anchor.ts';
import { evidenceLines } from './evidence-lines.ts';
import { markdownBlock, markdownCode, markdownText } from './markdown-text.ts';
import type { Reporter } from './reporter.ts';
import { countOf, rulesByGroup, VERDICTS } from './rules-by-group.ts';

/** A comment of GitHub holds 65,536 characters, a step's summary 1 MiB; a page that people read holds less. */
const MOST_FINDINGS = 100;
const MOST_GROUPS = 50;
const MOST_REMOVALS = 30;

interface Page {
  readonly report: Report;
  readonly messages: Messages;
}

/** A summary for a pull request's comment, a step's summary or a wiki: numbers first, then findings, then the diffs. */
export const reportMarkdown: Reporter = (report, { language }) => {
  const page: Page = { report, messages: messagesFor(language) };
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
};

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

function errors({ report, messages }: Page): string[] {
  if (report.errors.length === 0) return [];
  return [
    `### ${messages.exchange.markdown.errors}`,
    '',
    ...report.errors.map(({ code, message, location }) => {
      const place = location ? `${markdownCode(`${location.file}:${location.start.line}`)} ` : '';
      return `- ${place}${markdownText(message)} (${markdownCode(code)})`;
    }),
  ];
}

function verdicts({ report, messages }: Page): string[] {
  if (!report.evidence) return [];
  const { markdown } = messages.exchange;
  const row = (name: string, rules: readonly ReportRule[]) =>
    `| ${name} | ${VERDICTS.map((verdict) => countOf(rules, verdict)).join(' | ')} |`;
  const groups = rulesByGroup(report.rules);
  return [
    `### ${markdown.verdicts}`,
    '',
    `| ${markdown.group} | ${VERDICTS.map((verdict) => messages.verdict[verdict]).join(' | ')} |`,
    '| --- | --: | --: | --: | --: |',
    ...groups.slice(0, MOST_GROUPS).map(([name, rules]) => row(markdownCode(name), rules)),
    ...(groups.length > MOST_GROUPS ? [`| … | | | | |`] : []),
    row(`**${markdown.total}**`, report.rules),
  ];
}

function findings(page: Page): string[] {
  const { report, messages } = page;
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
      .slice(0, MOST_FINDINGS)
      .map(
        (each) =>
          `| ${ICON[each.severity]} | ${place(each)} | ${markdownText(each.message)} ${markdownCode(each.checkId)} |`,
      ),
    ...(open.length > MOST_FINDINGS ? ['', markdown.cut(open.length - MOST_FINDINGS)] : []),
    ...details(
      `${markdown.suppressed}: ${suppressed.length}`,
      suppressed.slice(0, MOST_FINDINGS).map((each) => {
        const until = each.suppressed?.until ? ` (${markdown.until} ${each.suppressed.until})` : '';
        return `- ${place(each)} ${markdownCode(each.checkId)}: ${markdownText(each.suppressed?.reason ?? '')}${until}`;
      }),
    ),
  ];
}

/** The diffs of what is offered, folded away. */
function removals({ report, messages }: Page): string[] {
  const { markdown } = messages.exchange;
  const offered = report.rules.filter(({ fix }) => fix !== null);
  if (offered.length === 0) return [];
  const lines = offered.slice(0, MOST_REMOVALS).flatMap((rule) => {
    const diff = rule.fix?.diff;
    const title = markdown.removal(describeRule(rule), describeGroup(rule.group));
    return [`**${markdownText(title)}**`, '', ...(diff ? [markdownBlock('diff', diff), ''] : [])];
  });
  const more = offered.length - MOST_REMOVALS;
  return details(`${markdown.removals}: ${offered.length}`, [
    ...lines,
    ...(more > 0 ? [messages.text.more(more)] : []),
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

function details(summary: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return ['', `<details><summary>${summary}</summary>`, '', ...lines, '', '</details>'];
}
