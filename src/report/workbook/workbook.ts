import { Writable } from 'node:stream';
import ExcelJS from 'exceljs';
import { messagesFor } from '../../messages/index.ts';
import type { Report } from '../../model/report.ts';
import type { Reporter } from '../reporter.ts';
import { aboutSheets } from './about-sheets.ts';
import { cellText } from './cell.ts';
import { ruleSheet } from './rule-sheets.ts';
import { writeSheet } from './write-sheet.ts';

/**
 * The workbook: the two sheets of the classic report (its three columns first), then the redundant and the unknown
 * rules, findings, groups, evidence and a glossary. Cells are values, never formulas: a name that begins with `=`
 * stays a text. Rows are written as they are made, for reports of many thousand rules.
 */
export const reportWorkbook: Reporter = async (report, options) => {
  const messages = messagesFor(options.language);
  const chunks: Uint8Array[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({
    stream,
    useStyles: true,
    useSharedStrings: true,
  });
  workbook.creator = cellText(`sgaudit ${report.tool.version}`);
  workbook.created = new Date(report.generatedAt);
  workbook.modified = workbook.created;
  const footer = footerOf(report);
  const rulesByKey = new Map(report.rules.map((rule) => [rule.key, rule]));
  for (const verdict of ['used', 'unused', 'redundant', 'unknown'] as const) {
    await writeSheet(workbook, { ...ruleSheet(report, verdict, messages, rulesByKey), footer });
  }
  for (const write of aboutSheets(report, messages, footer)) await write(workbook);
  await workbook.commit();
  return Buffer.concat(chunks);
};

/** What the pages are of, and when it was made. */
function footerOf({ target, generatedAt, tool }: Report): string {
  const time = generatedAt.slice(0, 16).replace('T', ' ');
  return `sgaudit ${tool.version} · ${time} UTC · ${target.root}`;
}
