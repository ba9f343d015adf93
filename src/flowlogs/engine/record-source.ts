import { FIELD_BY_NAME, FIELD_MAXIMUM } from '../fields.ts';
import type { Layout } from '../layout.ts';
import type { RecordSource } from '../query/connections.ts';
import type { SourceFile } from '../source-file.ts';
import { quoteName, quoteText } from './duckdb.ts';

/** DuckDB's view of files that share one layout and encoding. `paths` must be free of glob characters. */
export function recordSource(
  layout: Layout,
  encoding: SourceFile['encoding'],
  paths: readonly string[],
): RecordSource {
  const list = `[${paths.map(quoteText).join(', ')}]`;
  if (layout.kind === 'parquet') {
    return {
      relation: `read_parquet(${list}, hive_partitioning=false)`,
      column: (field) => parquetColumn(layout.columns.get(field), field),
    };
  }
  const columns = layout.fields.map((field) => `${quoteName(field)}: ${quoteText(sqlType(field))}`);
  return {
    relation: `read_csv(${list}, columns={${columns.join(', ')}}, auto_detect=false, delim=' ',
  header=false, skip=${layout.header ? 1 : 0}, nullstr='-', quote='', escape='', comment='',
  compression='${encoding === 'gzip' ? 'gzip' : 'none'}', hive_partitioning=false)`,
    column: (field) => (layout.fields.includes(field) ? quoteName(field) : null),
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

/** Other writers store ports and counts as text, `-` for none, and account numbers as numbers. */
function parquetColumn(column: string | undefined, field: string): string | null {
  if (column === undefined) return null;
  const known = FIELD_BY_NAME.get(field);
  if (known?.type === 'integer') return `TRY_CAST(${quoteName(column)} AS BIGINT)`;
  return `nullif(CAST(${quoteName(column)} AS VARCHAR), '-')`;
}
