import { SHARPENING } from '../fields.ts';
import { FIRST_TIME, LAST_TIME, tableConnectionsQuery } from '../query/connections.ts';
import { TRINO } from '../query/dialect.ts';
import { type TableColumn, tableSource } from './columns.ts';
import { type DayRange, epochDay } from './day-range.ts';
import { type DayPartition, delivered, partitionCondition } from './partitions.ts';

/** A table of flow logs as a SQL engine knows it. */
export interface LogTableShape {
  /** Catalog, schema and table, quoted. */
  readonly relation: string;
  readonly fields: ReadonlyMap<string, TableColumn>;
  readonly partition: DayPartition;
}

/**
 * The connections of the records that start within the days, out of one scan of their partitions and the next day's.
 * Records whose start is no time count in the partitions of the days themselves, so that no two queries count them.
 */
export function daysQuery(table: LogTableShape, days: DayRange): string {
  const start = tableSource('', table.fields).column('start');
  const from = epochDay(days.first) * 86_400;
  const to = (epochDay(days.last) + 1) * 86_400;
  const within = `${start} >= ${from} AND ${start} < ${to}`;
  const scanned = partitionCondition(table.partition, delivered(days));
  const own = partitionCondition(table.partition, days);
  const condition =
    own === null
      ? within
      : `${scanned} AND ((${within}) OR (NOT coalesce(${start} BETWEEN ${FIRST_TIME} AND ${LAST_TIME}, false) AND ${own}))`;
  const relation = `${table.relation} WHERE ${condition}`;
  return tableConnectionsQuery(tableSource(relation, table.fields), SHARPENING, TRINO);
}
