import { FIELD_BY_NAME, FIELD_MAXIMUM } from '../fields.ts';
import type { Layout } from '../layout.ts';
import type { RecordSource } from '../query/connections.ts';
import type { SourceFile } from '../source-file.ts';
import { quoteName, quoteText } from './duckdb.ts';
import { parquetColumn } from './parquet-column.ts';

/**
 * DuckDB's view of files that share one layout and encoding. `paths` must be free of glob characters.
 * `checked`: every number is known to be plain digits; otherwise the read fails at one that is not.
 * `fileColumn`: a column that is to hold each record's file.
 */
export function recordSource(
  layout: Layout,
  encoding: SourceFile['encoding'],
  paths: readonly string[],
  checked = false,
  fileColumn: string | null = null,
): RecordSource {
  const list = `[${paths.map(quoteText).join(', ')}]`;
  const file = fileColumn === null ? '' : `, filename=${quoteText(fileColumn)}`;
  if (layout.kind === 'parquet') {
    return {
      relation: `read_parquet(${list}, hive_partitioning=false${file})`,
      column: (field) => parquetColumn(layout, field),
    };
  }
  const typeOf = (field: string) => (checked ? sqlType(field) : 'VARCHAR');
  const columns = layout.fields.map((field) => `${quoteName(field)}: ${quoteText(typeOf(field))}`);
  const expression = (field: string) =>
    typeOf(field) === sqlType(field) ? quoteName(field) : strictNumber(field);
  return {
    relation: `read_csv(${list}, columns={${columns.join(', ')}}, auto_detect=false, delim=' ',
  header=false, skip=${layout.header ? 1 : 0}, nullstr='-', quote='', escape='', comment='',
  compression='${encoding === 'gzip' ? 'gzip' : 'none'}', hive_partitioning=false${file})`,
    column: (field) => (layout.fields.includes(field) ? expression(field) : null),
  };
}

/** The narrowest type whose cast refuses what is out of the field's domain. */
function sqlType(field: string): string {
  const known = FIELD_BY_NAME.get(field);
  if (known?.type !== 'integer' || known.use === 'skipped') return 'VARCHAR';
  const maximum = FIELD_MAXIMUM.get(field);
  if (maximum === undefined) return 'BIGINT';
  if (maximum <= 255n) return 'UTINYINT';
  return maximum <= 65_535n ? 'USMALLINT' : 'BIGINT';
}

/** DuckDB takes `443.6`, `4e2` and `0x1bb` for whole numbers: only what is written back the same is one here. */
function strictNumber(field: string): string {
  const text = quoteName(field);
  const number = `CAST(${text} AS ${sqlType(field)})`;
  return `CASE WHEN CAST(${number} AS VARCHAR) = ${text} THEN ${number}
    WHEN ${text} IS NOT NULL THEN error('not a whole number') END`;
}
