import ExcelJS from 'exceljs';
import stringWidth from 'string-width';
import { type Messages, messagesFor } from '../messages/index.ts';
import type { Report, ReportRule } from '../model/report.ts';
import { describeGroup, describePeer, describePorts, describeRule } from '../model/rule-text.ts';
import type { UnknownReason, Verdict } from '../model/verdict.ts';
import type { Reporter } from './reporter.ts';

type Cell = string | number | Date | null;
interface Column {
  readonly header: string;
  cell(rule: ReportRule): Cell;
}

const WIDEST_COLUMN = 60;
/** The classic report fits a column to its longest value and adds this. */
const COLUMN_MARGIN = 2;

/**
 * The workbook: the two sheets of the classic report (its three columns first), then redundant, unknown, evidence.
 * Cells are values, never formulas: a name that begins with `=` stays a text.
 */
export const reportWorkbook: Reporter = async (report, options) => {
  const messages = messagesFor(options.language);
  const workbook = new ExcelJS.Workbook();
  workbook.creator = `sgaudit ${report.tool.version}`;
  workbook.created = new Date(report.generatedAt);
  const rulesByKey = new Map(report.rules.map((rule) => [rule.key, rule]));
  for (const verdict of ['used', 'unused', 'redundant', 'unknown'] as const) {
    const rules = report.rules.filter((rule) => rule.verdict === verdict);
    const columns = columnsFor(verdict, messages, rulesByKey);
    addSheet(
      workbook,
      messages.workbook.sheets[verdict],
      columns.map((column) => column.header),
      rules.map((rule) => columns.map((column) => column.cell(rule))),
    );
  }
  const { columns, sheets } = messages.workbook;
  addSheet(
    workbook,
    sheets.evidence,
    [columns.item, columns.value],
    evidenceRows(report, messages),
  );
  return new Uint8Array(await workbook.xlsx.writeBuffer());
};

function columnsFor(
  verdict: Verdict,
  messages: Messages,
  rulesByKey: ReadonlyMap<string, ReportRule>,
): Column[] {
  const { columns, direction } = messages.workbook;
  const common: Column[] = [
    { header: 'SecurityGroupId', cell: (rule) => rule.group.id ?? rule.group.address },
    { header: 'GroupName', cell: (rule) => rule.group.name ?? rule.group.address },
    { header: 'CIDR', cell: (rule) => describePeer(rule.peer) },
    { header: columns.direction, cell: (rule) => direction[rule.direction] },
    { header: columns.protocol, cell: (rule) => rule.protocol },
    { header: columns.ports, cell: (rule) => describePorts(rule) },
    { header: columns.flows, cell: (rule) => rule.traffic?.flows ?? null },
    { header: columns.description, cell: (rule) => rule.description },
    { header: columns.address, cell: (rule) => rule.address },
    { header: columns.place, cell: placeOf },
    { header: columns.ruleId, cell: (rule) => rule.ruleId },
  ];
  const traffic: Column[] = [
    { header: columns.bytes, cell: (rule) => rule.traffic?.bytes ?? null },
    { header: columns.peers, cell: (rule) => rule.traffic?.peers ?? rule.seen?.addresses ?? null },
    { header: columns.firstSeen, cell: (rule) => toDate(rule.traffic?.firstSeen) },
    { header: columns.lastSeen, cell: (rule) => toDate(rule.traffic?.lastSeen) },
  ];
  const removal: Column = {
    header: columns.removal,
    cell: (rule) => (rule.fix ? messages.text.proved : rule.fixRefused),
  };
  switch (verdict) {
    case 'used':
      return [...common, ...traffic];
    case 'unused':
      return [...common, removal];
    case 'redundant':
      return [
        ...common,
        ...traffic,
        { header: columns.coveredBy, cell: (rule) => coveredBy(rule, rulesByKey) },
        removal,
      ];
    case 'unknown':
      return [
        ...common,
        { header: columns.possible, cell: (rule) => rule.traffic?.possible ?? null },
        { header: columns.reasons, cell: (rule) => eachReason(rule, messages, 'what') },
        { header: columns.settle, cell: (rule) => eachReason(rule, messages, 'settle') },
      ];
  }
}

function placeOf(rule: ReportRule): string | null {
  return rule.location ? `${rule.location.file}:${rule.location.start.line}` : null;
}

function toDate(iso: string | null | undefined): Date | null {
  return iso ? new Date(iso) : null;
}

function coveredBy(rule: ReportRule, rulesByKey: ReadonlyMap<string, ReportRule>): string {
  const others = rule.reasons.flatMap((key) => rulesByKey.get(key) ?? []);
  return others.map((other) => `${describeRule(other)} (${describeGroup(other.group)})`).join('; ');
}

function eachReason(rule: ReportRule, messages: Messages, part: 'what' | 'settle'): string {
  return rule.reasons
    .map((reason) => messages.reason[reason as UnknownReason]?.[part] ?? reason)
    .join('; ');
}

function evidenceRows(report: Report, messages: Messages): Cell[][] {
  const words = messages.workbook.evidence;
  const rows: Cell[][] = [[words.generatedAt, new Date(report.generatedAt)]];
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
      ...damaged.map(({ file, problem }) => [words.damaged, `${file}: ${problem}`]),
    );
  }
  return rows;
}

/** Excel takes 31 characters for a sheet's name and none of `[]*?:/\`. */
function addSheet(
  workbook: ExcelJS.Workbook,
  name: string,
  headers: readonly string[],
  rows: readonly (readonly Cell[])[],
): void {
  const sheet = workbook.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] });
  const head = sheet.addRow([...headers]);
  head.font = { bold: true };
  head.alignment = { horizontal: 'center' };
  for (const row of rows) {
    sheet.addRow([...row]).eachCell((cell) => {
      if (cell.value instanceof Date) cell.numFmt = 'yyyy-mm-dd hh:mm';
      else if (typeof cell.value === 'number') cell.numFmt = '#,##0';
    });
  }
  sheet.autoFilter = {
    from: { row: 1, column: 1 },
    to: { row: rows.length + 1, column: headers.length },
  };
  for (const [index, header] of headers.entries()) {
    const column = sheet.getColumn(index + 1);
    const values = rows.map((row) => row[index] ?? null);
    const widest = Math.max(stringWidth(header), ...values.map(widthOf));
    column.width = Math.min(WIDEST_COLUMN, widest + COLUMN_MARGIN);
  }
}

function widthOf(value: Cell): number {
  if (value === null) return 0;
  if (value instanceof Date) return 'yyyy-mm-dd hh:mm'.length;
  return stringWidth(typeof value === 'number' ? value.toLocaleString('en-US') : value);
}
