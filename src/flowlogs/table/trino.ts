import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SgauditError } from '../../model/problem.ts';
import { type Engine, quoteName } from '../engine/duckdb.ts';
import type { TrinoClient } from '../engine/trino-client.ts';
import { ArrivalsWriter, arrivalsFile } from './arrivals-file.ts';
import { fieldsOfTable } from './columns.ts';
import type { DayRange } from './day-range.ts';
import { type DayColumn, findDayPartition } from './partitions.ts';
import { daysQuery, type LogTableShape } from './query.ts';
import { ARRIVAL_COLUMNS, arrivalsFrom, type LogTable } from './update.ts';

export interface TrinoTable extends DayColumn {
  readonly catalog: string;
  readonly schema: string;
  readonly table: string;
}

/** What the queries of one run took. */
export interface TrinoCost {
  queries: number;
  scannedBytes: number;
  rows: number;
}

/** Columns that may go beyond what a JavaScript number holds: they come as texts. */
const WIDE = new Set(['bytes', 'packets', 'first_seen', 'last_seen']);

/** Finds out what the table has. Throws `trino-table`, `table-columns`, `table-partitions`. */
export async function describeTrinoTable(
  client: TrinoClient,
  table: TrinoTable,
): Promise<LogTableShape> {
  const relation = [table.catalog, table.schema, table.table].map(quoteName).join('.');
  const described = await client.rows(`DESCRIBE ${relation}`);
  const columns = described.map(([name, type, extra]) => ({
    name: String(name),
    type: String(type),
    isPartition: extra === 'partition key',
  }));
  const records = columns.filter(({ isPartition }) => !isPartition);
  const shown = `${table.schema}.${table.table}`;
  return {
    relation,
    fields: fieldsOfTable(shown, records),
    partition: await findDayPartition(shown, columns, table, (column) =>
      formsOf(client, relation, column),
    ),
  };
}

/** The format of the column's partition projection, else a value of each form that registered partitions have. */
async function formsOf(client: TrinoClient, relation: string, column: string): Promise<string[]> {
  const [[created] = []] = await client.rows(`SHOW CREATE TABLE ${relation}`);
  const line = String(created)
    .split('\n')
    .find((each) => each.trim().startsWith(`${column} `) || each.trim().startsWith(`"${column}" `));
  const format = /partition_projection_format = '([^']+)'/.exec(line ?? '')?.[1];
  if (format !== undefined) return [format];
  const partitions = relation.replace(/"$/, '$partitions"');
  const name = quoteName(column);
  const values = await client.rows(
    `SELECT max(${name}) FROM ${partitions} GROUP BY regexp_replace(${name}, '[0-9]', '0')`,
  );
  return values.flatMap(([value]) => (typeof value === 'string' ? [value] : []));
}

/** The table as a source of days. What its queries take is added to `cost`. */
export function trinoLogTable(
  client: TrinoClient,
  host: string,
  table: TrinoTable,
  shape: LogTableShape,
  cost: TrinoCost,
  onUnspooled: (reason: string) => void = () => undefined,
): LogTable {
  let spooled = true;
  return {
    engine: 'trino',
    name: `trino://${host}/${table.catalog}.${table.schema}.${table.table}`,
    async load(days: DayRange, into: Engine, workFolder: string) {
      const columns = ARRIVAL_COLUMNS.map((name) =>
        WIDE.has(name)
          ? `CAST(${quoteName(name)} AS VARCHAR) AS ${quoteName(name)}`
          : quoteName(name),
      );
      const sql = `SELECT ${columns.join(', ')} FROM (${daysQuery(shape, days)}) AS connections`;
      const path = join(workFolder, `trino-${days.first}.csv`);
      const ask = async () => {
        const file = await ArrivalsWriter.open(path);
        let rows = 0;
        const onRows = (page: readonly (readonly unknown[])[]) => {
          rows += page.length;
          return file.write(page);
        };
        const statistics = await client.query(sql, { onRows, spooled }).finally(() => file.close());
        cost.rows += rows;
        return statistics;
      };
      const { scannedBytes } = await ask().catch((error: Error) => {
        if (!(error instanceof SgauditError && error.code === 'trino-segments')) throw error;
        // The servers' storage need not be in reach of everybody who may ask them.
        spooled = false;
        onUnspooled(error.message);
        return ask();
      });
      await into.run(arrivalsFrom(arrivalsFile(path)));
      await rm(path);
      cost.queries++;
      cost.scannedBytes += scannedBytes;
    },
  };
}
