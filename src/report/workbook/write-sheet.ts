import { setImmediate } from 'node:timers/promises';
import type ExcelJS from 'exceljs';
import stringWidth from 'string-width';
import { wellFormed } from '../well-formed.ts';
import { type Cell, cellText, looksLikeFormula } from './cell.ts';

/** A column of a sheet whose rows are made of `Item`s. */
export interface Column<Item> {
  readonly header: string;
  cell(item: Item): Cell;
  /** Sentences: they go on below instead of beyond the column. */
  readonly wrap?: true;
  /** Cells that stand out, by their value as Excel compares it: a text or, for numbers, anything above. */
  readonly highlight?: readonly Highlight[];
}

export type Highlight =
  | { readonly kind: 'text'; readonly equals: string; readonly tone: Tone }
  | { readonly kind: 'above'; readonly number: number; readonly tone: Tone }
  /** A number above zero to the right of this label. */
  | { readonly kind: 'labelled'; readonly label: string; readonly tone: Tone }
  /** The more, the darker. */
  | { readonly kind: 'scale'; readonly tone: Tone };

export type Tone = 'good' | 'attention' | 'alarm' | 'quiet';

export interface Sheet<Item> {
  /** At most 31 characters, none of `[]*?:/\`. */
  readonly name: string;
  readonly tone: Tone;
  readonly columns: readonly Column<Item>[];
  readonly items: readonly Item[];
  /** On paper, at the foot of each page. */
  readonly footer: string;
}

const LONGEST_FOOTER = 110;
const WIDEST_COLUMN = 60;
/** The classic report fits a column to its longest value and adds this. */
const COLUMN_MARGIN = 2;
/** The arrow of the filter covers the end of a header. */
const FILTER_ARROW = 2;
/** Rows written before what they fill is taken on, so that memory holds a part of the sheet only. */
const ROWS_AT_ONCE = 500;

/** Points; a row has at most 409. */
const LINE_HEIGHT = 15;
const MOST_LINES = 20;

const WRAPPED = { wrapText: true } as const;

const FILL: Readonly<Record<Tone, string>> = {
  good: 'FFD5EEDF',
  attention: 'FFFCE4C8',
  alarm: 'FFF8CFCF',
  quiet: 'FFE4E9EF',
};
const HEAD_FILL = {
  type: 'pattern',
  pattern: 'solid',
  fgColor: { argb: FILL.quiet },
} as const;
const TAB: Readonly<Record<Tone, string>> = {
  good: 'FF1B6E45',
  attention: 'FFA84300',
  alarm: 'FFB1172A',
  quiet: 'FF4F6072',
};

