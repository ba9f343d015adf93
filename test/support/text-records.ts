import { quoteName, quoteText } from '../../src/flowlogs/engine/duckdb.ts';
import { FIELD_BY_NAME } from '../../src/flowlogs/fields.ts';
import type { RecordSource } from '../../src/flowlogs/query/connections.ts';

/** Gzip logs with a header, all of the same fields and whole, as a table that DuckDB reads. */
export function textRecords(fields: readonly string[], paths: readonly string[]): RecordSource {
  const isNumber = (field: string) => {
    const known = FIELD_BY_NAME.get(field);
    return known?.type === 'integer' && known.use !== 'skipped';
  };
  const columns = fields.map(
    (field) => `${quoteName(field)}: ${quoteText(isNumber(field) ? 'BIGINT' : 'VARCHAR')}`,
  );
  return {
    relation: `read_csv([${paths.map(quoteText).join(', ')}], columns={${columns.join(', ')}}, auto_detect=false,
      delim=' ', header=false, skip=1, nullstr='-', quote='', escape='', comment='', compression='gzip')`,
    column: (field) => (fields.includes(field) ? quoteName(field) : null),
  };
}
