import type { Layout } from '../layout.ts';
import { quoteName } from './duckdb.ts';

export type ParquetLayout = Extract<Layout, { kind: 'parquet' }>;

/**
 * What a field says as INTEGER or BIGINT, whatever type its column has: AWS writes INT32 and INT64, other writers texts
 * (`-` for none) and doubles (NaN for none) and times as timestamps. A value that is not exactly a whole number becomes
 * -1, which lies in no field's domain: the record is refused, never rounded. Null for a field that the file lacks.
 */
export function numberColumn(layout: ParquetLayout, field: string): string | null {
  const name = layout.columns.get(field);
  return name === undefined ? null : wholeNumber(quoteName(name), typeOf(layout, name));
}

/** The same as VARCHAR. An account number that was written as a number gets back the zeros that led it. */
export function textColumn(layout: ParquetLayout, field: string): string | null {
  const name = layout.columns.get(field);
  if (name === undefined) return null;
  const type = typeOf(layout, name);
  const column = quoteName(name);
  if (field === 'account-id' && (WIDE_OR_INTEGER.test(type) || FRACTIONAL.test(type))) {
    return `lpad(CAST(TRY_CAST(${column} AS BIGINT) AS VARCHAR), 12, '0')`;
  }
  return type === 'VARCHAR' ? column : `CAST(${column} AS VARCHAR)`;
}

function wholeNumber(column: string, type: string): string {
  if (type === 'INTEGER' || type === 'BIGINT') return column;
  if (INTEGER.test(type)) return `CAST(${column} AS BIGINT)`;
  if (TIMESTAMP.test(type)) return `CAST(floor(epoch(${column})) AS BIGINT)`;
  if (FRACTIONAL.test(type)) {
    const none = DECIMAL.test(type) ? `${column} IS NULL` : `${column} IS NULL OR isnan(${column})`;
    return `CASE WHEN ${none} THEN NULL
      WHEN ${column} = trunc(${column}) AND ${column} BETWEEN 0 AND ${LARGEST_EXACT} THEN CAST(${column} AS BIGINT) ELSE -1 END`;
  }
  const value = `CAST(${column} AS VARCHAR)`;
  return `CASE WHEN ${value} IN ('-', '') THEN NULL
    WHEN ${column} IS NOT NULL THEN CASE WHEN regexp_full_match(${value}, '[0-9]{1,19}') THEN coalesce(TRY_CAST(${value} AS BIGINT), -1) ELSE -1 END END`;
}

/** Beyond it a double no longer tells neighbours apart. */
const LARGEST_EXACT = 2 ** 53;

const INTEGER = /^U?(TINYINT|SMALLINT|INTEGER)$|^BIGINT$/;
const WIDE_OR_INTEGER = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/;
const DECIMAL = /^DECIMAL/;
const FRACTIONAL = /^(DOUBLE|FLOAT|DECIMAL)/;
const TIMESTAMP = /^(TIMESTAMP|DATE$)/;

function typeOf({ schema }: ParquetLayout, column: string): string {
  const described = JSON.parse(schema) as { name: string; type: string }[];
  return described.find(({ name }) => name === column)?.type ?? '';
}
