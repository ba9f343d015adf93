import {
  type GlueName,
  type GluePartition,
  type GlueTable,
  readPartitions,
} from '../aws/athena/glue.ts';
import type { AwsAccess } from '../aws/clients.ts';
import type { AthenaConfig } from '../config/config.ts';
import { quoteName } from '../flowlogs/engine/duckdb.ts';
import { fieldsOfTable } from '../flowlogs/table/columns.ts';
import { findDayPartition } from '../flowlogs/table/partitions.ts';
import type { LogTableShape } from '../flowlogs/table/query.ts';

/** A table's shape, and its registered partitions, which are asked for where they are needed, once. */
export interface AthenaShape extends LogTableShape {
  readonly partitions: () => Promise<readonly GluePartition[]>;
}

/**
 * What Glue's description of a table says of its fields and of the column that tells the day.
 * @throws SgauditError `table-columns`, `table-partitions`, `aws-…`
 */
export async function athenaShape(
  aws: AwsAccess,
  name: GlueName,
  glue: GlueTable,
  settings: AthenaConfig,
): Promise<AthenaShape> {
  let registered: Promise<readonly GluePartition[]> | null = null;
  const partitions = () => {
    registered ??= readPartitions(aws, name);
    return registered;
  };
  const shown = `${name.database}.${name.table}`;
  const columns = [
    ...glue.columns.map((column) => ({ ...column, isPartition: false })),
    ...glue.partitionKeys.map((column) => ({ ...column, isPartition: true })),
  ];
  const partition = await findDayPartition(shown, columns, settings, async (column) => {
    const format = glue.parameters[`projection.${column}.format`];
    if (format !== undefined) return [format];
    const at = glue.partitionKeys.findIndex((key) => key.name === column);
    return at < 0 ? [] : (await partitions()).flatMap(({ values }) => values[at] ?? []);
  });
  return {
    relation: [name.database, name.table].map(quoteName).join('.'),
    fields: fieldsOfTable(shown, glue.columns),
    partition,
    partitions,
  };
}
