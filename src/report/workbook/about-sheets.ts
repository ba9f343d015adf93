import type ExcelJS from 'exceljs';
import type { Messages } from '../../messages/index.ts';
import { compareFindings, type Finding, SEVERITY_ORDER } from '../../model/finding.ts';
import type { Report, ReportGroup, ReportRule } from '../../model/report.ts';
import { describeGroup } from '../../model/rule-text.ts';
import type { Location } from '../../model/source.ts';
import { countOf, rulesByGroup, VERDICTS } from '../rules-by-group.ts';
import type { Cell } from './cell.ts';
import { type Highlight, writeSheet } from './write-sheet.ts';

type Writer = (workbook: ExcelJS.stream.xlsx.WorkbookWriter) => Promise<void>;

/** Findings, groups, evidence and glossary, in this order. */
export function aboutSheets(report: Report, messages: Messages, footer: string): Writer[] {
  return [
    (workbook) => writeFindings(workbook, report, messages, footer),
    (workbook) => writeGroups(workbook, report, messages, footer),
    (workbook) => writeEvidence(workbook, report, messages, footer),
    (workbook) => writeGlossary(workbook, messages, footer),
  ];
}

function placeOf(location: Location | null): string | null {
  return location ? `${location.file}:${location.start.line}` : null;
}

/** Gravest first; those that are suppressed last, with the reason. */
function writeFindings(
  workbook: ExcelJS.stream.xlsx.WorkbookWriter,
  report: Report,
  { workbook: { columns, sheets }, text }: Messages,
  footer: string,
): Promise<void> {
  const { severity } = text;
  const items = [...report.findings].sort(
    (left, right) =>
      Number(left.suppressed !== null) - Number(right.suppressed !== null) ||
      SEVERITY_ORDER[left.severity] - SEVERITY_ORDER[right.severity] ||
      compareFindings(left, right),
  );
  return writeSheet<Finding>(workbook, {
    name: sheets.findings,
    tone: 'alarm',
    footer,
    items,
    columns: [
      {
        header: columns.severity,
        cell: (finding) => severity[finding.severity],
        highlight: [
          { kind: 'text', equals: severity.error, tone: 'alarm' },
          { kind: 'text', equals: severity.warning, tone: 'attention' },
        ],
      },
      { header: columns.check, cell: ({ checkId }) => checkId },
      { header: columns.finding, cell: ({ message }) => message, wrap: true },
      { header: columns.place, cell: ({ location }) => placeOf(location) },
      {
        header: columns.suppressed,
        cell: ({ suppressed }) => suppressed?.reason ?? null,
        wrap: true,
      },
    ],
  });
}

interface GroupRow {
  readonly name: string;
  readonly rules: readonly ReportRule[];
  readonly facts: ReportGroup | null;
  readonly findings: number;
}

/** Every group with what its rules are worth; those without rules too. */
function groupRows(report: Report): GroupRow[] {
  const facts = new Map(report.groups.map((group) => [describeGroup(group), group]));
  const findings = new Map<string, number>();
  for (const finding of report.findings) {
    if (finding.suppressed) continue;
    for (const key of finding.ruleKeys) findings.set(key, (findings.get(key) ?? 0) + 1);
  }
  const withRules = rulesByGroup(report.rules);
  const names = new Set(withRules.map(([name]) => name));
  const without = [...facts.keys()].filter((name) => !names.has(name)).sort();
  return [...withRules, ...without.map((name) => [name, []] as const)].map(([name, rules]) => ({
    name,
    rules,
    facts: facts.get(name) ?? null,
    findings: rules.reduce((sum, { key }) => sum + (findings.get(key) ?? 0), 0),
  }));
}

