import { type GlueName, type GlueTable, readPartitions } from '../aws/athena/glue.ts';
import type { AwsAccess } from '../aws/clients.ts';
import type { AthenaConfig } from '../config/config.ts';
import { quoteName } from '../flowlogs/engine/duckdb.ts';
import { fieldsOfTable } from '../flowlogs/table/columns.ts';
import { findDayPartition } from '../flowlogs/table/partitions.ts';
import type { LogTableShape } from '../flowlogs/table/query.ts';

/**
 * What Glue's description of a table says of its fields and of the column that tells the day.
 * @throws SgauditError `table-columns`, `table-partitions`, `aws-…`
 */
export async function athenaShape(
  aws: AwsAccess,
  name: GlueName,
  glue: GlueTable,
  settings: AthenaConfig,
): Promise<LogTableShape> {
  const shown = `${name.database}.${name.table}`;
  const columns = [
    ...glue.columns.map((column) => ({ ...column, isPartition: false })),
    ...glue.partitionKeys.map((column) => ({ ...column, isPartition: true })),
  ];
  const partition = await findDayPartition(shown, columns, settings, async (column) => {
    const format = glue.parameters[`projection.${column}.format`];
    if (format !== undefined) return format;
    const at = glue.partitionKeys.findIndex((key) => key.name === column);
    const [registered] = at < 0 ? [] : await readPartitions(aws, name, null, 1);
    return registered?.values[at] ?? null;
  });
  return {
    relation: [name.database, name.table].map(quoteName).join('.'),
    fields: fieldsOfTable(shown, glue.columns),
    partition,
  };
}
