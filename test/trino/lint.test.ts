import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Lint } from '../../src/commands/lint.ts';
import { TrinoClient } from '../../src/flowlogs/engine/trino-client.ts';
import { describeTrinoTable } from '../../src/flowlogs/table/trino.ts';
import type { Report } from '../../src/model/report.ts';
import { runCommand } from '../support/run-command.ts';
import { findTrino, NO_TRINO } from '../support/trino/home.ts';
import { startTrino, type TrinoServer } from '../support/trino/server.ts';
import { makeTextTable } from '../support/trino/tables.ts';

const home = findTrino();
const EXAMPLE = fileURLToPath(new URL('../../examples/terraform', import.meta.url));
const FOLDERS = 'AWSLogs/123456789012/vpcflowlogs/us-east-1';
/** The example's two flow logs, with the fields of each. */
const LOGS = {
  plain: {
    id: 'fl-0e72c5ca208eededc',
    fields:
      'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status',
  },
  rich: {
    id: 'fl-0d01c0948a6e4c909',
    fields:
      'version account-id vpc-id subnet-id instance-id interface-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr srcport dstport protocol tcp-flags type flow-direction packets bytes start end action log-status',
  },
} as const;

(home === null ? describe.skip : describe)(
  home === null ? NO_TRINO : 'lint with the logs in a Trino',
  () => {
    let trino: TrinoServer;
    let scratch: string;

    beforeAll(async () => {
      if (home === null) return;
      scratch = mkdtempSync(join(tmpdir(), 'sgaudit-test-'));
      trino = await startTrino(home);
      await trino.run('CREATE SCHEMA hive.logs');
      for (const [name, { id, fields }] of Object.entries(LOGS)) {
        copyLogs(id, join(trino.files, name));
        await makeTextTable(trino, {
          ...{ name, fields: fields.split(' '), root: `local:///${name}/${FOLDERS}` },
          ...{ firstDay: '2026-11-01', lastDay: '2026-11-30' },
        });
      }
      const columns = LOGS.rich.fields.split(' ').map((field) => `"${field.replaceAll('-', '_')}"`);
      const plain = LOGS.plain.fields.split(' ').map((field) => `"${field.replaceAll('-', '_')}"`);
      const fewer = columns.map((column) => (plain.includes(column) ? column : 'NULL'));
      await trino.run(`CREATE VIEW hive.logs.both AS
        SELECT ${columns.join(', ')}, "day" FROM hive.logs.rich
        UNION ALL SELECT ${fewer.join(', ')}, "day" FROM hive.logs.plain`);
      writeFileSync(
        join(scratch, 'view.yaml'),
        'evidence: {ruleAge: ignore}\ntrino: {catalog: hive, schema: logs, table: both, dayColumn: day, dayFormat: yyyy/MM/dd}\n',
      );
      writeFileSync(
        join(scratch, 'table.yaml'),
        'evidence: {ruleAge: ignore}\ntrino: {catalog: hive, schema: logs, table: rich, daysPerQuery: 4}\n',
      );
    }, 240_000);
    afterAll(async () => {
      await trino.stop();
      rmSync(scratch, { recursive: true, force: true });
    });

    function copyLogs(id: string, folder: string): void {
      const root = join(EXAMPLE, 'flow-logs');
      for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !entry.name.includes(id)) continue;
        const path = join(entry.parentPath ?? entry.path, entry.name);
        const place = join(folder, relative(root, path));
        mkdirSync(dirname(place), { recursive: true });
        cpSync(path, join(dirname(place), basename(place)));
      }
    }

    async function judge(...argv: string[]) {
      const { stdout, stderr, exitCode } = await runCommand(Lint, [
        ...[EXAMPLE, '--lang', 'en', '--format', 'json'],
        ...['--state', join(EXAMPLE, 'terraform.tfstate')],
        ...['--inventory', join(EXAMPLE, 'inventory'), ...argv],
      ]);
      return { report: JSON.parse(stdout) as Report, stderr, exitCode };
    }

    const overTrino = (config: string, ...argv: string[]) =>
      judge('--trino', trino.url, '--config', join(scratch, config), ...argv);

    /** The texts of the queries for days that this run sent. */
    async function queriesOf(run: () => Promise<unknown>): Promise<string[]> {
      const all = async () =>
        (
          await trino.run(
            `SELECT query FROM system.runtime.queries WHERE source = 'sgaudit' AND query LIKE '%WITH fields%' ORDER BY created`,
          )
        ).map(([query]) => String(query));
      const before = (await all()).length;
      await run();
      return (await all()).slice(before);
    }

    const daysIn = (query: string) =>
      [...new Set(query.match(/2026\/11\/\d\d/g) ?? [])].map((day) => day.slice(8)).sort();

    it('judges as it does with the files, with a view over two tables', async () => {
      const window = ['--window', '2026-11-02..2026-11-15'];
      const files = await judge('--flow-logs', join(EXAMPLE, 'flow-logs'), ...window);
      const table = await overTrino('view.yaml', ...window);
      expect(table.stderr).toBe('');
      expect(files.report.errors).toEqual([]);
      expect(table.exitCode).toBe(files.exitCode);
      expect(table.report.rules).toEqual(files.report.rules);
      expect(table.report.findings).toEqual(files.report.findings);
      expect(table.report.evidence?.orientation).toEqual(files.report.evidence?.orientation);
      expect(table.report.evidence?.engine).toBe('trino');
      expect(table.report.rules.some(({ verdict }) => verdict === 'unused')).toBe(true);
    }, 120_000);

    it('asks for new days only, and for none that it has', async () => {
      const rollup = ['--rollup', join(scratch, 'rollup')];
      const first = await queriesOf(() =>
        overTrino('table.yaml', ...rollup, '--window', '2026-11-02..2026-11-07'),
      );
      expect(first.map(daysIn)).toEqual([
        ['02', '03', '04', '05', '06'],
        ['06', '07', '08'],
      ]);
      const more = await queriesOf(() =>
        overTrino('table.yaml', ...rollup, '--window', '2026-11-02..2026-11-09'),
      );
      expect(more.map(daysIn)).toEqual([['08', '09', '10']]);
      const none = await queriesOf(() =>
        overTrino('table.yaml', ...rollup, '--window', '2026-11-03..2026-11-09'),
      );
      expect(none).toEqual([]);
    }, 120_000);

    it('gives a rollup of a table to no other logs', async () => {
      const rollup = ['--rollup', join(scratch, 'rollup-of-table')];
      const window = ['--window', '2026-11-02..2026-11-03'];
      await overTrino('table.yaml', ...rollup, ...window);
      const files = await judge('--flow-logs', join(EXAMPLE, 'flow-logs'), ...rollup, ...window);
      expect(files.stderr).toContain('(rollup-source)');
      const other = await overTrino('view.yaml', ...rollup, ...window);
      expect(other.stderr).toContain('(rollup-source)');
      expect([files.exitCode, other.exitCode]).toEqual([2, 2]);
    }, 120_000);

    it('says what is wrong with the table', async () => {
      const with_ = async (name: string, trinoConfig: string) => {
        const path = `${name}.yaml`;
        writeFileSync(
          join(scratch, path),
          `trino: {catalog: hive, schema: logs, ${trinoConfig}}\n`,
        );
        const { stderr, exitCode } = await overTrino(path, '--window', '2026-11-02..2026-11-03');
        expect(exitCode).toBe(2);
        return stderr;
      };
      expect(await with_('absent', 'table: absent')).toMatch(
        /TABLE_NOT_FOUND.*check trino\.table.*\(trino-table\)/,
      );
      await trino.run(
        'CREATE TABLE hive.logs.short AS SELECT version, srcaddr FROM hive.logs.rich WHERE false',
      );
      expect(await with_('short', 'table: short')).toMatch(
        /logs\.short cannot be used: no column for interface-id, srcport.*It has version, srcaddr.*\(table-columns\)/,
      );
      expect(await with_('column', 'table: rich, dayColumn: dawn, dayFormat: yyyy-MM-dd')).toMatch(
        /no column dawn.*\(table-partitions\)/,
      );
      await makeTextTable(trino, {
        ...{ name: 'turned', fields: LOGS.rich.fields.split(' ').reverse() },
        ...{ root: `local:///rich/${FOLDERS}`, firstDay: '2026-11-01', lastDay: '2026-11-30' },
      });
      expect(await with_('turned', 'table: turned')).toMatch(
        /none of the \d+ records of trino:.*by position.*\(table-columns\)/,
      );
      expect(await with_('session', 'table: rich, session: {no_such: "1"}')).toMatch(
        /trino\.session.*\(trino-session\)/,
      );
    }, 120_000);

    it('takes names for names, whatever they hold', async () => {
      const client = new TrinoClient({
        ...{ url: trino.url, user: 'test', session: {}, credentials: null, version: 'test' },
      });
      const hostile = 'x" UNION SELECT 1 --';
      await expect(
        describeTrinoTable(client, { catalog: 'hive', schema: 'logs', table: hostile }),
      ).rejects.toMatchObject({ code: 'trino-table' });
      await trino.run(
        `CREATE TABLE hive.logs."it's; DROP TABLE" WITH (format = 'PARQUET', partitioned_by = ARRAY['day']) AS
         SELECT * FROM hive.logs.rich WHERE "day" = '2026/11/02'`,
      );
      const shape = await describeTrinoTable(client, {
        ...{ catalog: 'hive', schema: 'logs', table: "it's; DROP TABLE" },
      });
      expect(shape.partition).toEqual({ kind: 'text', column: 'day', format: 'yyyy/MM/dd' });
    }, 120_000);
  },
);