function writeGroups(
  workbook: ExcelJS.stream.xlsx.WorkbookWriter,
  report: Report,
  { workbook: { columns, sheets }, verdict }: Messages,
  footer: string,
): Promise<void> {
  return writeSheet<GroupRow>(workbook, {
    name: sheets.groups,
    tone: 'quiet',
    footer,
    items: groupRows(report),
    columns: [
      { header: columns.address, cell: ({ name }) => name },
      {
        header: 'SecurityGroupId',
        cell: ({ facts, rules }) => facts?.id ?? rules[0]?.group.id ?? null,
      },
      {
        header: 'GroupName',
        cell: ({ facts, rules }) => facts?.name ?? rules[0]?.group.name ?? null,
      },
      { header: columns.vpc, cell: ({ facts }) => facts?.vpcId ?? null },
      { header: columns.interfaces, cell: ({ facts }) => facts?.interfaces.length ?? null },
      ...VERDICTS.map((each) => ({
        header: verdict[each],
        cell: ({ rules }: GroupRow) => countOf(rules, each),
        ...(each === 'unused' ? { highlight: [ATTENTION] } : {}),
      })),
      { header: columns.findings, cell: ({ findings }) => findings },
      {
        header: columns.flows,
        cell: ({ rules }) => rules.reduce((sum, { traffic }) => sum + (traffic?.flows ?? 0), 0),
      },
      { header: columns.place, cell: ({ facts }) => placeOf(facts?.location ?? null) },
    ],
  });
}

const ATTENTION: Highlight = { kind: 'above', number: 0, tone: 'attention' };

type Row = readonly [item: string, value: Cell];

function writeEvidence(
  workbook: ExcelJS.stream.xlsx.WorkbookWriter,
  report: Report,
  messages: Messages,
  footer: string,
): Promise<void> {
  const { columns, sheets, evidence } = messages.workbook;
  return writeSheet<Row>(workbook, {
    name: sheets.evidence,
    tone: 'quiet',
    footer,
    items: evidenceRows(report, messages),
    columns: [
      {
        header: columns.item,
        cell: ([item]) => item,
        highlight: [{ kind: 'text', equals: evidence.damaged, tone: 'alarm' }],
      },
      {
        header: columns.value,
        cell: ([, value]) => value,
        wrap: true,
        highlight: [
          { kind: 'labelled', label: evidence.skipData, tone: 'alarm' },
          { kind: 'labelled', label: evidence.unexplained, tone: 'alarm' },
        ],
      },
    ],
  });
}

function evidenceRows(report: Report, messages: Messages): Row[] {
  const words = messages.workbook.evidence;
  const rows: Row[] = [[words.generatedAt, new Date(report.generatedAt)]];
  if (report.window) {
    rows.push(
      [words.windowStart, new Date(report.window.start)],
      [words.windowEnd, new Date(report.window.end)],
      [words.days, report.window.days],
    );
  }
  if (report.usedAddresses) {
    rows.push([words.engine, messages.classic.evidence(report.usedAddresses)]);
  }
  if (report.evidence) {
    const { engine, records, orientation, explained, interfaces, inventory, damaged } =
      report.evidence;
    rows.push(
      [words.engine, engine],
      [words.read, records.read],
      [words.accepted, records.accepted],
      [words.rejected, records.rejected],
      [words.noData, records.noData],
      [words.skipData, records.skipData],
      [words.observed, orientation.observed],
      [words.learned, orientation.learned],
      [words.inferred, orientation.inferred],
      [words.ambiguous, orientation.ambiguous],
      [words.explained, explained.flows],
      [words.unexplained, explained.unexplained],
      [words.interfaces, interfaces.length],
      [words.captures, inventory.captures],
      ...damaged.map(({ file, problem }): Row => [words.damaged, `${file}: ${problem}`]),
    );
  }
  return rows;
}

function writeGlossary(
  workbook: ExcelJS.stream.xlsx.WorkbookWriter,
  { workbook: { columns, sheets }, html }: Messages,
  footer: string,
): Promise<void> {
  return writeSheet<readonly [string, string]>(workbook, {
    name: sheets.glossary,
    tone: 'quiet',
    footer,
    items: html.glossary,
    columns: [
      { header: columns.term, cell: ([term]) => term },
      { header: columns.meaning, cell: ([, meaning]) => meaning, wrap: true },
    ],
  });
}
