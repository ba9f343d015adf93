import type pc from 'picocolors';
import type { Messages } from '../messages/index.ts';
import { type Finding, SEVERITY_ORDER } from '../model/finding.ts';
import type { Report, ReportRule } from '../model/report.ts';
import { describeGroup } from '../model/rule-text.ts';
import type { Location } from '../model/source.ts';
import { excerpt } from './excerpt.ts';
import type { Grouping } from './groupings.ts';
import { hyperlink } from './hyperlink.ts';
import { plain } from './plain.ts';
import type { ReporterOptions } from './reporter.ts';

type Colors = ReturnType<typeof pc.createColors>;

export interface TextPage {
  readonly report: Report;
  readonly options: ReporterOptions;
  readonly colors: Colors;
  readonly messages: Messages;
  readonly rules: ReadonlyMap<string, ReportRule>;
}

/** The findings that are open, in sections: by file in the files' order, else those with the gravest first. */
export function findingSections(page: TextPage): string[][] {
  const grouping = page.options.groupBy ?? 'file';
  const byHead = new Map<string, Finding[]>();
  for (const finding of page.report.findings) {
    if (finding.suppressed) continue;
    const head = headOf(page, finding, grouping);
    byHead.set(head, [...(byHead.get(head) ?? []), finding]);
  }
  const sections = [...byHead];
  if (grouping !== 'file') sections.sort(gravestFirst);
  return sections.map(([head, findings]) => [
    heading(page, head, grouping, findings.length),
    ...findings.flatMap((finding) => showFinding(page, finding, grouping)),
  ]);
}

/** Empty for what belongs to none. */
function headOf(page: TextPage, finding: Finding, grouping: Grouping): string {
  switch (grouping) {
    case 'file':
      return finding.location?.file ?? '';
    case 'check':
      return finding.checkId;
    case 'group':
      return groupOf(page, finding);
  }
}

/** The group of its rules; of a finding on a group itself, the group that stands at its place. */
function groupOf({ report, rules }: TextPage, { ruleKeys, location }: Finding): string {
  for (const key of ruleKeys) {
    const rule = rules.get(key);
    if (rule) return describeGroup(rule.group);
  }
  const own = report.groups.find(
    (group) =>
      group.location?.file === location?.file &&
      group.location?.start.line === location?.start.line,
  );
  return own && location ? describeGroup(own) : '';
}

function gravestFirst(
  [leftHead, left]: [string, readonly Finding[]],
  [rightHead, right]: [string, readonly Finding[]],
): number {
  const gravest = (findings: readonly Finding[]) =>
    Math.min(...findings.map(({ severity }) => SEVERITY_ORDER[severity]));
  return (
    gravest(left) - gravest(right) || right.length - left.length || (leftHead < rightHead ? -1 : 1)
  );
}

function heading(page: TextPage, head: string, grouping: Grouping, findings: number): string {
  const { colors, options, messages, report } = page;
  const name = colors.bold(plain(head) || report.target.root);
  switch (grouping) {
    case 'file':
      return linked(options, head, 1, name);
    case 'group':
      return `${name} ${colors.dim(messages.text.findings(findings))}`;
    case 'check': {
      const summary = options.checks.get(head)?.page[options.language].summary ?? '';
      const count = messages.text.findings(findings);
      return `${name} ${colors.dim(plain(summary === '' ? count : `${summary} (${count})`))}`;
    }
  }
}

function linked(options: ReporterOptions, file: string, line: number, text: string): string {
  const url = file === '' ? null : options.link?.(file, line);
  return url ? hyperlink(url, text) : text;
}

function showFinding(page: TextPage, finding: Finding, grouping: Grouping): string[] {
  const { colors, messages, options } = page;
  const paint = { error: colors.red, warning: colors.yellow, note: colors.cyan }[finding.severity];
  const check = grouping === 'check' ? '' : ` ${colors.dim(finding.checkId)}`;
  const severity = paint(messages.text.severity[finding.severity]);
  const head = `${placeOf(page, finding.location, grouping)} ${severity} ${plain(finding.message)}${check}`;
  const source = finding.location ? options.sources.get(finding.location.file) : undefined;
  const lines = source && finding.location ? excerpt(source, finding.location) : [];
  return [
    `  ${head}`,
    ...lines.map((line) => `  ${colors.dim(plain(line.text))}${line.mark ? paint(line.mark) : ''}`),
    ...notes(page, finding).map((note) => `      ${colors.dim('=')} ${note}`),
  ];
}

/** Below a file's name line and column are enough. */
function placeOf({ options }: TextPage, location: Location | null, grouping: Grouping): string {
  if (!location) return grouping === 'file' ? '-'.padEnd(7) : '-';
  const { file, start } = location;
  const position = `${start.line}:${start.column}`;
  const text = grouping === 'file' ? position : `${plain(file)}:${position}`;
  const blanks = grouping === 'file' ? ' '.repeat(Math.max(0, 7 - position.length)) : '';
  return linked(options, file, start.line, text) + blanks;
}

/** Where else to look, and whether a removal is offered. */
function notes(page: TextPage, finding: Finding): string[] {
  const { messages } = page;
  const related = finding.related.slice(0, 3).map(({ message, location }) => {
    return `${plain(location.file)}:${location.start.line}:${location.start.column}: ${plain(message)}`;
  });
  if (finding.fix) return [...related, messages.fix.narrowingProved];
  if (finding.fixRefused) {
    return [...related, `${messages.fix.narrowingRefused}: ${plain(finding.fixRefused)}`];
  }
  const rule =
    finding.ruleKeys.length === 1 ? page.rules.get(finding.ruleKeys[0] ?? '') : undefined;
  if (!rule || !['unused-rule', 'redundant-rule'].includes(finding.checkId)) return related;
  if (rule.fix) {
    const place = rule.via[0] && rule.location ? ` (${plain(rule.fix.files.join(', '))})` : '';
    return [...related, `${messages.text.proved}: --patch FILE${place}`];
  }
  return rule.fixRefused
    ? [...related, `${messages.text.refused}: ${plain(rule.fixRefused)}`]
    : related;
}
