import { SgauditError } from '../../model/problem.ts';
import { quoteName, quoteText } from '../engine/duckdb.ts';
import type { TableColumn } from './columns.ts';
import { type DayRange, dayAfter, daysIn } from './day-range.ts';

/** How a day is written in a text column: Java's letters, as partition projection has them. */
const FORMATS = {
  'yyyy/MM/dd': /^\d{4}\/\d{2}\/\d{2}$/,
  'yyyy-MM-dd': /^\d{4}-\d{2}-\d{2}$/,
  yyyyMMdd: /^\d{8}$/,
  'yyyy/MM/dd/HH': /^\d{4}\/\d{2}\/\d{2}\/\d{2}$/,
  'yyyy-MM-dd-HH': /^\d{4}-\d{2}-\d{2}-\d{2}$/,
} as const;
export type DayFormat = keyof typeof FORMATS;
export const DAY_FORMATS = Object.keys(FORMATS) as DayFormat[];

/** How a table's partitions tell the day of delivery. */
export type DayPartition =
  /** They do not: every query reads all of the table. */
  | { readonly kind: 'none' }
  | { readonly kind: 'date'; readonly column: string }
  | { readonly kind: 'text'; readonly column: string; readonly format: DayFormat }
  | {
      readonly kind: 'parts';
      readonly year: TableColumn;
      readonly month: TableColumn;
      readonly day: TableColumn;
    };

const TEXT = /^(varchar|char|string)/i;
const PARTS = ['year', 'month', 'day'] as const;
const DAY_NAMES = ['day', 'date', 'dt', 'log_date', 'partition_date', 'ds'];

/** Where a table itself does not tell: the column that tells the day, and how it is written. */
export interface DayColumn {
  readonly dayColumn?: string;
  readonly dayFormat?: DayFormat;
}

/**
 * Finds out which column tells the day: the one that is named, else a partition column. `formsOf` says how a text column
 * writes days: its projection's format, or its values; none where neither is known.
 * @throws SgauditError `table-partitions`
 */
export async function findDayPartition(
  table: string,
  columns: readonly (TableColumn & { readonly isPartition: boolean })[],
  { dayColumn, dayFormat }: DayColumn,
  formsOf: (column: string) => Promise<readonly string[]>,
): Promise<DayPartition> {
  const format = async (column: string) => (dayFormat ? [dayFormat] : formsOf(column));
  if (dayColumn === undefined) {
    return dayPartition(
      table,
      columns.filter(({ isPartition }) => isPartition),
      format,
    );
  }
  const named = columns.find(({ name }) => name === dayColumn.toLowerCase());
  if (named === undefined) {
    throw new SgauditError(
      'table-partitions',
      `${table} has no column ${dayColumn}, which the configuration names as the one that tells the day (dayColumn)`,
    );
  }
  const found = await dayPartition(table, [{ ...named, name: 'day' }], format);
  return 'column' in found ? { ...found, column: named.name } : found;
}

async function dayPartition(
  table: string,
  columns: readonly TableColumn[],
  formsOf: (column: string) => Promise<readonly string[]>,
): Promise<DayPartition> {
  const named = (name: string) => columns.find((column) => column.name.toLowerCase() === name);
  const [year, month, day] = PARTS.map(named);
  if (year && month && day) return { kind: 'parts', year, month, day };
  const date = columns.find(({ type }) => /^date$/i.test(type));
  if (date) return { kind: 'date', column: date.name };
  const text = DAY_NAMES.map(named).find((column) => column && TEXT.test(column.type));
  if (!text) return { kind: 'none' };
  const format = onlyFormat(
    `${table}: the partition column ${text.name}`,
    await formsOf(text.name),
  );
  return format === null ? { kind: 'none' } : { kind: 'text', column: text.name, format };
}

/** A partition whose day is null, as Hive names it. */
const NO_VALUE = '__HIVE_DEFAULT_PARTITION__';

/** How all of them write days; where some do in another way, a query would pass over these. */
function onlyFormat(column: string, written: readonly string[]): DayFormat | null {
  const examples = new Map<DayFormat, string>();
  for (const each of written) {
    if (each === NO_VALUE) continue;
    const format = DAY_FORMATS.find((known) => known === each || FORMATS[known].test(each));
    if (!format) {
      throw new SgauditError(
        'table-partitions',
        `${column} writes days as "${each}", which is not known; known: ${DAY_FORMATS.join(', ')}`,
      );
    }
    examples.set(format, each);
  }
  if (examples.size > 1) {
    const shown = [...examples.values()].map((each) => `"${each}"`).join(' and ');
    throw new SgauditError(
      'table-partitions',
      `${column} writes days in more than one way, ${shown}: logs of some partitions would be passed over. Register them alike, or name a view with one column for the day (dayColumn, dayFormat)`,
    );
  }
  return [...examples.keys()][0] ?? null;
}

/** Records of the last minutes of a day are delivered on the next one. */
export function delivered({ first, last }: DayRange): DayRange {
  return { first, last: dayAfter(last) };
}

/** A condition that only partitions of these days fulfil; null where partitions do not tell. */
export function partitionCondition(partition: DayPartition, days: DayRange): string | null {
  switch (partition.kind) {
    case 'none':
      return null;
    case 'date':
      return `${quoteName(partition.column)} BETWEEN DATE '${days.first}' AND DATE '${days.last}'`;
    case 'text':
      return textCondition(partition.column, partition.format, days);
    case 'parts':
      return partsCondition(partition, days);
  }
}

function textCondition(column: string, format: DayFormat, days: DayRange): string {
  const name = quoteName(column);
  if (format.endsWith('HH')) {
    const hour = (day: string, hours: string) =>
      quoteText(formatDay(day, format).replace('HH', hours));
    return `${name} BETWEEN ${hour(days.first, '00')} AND ${hour(days.last, '23')}`;
  }
  const values = daysIn(days).map((day) => quoteText(formatDay(day, format)));
  return `${name} IN (${values.join(', ')})`;
}

export function formatDay(day: string, format: string): string {
  const [year = '', month = '', date = ''] = day.split('-');
  return format.replace('yyyy', year).replace('MM', month).replace('dd', date);
}

function partsCondition(
  { year, month, day }: Extract<DayPartition, { kind: 'parts' }>,
  days: DayRange,
): string {
  const months = new Map<string, string[]>();
  for (const each of daysIn(days)) {
    const key = each.slice(0, 7);
    months.set(key, [...(months.get(key) ?? []), each.slice(8)]);
  }
  const alternatives = [...months].map(([key, dates]) => {
    const [y = '', m = ''] = key.split('-');
    return `(${isOneOf(year, [y])} AND ${isOneOf(month, [m])} AND ${isOneOf(day, dates)})`;
  });
  return `(${alternatives.join(' OR ')})`;
}

/** Texts may be written with or without the leading zero. */
function isOneOf({ name, type }: TableColumn, values: readonly string[]): string {
  const isText = TEXT.test(type);
  const written = values.flatMap((value) => {
    const plain = String(Number(value));
    if (!isText) return [plain];
    return value === plain ? [quoteText(value)] : [quoteText(value), quoteText(plain)];
  });
  return `${quoteName(name)} IN (${written.join(', ')})`;
}
