import type { Layout } from '../layout.ts';
import type { RecordSource } from '../query/connections.ts';
import { quoteText } from './duckdb.ts';
import { parquetColumn } from './parquet-column.ts';

/**
 * DuckDB's view of parquet files that share one layout. `paths` must be free of glob characters.
 * `fileColumn`: a column that is to hold each record's file.
 */
export function recordSource(
  layout: Layout,
  paths: readonly string[],
  fileColumn: string | null = null,
): RecordSource {
  const file = fileColumn === null ? '' : `, filename=${quoteText(fileColumn)}`;
  return {
    relation: `read_parquet([${paths.map(quoteText).join(', ')}], hive_partitioning=false${file})`,
    column: (field) => (layout.kind === 'parquet' ? parquetColumn(layout, field) : null),
  };
}