/** Writes a sheet row by row: header frozen and filtered, columns as wide as what they hold. */
export async function writeSheet<Item>(
  workbook: ExcelJS.stream.xlsx.WorkbookWriter,
  sheet: Sheet<Item>,
): Promise<void> {
  const { name, tone, columns, items, footer } = sheet;
  const out = workbook.addWorksheet(name, {
    views: [{ state: 'frozen', ySplit: 1 }],
    properties: { tabColor: { argb: TAB[tone] } },
    pageSetup: { orientation: 'landscape', fitToWidth: 1, fitToHeight: 0, paperSize: 9 },
    headerFooter: { oddFooter: `&L${footerText(footer)}&R&P / &N` },
  });
  // Widths stand before the rows in the file.
  const widths = columns.map((column) => widthOf(column, items));
  out.columns = widths.map((width) => ({ width }));
  const head = out.addRow(columns.map((column) => column.header));
  head.font = { name: 'Calibri', size: 11, bold: true };
  head.alignment = { horizontal: 'center', vertical: 'middle' };
  head.eachCell((cell) => {
    cell.fill = HEAD_FILL;
  });
  head.commit();
  for (const [index, item] of items.entries()) {
    writeRow(out, columns, widths, item);
    if (index % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await setImmediate();
  }
  out.autoFilter = {
    from: { row: 1, column: 1 },
    to: { row: items.length + 1, column: columns.length },
  };
  const highlights = columns.flatMap(({ highlight = [] }, index) =>
    highlight.map((each) => [index + 1, each] as const),
  );
  for (const [order, [column, highlight]] of highlights.entries()) {
    if (items.length > 0) addHighlight(out, column, items.length + 1, highlight, order + 1);
  }
  out.commit();
}

/** Excel takes 255 characters, in which `&` begins a code. */
function footerText(footer: string): string {
  return wellFormed(cellText(footer).slice(0, LONGEST_FOOTER)).replaceAll('&', '&&');
}

function writeRow<Item>(
  out: ExcelJS.Worksheet,
  columns: readonly Column<Item>[],
  widths: readonly number[],
  item: Item,
): void {
  const cells = columns.map((column) => column.cell(item));
  const row = out.addRow(cells.map((cell) => (typeof cell === 'string' ? cellText(cell) : cell)));
  for (const [index, cell] of cells.entries()) {
    if (cell === null) continue;
    const format = formatOf(cell);
    if (format !== null) row.getCell(index + 1).numFmt = format;
    if (columns[index]?.wrap) row.getCell(index + 1).alignment = WRAPPED;
  }
  const lines = columns.map(({ wrap }, index) =>
    wrap ? linesOf(cells[index] ?? null, widths[index] ?? WIDEST_COLUMN) : 1,
  );
  // Not every program finds the height of wrapped text by itself.
  const most = Math.min(MOST_LINES, Math.max(...lines));
  if (most > 1) {
    row.height = most * LINE_HEIGHT;
    row.eachCell((cell) => {
      cell.alignment = { ...cell.alignment, vertical: 'top' };
    });
  }
  row.commit();
}

/** Words break before the end of a line. */
const FILLED_LINE = 0.9;

function linesOf(cell: Cell, width: number): number {
  return typeof cell === 'string' ? Math.ceil(shownWidth(cell) / (width * FILLED_LINE)) : 1;
}

function formatOf(cell: Exclude<Cell, null>): string | null {
  if (cell instanceof Date) return 'yyyy-mm-dd hh:mm';
  if (typeof cell === 'number') return '#,##0';
  return looksLikeFormula(cell) ? '@' : null;
}

function addHighlight(
  out: ExcelJS.Worksheet,
  column: number,
  lastRow: number,
  highlight: Highlight,
  priority: number,
): void {
  const letter = out.getColumn(column).letter;
  const ref = `${letter}2:${letter}${lastRow}`;
  const style = {
    fill: {
      type: 'pattern' as const,
      pattern: 'solid' as const,
      bgColor: { argb: FILL[highlight.tone] },
    },
  };
  if (highlight.kind === 'scale') {
    const color = [{ argb: 'FFFFFFFF' }, { argb: FILL[highlight.tone] }];
    const cfvo = [{ type: 'min' as const }, { type: 'max' as const }];
    out.addConditionalFormatting({ ref, rules: [{ type: 'colorScale', priority, cfvo, color }] });
    return;
  }
  const rule = {
    type: 'expression' as const,
    priority,
    formulae: [conditionOf(out, column, highlight)],
    style,
  };
  out.addConditionalFormatting({ ref, rules: [rule] });
}

/** A formula of our own words and numbers for the first row of items. */
function conditionOf(
  out: ExcelJS.Worksheet,
  column: number,
  highlight: Exclude<Highlight, { readonly kind: 'scale' }>,
): string {
  const cell = `${out.getColumn(column).letter}2`;
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  switch (highlight.kind) {
    case 'text':
      return `${cell}=${quoted(highlight.equals)}`;
    case 'above':
      return `AND(ISNUMBER(${cell}),${cell}>${highlight.number})`;
    case 'labelled': {
      const label = `${out.getColumn(column - 1).letter}2`;
      return `AND(${label}=${quoted(highlight.label)},ISNUMBER(${cell}),${cell}>0)`;
    }
  }
}

/** In columns of a terminal: a Chinese character takes two. */
function widthOf<Item>(column: Column<Item>, items: readonly Item[]): number {
  let widest = shownWidth(column.header) + FILTER_ARROW;
  for (const item of items) {
    if (widest >= WIDEST_COLUMN) break;
    widest = Math.max(widest, cellWidth(column.cell(item)));
  }
  return Math.min(WIDEST_COLUMN, widest + COLUMN_MARGIN);
}

function cellWidth(cell: Cell): number {
  if (cell === null) return 0;
  if (cell instanceof Date) return 'yyyy-mm-dd hh:mm'.length;
  if (typeof cell === 'number') return Math.ceil(String(cell).length * (4 / 3));
  return shownWidth(cell.length > WIDEST_COLUMN ? cell.slice(0, WIDEST_COLUMN) : cell);
}

function shownWidth(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
}
