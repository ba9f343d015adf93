import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TrinoClient } from '../../src/flowlogs/engine/trino-client.ts';
import { buildRollup, openRollup } from '../../src/flowlogs/rollup.ts';
import { dayAfter } from '../../src/flowlogs/table/day-range.ts';
import { describeTrinoTable, trinoLogTable } from '../../src/flowlogs/table/trino.ts';
import { updateFromTable } from '../../src/flowlogs/table/update.ts';
import type { Rollup } from '../../src/model/rollup.ts';
import { findTrino, NO_TRINO } from '../support/trino/home.ts';
import { startTrino, type TrinoServer } from '../support/trino/server.ts';
import { makeTextTable } from '../support/trino/tables.ts';
import { type LogFile, logFiles, writeLogs } from '../support/worlds/logs.ts';
import type { World } from '../support/worlds/model.ts';
import { makeWorld } from '../support/worlds/world.ts';

const home = findTrino();
const FOLDERS = 'AWSLogs/123456789012/vpcflowlogs/us-east-1';

(home === null ? describe.skip : describe)(
  home === null ? NO_TRINO : 'DuckDB on files and Trino on a table',
  () => {
    let trino: TrinoServer;
    let scratch: string;
    beforeAll(async () => {
      if (home === null) return;
      scratch = mkdtempSync(join(tmpdir(), 'sgaudit-test-'));
      trino = await startTrino(home);
      await trino.run('CREATE SCHEMA hive.logs');
    }, 240_000);
    afterAll(async () => {
      await trino.stop();
      rmSync(scratch, { recursive: true, force: true });
    });

    /** The content of a rollup, row by row. */
    async function contentOf(rollup: Rollup) {
      try {
        const rows = async (table: string) =>
          (await rollup.sql.rows<object>(`SELECT * FROM ${table} ORDER BY ALL`)).map((row) =>
            JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
          );
        const { records, missingFields, days } = rollup.summary;
        return {
          flows: await rows('flows'),
          coverage: await rows('coverage'),
          summary: { records, missingFields: [...missingFields].sort(), days },
        };
      } finally {
        await rollup.close();
      }
    }

    const fromFiles = async (folder: string, addresses: ReadonlyMap<string, readonly string[]>) =>
      contentOf(
        await buildRollup({
          ...{ inputs: [folder], logFormat: null, store: null },
          inventoryAddresses: addresses,
        }),
      );

    async function fromTable(
      name: string,
      days: { first: string; last: string },
      addresses: ReadonlyMap<string, readonly string[]>,
      daysPerQuery = 31,
    ) {
      const client = new TrinoClient({
        ...{ url: trino.url, user: 'test', session: {} },
        ...{ credentials: null, version: 'test' },
      });
      const table = { catalog: 'hive', schema: 'logs', table: name };
      const shape = await describeTrinoTable(client, table);
      const cost = { queries: 0, scannedBytes: 0, rows: 0 };
      const store = join(scratch, `store-${name}-${daysPerQuery}`);
      await updateFromTable({
        table: trinoLogTable(client, 'trino.test', table, shape, cost),
        ...{ store, days, daysPerQuery, now: new Date() },
        inventoryAddresses: addresses,
      });
      return { shape, cost, ...(await contentOf(await openRollup(store))) };
    }

    function place(name: string, files: readonly LogFile[]): string {
      const folder = join(trino.files, name);
      mkdirSync(folder);
      writeLogs(files, folder);
      return folder;
    }

    const fieldsOf = ([first]: readonly LogFile[]) => (first?.header ?? '').split(' ');
    /** Records of the night before the first day are delivered on it. */
    const daysOf = ({ window }: World) => ({
      first: dayAfter(window.firstDay, -1),
      last: window.lastDay,
    });
    const OPTIONS = { hostile: true, churn: true, losses: true };

    /** The world's text files of a format, and a table over them. */
    async function placed(name: string, format: Parameters<typeof logFiles>[1], seed: number) {
      const world = makeWorld(seed, OPTIONS);
      const files = logFiles(world, format);
      const folder = place(name, files);
      const days = daysOf(world);
      await makeTextTable(trino, {
        ...{ name, fields: fieldsOf(files), root: `local:///${name}/${FOLDERS}` },
        ...{ firstDay: days.first, lastDay: '2030-01-01' },
      });
      return { world, folder, days, addresses: addressesOf(world) };
    }

    const rollupOf = ({ flows, coverage, summary }: Awaited<ReturnType<typeof contentOf>>) => ({
      ...{ flows, coverage, summary },
    });

    it.each([
      ['default', 3],
      ['classic', 5],
      ['full', 7],
    ] as const)(
      'give the same rollup of %s text logs',
      async (format, seed) => {
        const { folder, days, addresses } = await placed(`text_${format}`, format, seed);
        const found = await fromTable(`text_${format}`, days, addresses);
        const expected = await fromFiles(folder, addresses);
        expect(expected.flows.length).toBeGreaterThan(100);
        expect(found.shape.partition).toEqual({
          kind: 'text',
          column: 'day',
          format: 'yyyy/MM/dd',
        });
        expect(found.cost.queries).toBe(1);
        expect(rollupOf(found)).toEqual(expected);
      },
      120_000,
    );

    it('give the same rollup whether days are asked for together or one by one', async () => {
      const { days, addresses } = await placed('one_by_one', 'full', 11);
      const together = await fromTable('one_by_one', days, addresses);
      const single = await fromTable('one_by_one', days, addresses, 1);
      expect(single.cost.queries).toBeGreaterThan(2);
      expect(rollupOf(single)).toEqual(rollupOf(together));
    }, 120_000);

    it('give the same rollup of parquet with Hive partitions, where columns are texts, and where none tells the day', async () => {
      const { folder, days, addresses } = await placed('raw', 'full', 13);
      const expected = await fromFiles(folder, addresses);
      const parts = ['year', 'month', 'day'].map(
        (part, at) => `split_part("day", '/', ${at + 1}) AS "${part}"`,
      );
      const columns = (await trino.run('DESCRIBE hive.logs.raw'))
        .map(([name]) => String(name))
        .filter((name) => name !== 'day');
      const named = columns.map((name) => `"${name}"`).join(', ');
      const texts = columns.map((name) => `CAST("${name}" AS varchar) AS "${name}"`).join(', ');
      const within = `"day" <= '${dayAfter(days.last, 1).replaceAll('-', '/')}'`;
      await trino.run(
        `CREATE TABLE hive.logs.hive_days WITH (format = 'PARQUET', partitioned_by = ARRAY['year', 'month', 'day'])
         AS SELECT ${named}, ${parts.join(', ')} FROM hive.logs.raw WHERE ${within}`,
      );
      await trino.run(
        `CREATE TABLE hive.logs.texts WITH (format = 'PARQUET', partitioned_by = ARRAY['dt'])
         AS SELECT ${texts}, replace("day", '/', '-') AS dt FROM hive.logs.raw WHERE ${within}`,
      );
      await trino.run(
        `CREATE TABLE hive.logs.unpartitioned WITH (format = 'PARQUET') AS SELECT ${named} FROM hive.logs.raw WHERE ${within}`,
      );
      const kinds = [];
      for (const name of ['hive_days', 'texts', 'unpartitioned']) {
        const found = await fromTable(name, days, addresses);
        kinds.push(found.shape.partition.kind);
        expect(rollupOf(found)).toEqual(expected);
      }
      expect(kinds).toEqual(['parts', 'text', 'none']);
    }, 120_000);

    it('give the same rollup of logs of two formats, where one table has the columns of both', async () => {
      const { world, days, addresses } = await placed('some_full', 'full', 17);
      await placed('some_default', 'default', 17);
      const mixed = place('mixed', logFiles(world, 'mixed'));
      const full = (await trino.run('DESCRIBE hive.logs.some_full')).map(([name]) => String(name));
      const some = (await trino.run('DESCRIBE hive.logs.some_default')).map(([name]) =>
        String(name),
      );
      const first = `'${world.window.firstDay.replaceAll('-', '/')}'`;
      const last = `'${dayAfter(days.last).replaceAll('-', '/')}'`;
      const all = full.map((name) => `"${name}"`).join(', ');
      const fewer = full.map((name) => (some.includes(name) ? `"${name}"` : 'NULL')).join(', ');
      await trino.run(
        `CREATE TABLE hive.logs.mixed WITH (format = 'PARQUET', partitioned_by = ARRAY['day'])
         AS SELECT ${all} FROM hive.logs.some_full WHERE "day" = ${first}`,
      );
      await trino.run(
        `INSERT INTO hive.logs.mixed SELECT ${fewer} FROM hive.logs.some_default WHERE "day" > ${first} AND "day" <= ${last}`,
      );
      const found = await fromTable('mixed', days, addresses);
      expect(found.summary.missingFields).toContain('tcp-flags');
      expect(rollupOf(found)).toEqual(await fromFiles(mixed, addresses));
    }, 120_000);
  },
);

function addressesOf(world: World): ReadonlyMap<string, readonly string[]> {
  return new Map(
    world.interfaces
      .slice(1)
      .map((each) => [
        each.id,
        [each.primary, ...each.secondary, ...(each.ipv6 === null ? [] : [each.ipv6])],
      ]),
  );
}
