import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine, quoteText } from '../../../src/flowlogs/engine/duckdb.ts';
import { SHARPENING } from '../../../src/flowlogs/fields.ts';
import { tableConnectionsQuery } from '../../../src/flowlogs/query/connections.ts';
import { DUCKDB } from '../../../src/flowlogs/query/dialect.ts';
import { ARRIVAL_COLUMNS } from '../../../src/flowlogs/table/update.ts';
import type { StoredObject } from '../s3-server.ts';
import { textRecords } from '../text-records.ts';
import type { LocalQuery, QueryMachine } from './server.ts';

/** Logs as AWS delivers them: gzip with a header, below folders of days. */
export interface MachineLogs {
  readonly paths: readonly string[];
  /** The fields of the files, in their order. */
  readonly fields: readonly string[];
  /** Their keys begin so. */
  readonly bucket: string;
}

/**
 * Answers the days that a query for connections asks for, out of files that DuckDB has reduced: no SQL engine of its own,
 * so that tests of everything around the query need none. What a query scans is the size of the objects of its days.
 */
export async function duckdbMachine(
  logs: MachineLogs,
  objects: Map<string, StoredObject>,
): Promise<QueryMachine & { close(): void }> {
  const scratch = mkdtempSync(join(tmpdir(), 'sgaudit-test-machine-'));
  const engine = await openEngine({ database: ':memory:', temporaryFolder: scratch });
  const source = textRecords(logs.fields, logs.paths);
  await engine.run(`CREATE TABLE answers AS ${tableConnectionsQuery(source, SHARPENING, DUCKDB)}`);
  const columns = ARRIVAL_COLUMNS.map((name) => `"${name}"`).join(', ');
  const scan = (query: LocalQuery, sql: string): string => {
    const days = new Set(sql.match(/'\d{4}\/\d\d\/\d\d'/g)?.map((day) => day.slice(1, -1)));
    query.scannedBytes = 0;
    for (const [key, { body }] of objects) {
      const day = /\/(\d{4}\/\d\d\/\d\d)\//.exec(key)?.[1] ?? '';
      if (key.startsWith(`${logs.bucket}/`) && days.has(day)) query.scannedBytes += body.length;
    }
    const within = />= (\d{9,10}) AND .{1,80}? < (\d{9,10})/s.exec(sql);
    if (!within) throw new Error(`no days in ${sql}`);
    const [from, to] = within.slice(1).map((second) => Number(second) / 86_400);
    return `SELECT ${columns} FROM answers WHERE coalesce(day, refused_day) >= ${from} AND coalesce(day, refused_day) < ${to}`;
  };
  return {
    async select(query, sql) {
      const rows = await engine.rows<Record<string, unknown>>(scan(query, sql));
      return rows.map((row) => ARRIVAL_COLUMNS.map((name) => row[name] ?? null));
    },
    async unload(query, sql, prefix) {
      const rows = scan(query, sql);
      const [counted] = await engine.rows<{ rows: number }>(
        `SELECT count(*) AS rows FROM (${rows})`,
      );
      query.rows = counted?.rows ?? 0;
      const urls: string[] = [];
      for (const part of [0, 1, 2]) {
        const path = join(scratch, `${query.id}-${part}.parquet`);
        await engine.run(
          `COPY (SELECT * FROM (${rows}) WHERE coalesce(a_port, 0) % 3 = ${part}) TO ${quoteText(path)} (FORMAT PARQUET, COMPRESSION ZSTD)`,
        );
        const url = `${prefix}part-${part}`;
        objects.set(url.slice(5), { body: readFileSync(path) });
        urls.push(url);
      }
      return urls;
    },
    async put(url, body) {
      objects.set(url.slice(5), { body: Buffer.from(body) });
    },
    close() {
      engine.close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}
