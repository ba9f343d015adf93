import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateDatabaseCommand, CreateTableCommand, GlueClient } from '@aws-sdk/client-glue';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { lint } from '../../src/app/lint.ts';
import type { LintRequest } from '../../src/app/request.ts';
import { type LocalAthena, refuse, type Script, startAthena } from '../support/athena/server.ts';
import { knowTable } from '../support/athena/tables.ts';
import { trinoMachine } from '../support/athena/trino-machine.ts';
import { useAwsEnvironment } from '../support/aws-environment.ts';
import { HAS_MOTO, type Moto, startMoto } from '../support/moto.ts';
import { findTrino, NO_TRINO } from '../support/trino/home.ts';
import { startTrino, type TrinoServer } from '../support/trino/server.ts';

const home = HAS_MOTO ? findTrino() : null;
const EXAMPLE = fileURLToPath(new URL('../../examples/terraform', import.meta.url));
const FIELDS =
  'version account-id vpc-id subnet-id instance-id interface-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr srcport dstport protocol tcp-flags type flow-direction packets bytes start end action log-status';
const INTEGERS = /^(version|srcport|dstport|protocol|tcp-flags|packets|bytes|start|end)$/;
const LOG = 'fl-0d01c0948a6e4c909';

(home === null ? describe.skip : describe)(
  home === null ? `${NO_TRINO}, or no moto` : 'lint with the logs in Athena',
  () => {
    let moto: Moto;
    let trino: TrinoServer;
    let athena: LocalAthena;
    let s3: S3Client;
    let restore: () => void;
    let scratch: string;
    let runs = 0;

    beforeAll(async () => {
      if (home === null) return;
      scratch = mkdtempSync(join(tmpdir(), 'sgaudit-test-'));
      moto = await startMoto();
      trino = await startTrino(home, { endpoint: moto.url, region: 'eu-west-1' });
      restore = useAwsEnvironment(moto.url, { AWS_MAX_ATTEMPTS: '3' });
      s3 = new S3Client({ forcePathStyle: true });
      athena = await startAthena(trinoMachine(trino, s3));
      process.env.AWS_ENDPOINT_URL_ATHENA = athena.url;
      for (const Bucket of ['logs', 'results']) {
        await s3.send(
          new CreateBucketCommand({
            Bucket,
            CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
          }),
        );
      }
      await putLogs();
      await makeTable();
    }, 240_000);
    afterAll(async () => {
      restore();
      await athena.stop();
      s3.destroy();
      await trino.stop();
      await moto.stop();
      rmSync(scratch, { recursive: true, force: true });
    });
    beforeEach(() => {
      for (const name of Object.keys(athena.script)) delete athena.script[name as 'hold'];
      athena.workgroups.set('primary', {});
    });

    async function putLogs(): Promise<void> {
      const root = join(EXAMPLE, 'flow-logs');
      for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !entry.name.includes(LOG)) continue;
        const path = join(entry.parentPath ?? entry.path, entry.name);
        const Key = path.slice(root.length + 1);
        await s3.send(new PutObjectCommand({ Bucket: 'logs', Key, Body: readFileSync(path) }));
      }
    }

    /** As the AWS guide defines it. */
    async function makeTable(): Promise<void> {
      const glue = new GlueClient({});
      const Columns = FIELDS.split(' ').map((field) => ({
        Name: field.replaceAll('-', '_'),
        Type: INTEGERS.test(field) ? 'bigint' : 'string',
      }));
      await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'network' } }));
      await glue.send(
        new CreateTableCommand({
          DatabaseName: 'network',
          TableInput: {
            ...{ Name: 'flow_logs', TableType: 'EXTERNAL_TABLE' },
            PartitionKeys: [
              { Name: 'region', Type: 'string' },
              { Name: 'day', Type: 'string' },
            ],
            StorageDescriptor: {
              ...{ Columns, Location: 's3://logs/AWSLogs/123456789012/vpcflowlogs/' },
              SerdeInfo: {
                SerializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
                Parameters: { 'field.delim': ' ', 'serialization.format': ' ' },
              },
            },
            Parameters: {
              'skip.header.line.count': '1',
              'projection.enabled': 'true',
              'projection.region.type': 'enum',
              'projection.region.values': 'us-east-1,eu-west-1',
              'projection.day.type': 'date',
              'projection.day.format': 'yyyy/MM/dd',
              'projection.day.range': '2026/11/01,NOW',
              'storage.location.template':
                's3://logs/AWSLogs/123456789012/vpcflowlogs/${region}/${day}',
            },
          },
        }),
      );
      await knowTable(trino, glue, 'network', 'flow_logs');
      glue.destroy();
    }

    interface Run extends Partial<LintRequest> {
      readonly settings?: string;
    }

    async function judge({ settings = '', ...changes }: Run = {}) {
      const config = join(scratch, `${runs++}.yaml`);
      writeFileSync(
        config,
        `evidence: {ruleAge: ignore}\nathena: {database: network, table: flow_logs${settings}}\n`,
      );
      const notices: string[] = [];
      const before = athena.queries.length;
      const result = await lint({
        ...{ path: EXAMPLE, states: [join(EXAMPLE, 'terraform.tfstate')], language: 'en' },
        ...{ inventory: [join(EXAMPLE, 'inventory')], athena: true, config },
        window: { kind: 'days', window: { firstDay: '2026-11-02', lastDay: '2026-11-15' } },
        onNotice: (message) => notices.push(message),
        ...changes,
      });
      return { ...result, notices, queries: athena.queries.slice(before) };
    }

    const expired: Script['fault'] = (action) =>
      action === 'GetQueryExecution' ? refuse('ExpiredTokenException', 'expired') : null;

    const UNLOAD = ', output: "s3://results/sgaudit/"';
    const days = (firstDay: string, lastDay: string): Pick<LintRequest, 'window'> => ({
      window: {
        kind: 'days',
        window: { firstDay: `2026-11-${firstDay}`, lastDay: `2026-11-${lastDay}` },
      },
    });
    const left = async () =>
      ((await s3.send(new ListObjectsV2Command({ Bucket: 'results' }))).Contents ?? []).map(
        ({ Key }) => Key,
      );

    async function withFiles() {
      const logs = join(EXAMPLE, 'flow-logs', '**', `*${LOG}*`);
      return judge({ athena: false, flowLogs: [logs] });
    }

    it('judges as with the files, by UNLOAD and by SELECT, and leaves nothing behind', async () => {
      const files = await withFiles();
      const unloaded = await judge({ settings: UNLOAD });
      expect(unloaded.queries.map(({ sql }) => sql.slice(0, 8))).toEqual(['UNLOAD (']);
      expect(unloaded.report.rules).toEqual(files.report.rules);
      expect(unloaded.report.findings).toEqual(files.report.findings);
      expect(unloaded.report.evidence?.engine).toBe('athena');
      athena.workgroups.set('primary', { output: 's3://results/enforced/', isEnforced: true });
      const selected = await judge({ settings: UNLOAD });
      expect(selected.queries.map(({ sql }) => sql.slice(0, 8))).toEqual(['SELECT "']);
      expect(selected.report.rules).toEqual(files.report.rules);
      expect(await left()).toEqual([]);
    }, 120_000);

    it('knows before what will be scanned, to the byte, and refuses what is too much', async () => {
      const { notices, queries } = await judge({ settings: UNLOAD });
      const bytes = queries[0]?.scannedBytes ?? 0;
      expect(bytes).toBeGreaterThan(0);
      const shown = `${(bytes / 1000).toFixed(bytes < 99_950 ? 1 : 0)} kB`;
      expect(notices[0]).toContain(`at most ${shown} of 2026-11-02 to 2026-11-15`);
      expect(notices.at(-1)).toContain(`1 query scanned ${shown} of ${shown} at most`);
      const refused = judge({ settings: UNLOAD, maxScan: 1000 });
      await expect(refused).rejects.toMatchObject({ code: 'scan-limit' });
      const asked: string[] = [];
      const confirm = async (question: string) => asked.push(question) > 0;
      await judge({ settings: UNLOAD, maxScan: 1000, confirm });
      expect(asked).toEqual(['That is more than 1.0 kB. Scan it?']);
    }, 120_000);

    it('asks for new days only', async () => {
      const rollup = join(scratch, 'new-days');
      const first = await judge({ settings: UNLOAD, rollup, ...days('02', '12') });
      const second = await judge({ settings: UNLOAD, rollup, ...days('02', '13') });
      expect(second.queries).toHaveLength(1);
      expect(second.queries[0]?.scannedBytes).toBeLessThan(
        (first.queries[0]?.scannedBytes ?? 0) / 3,
      );
      const third = await judge({ settings: UNLOAD, rollup, ...days('03', '13') });
      expect(third.queries).toEqual([]);
      expect(third.notices).toEqual(['Athena: the rollup has all days, nothing was asked']);
    }, 120_000);

    it('goes on with a query that an earlier run had started, and pays for it once', async () => {
      const rollup = join(scratch, 'resumed');
      athena.script.hold = true;
      // The credentials expire while the query runs.
      athena.script.fault = expired;
      await expect(judge({ settings: UNLOAD, rollup })).rejects.toMatchObject({
        code: 'aws-credentials',
      });
      expect(existsSync(join(rollup, 'athena-queries.json'))).toBe(true);
      const before = athena.queries.length;
      athena.script.hold = false;
      delete athena.script.fault;
      const { notices } = await judge({ settings: UNLOAD, rollup });
      expect(athena.queries).toHaveLength(before);
      expect(notices.at(-1)).toContain('1 query (1 of an earlier run)');
      expect(existsSync(join(rollup, 'athena-queries.json'))).toBe(false);
      expect(await left()).toEqual([]);
    }, 120_000);

    it('asks anew where the results of an earlier run are gone', async () => {
      const rollup = join(scratch, 'gone');
      athena.script.fault = expired;
      await expect(judge({ settings: UNLOAD, rollup })).rejects.toMatchObject({
        code: 'aws-credentials',
      });
      delete athena.script.fault;
      const query = athena.queries.at(-1);
      while (query?.state !== 'SUCCEEDED') await new Promise((later) => setTimeout(later, 50));
      for (const Key of await left()) {
        await s3.send(new DeleteObjectCommand({ Bucket: 'results', Key }));
      }
      const { report, queries } = await judge({ settings: UNLOAD, rollup });
      expect(queries).toHaveLength(1);
      expect(report.rules).toEqual((await withFiles()).report.rules);
    }, 120_000);

    it('says so where the table holds nothing of the window', async () => {
      const empty = judge({
        settings: UNLOAD,
        window: { kind: 'days', window: { firstDay: '2026-11-25', lastDay: '2026-11-27' } },
      });
      await expect(empty).rejects.toMatchObject({ code: 'no-flow-logs' });
      expect(await left()).toEqual([]);
    }, 120_000);

    it('stops the query when the run is stopped', async () => {
      athena.script.hold = true;
      const controller = new AbortController();
      const reason = new Error('stopped');
      athena.script.onStart = () => setTimeout(() => controller.abort(reason), 300);
      await expect(judge({ settings: UNLOAD, signal: controller.signal })).rejects.toBe(reason);
      expect(athena.queries.at(-1)?.state).toBe('CANCELLED');
    }, 120_000);

    it.each([
      ['HIVE_BAD_DATA: Error parsing s3://logs/x', 'athena-data', /remove or repair it/],
      ['Access Denied (Service: Amazon S3; Status Code: 403)', 'athena-permission', /s3:GetObject/],
      ['Query exhausted resources at this scale factor', 'athena-limit', /daysPerQuery/],
      ['TABLE_NOT_FOUND: line 1:15: Table does not exist', 'athena-table', /athena\.table/],
      ['GENERIC_INTERNAL_ERROR: oops', 'athena-failed', /oops/],
    ])(
      'says why a query failed: %s',
      async (reason, code, message) => {
        const rollup = join(scratch, `failed-${code}`);
        athena.script.failNext = reason;
        const failure = await judge({ settings: UNLOAD, rollup }).catch((error: Error) => error);
        expect(failure).toMatchObject({ code });
        expect((failure as Error).message).toMatch(message);
        // It is over: the next run asks anew.
        expect((await judge({ settings: UNLOAD, rollup })).queries).toHaveLength(1);
      },
      120_000,
    );

    it('says so when somebody else cancels the query, and when the workgroup stops it', async () => {
      athena.script.hold = true;
      athena.script.onStart = ({ id }) => setTimeout(() => athena.cancel(id), 300);
      await expect(judge({ settings: UNLOAD })).rejects.toMatchObject({ code: 'athena-cancelled' });
      athena.script.hold = false;
      delete athena.script.onStart;
      athena.workgroups.set('primary', { scanLimit: 10 });
      await expect(judge({ settings: UNLOAD })).rejects.toMatchObject({
        code: 'athena-scan-limit',
      });
    }, 120_000);

    it('goes through throttling', async () => {
      athena.script.throttle = { action: 'StartQueryExecution', times: 2 };
      expect((await judge({ settings: UNLOAD })).queries).toHaveLength(1);
    }, 120_000);

    it('says what is wrong with the settings', async () => {
      await expect(judge()).rejects.toMatchObject({ code: 'athena-output' });
      await expect(judge({ settings: ', workgroup: absent' })).rejects.toMatchObject({
        code: 'athena-workgroup',
      });
      athena.workgroups.set('primary', { state: 'DISABLED' });
      await expect(judge({ settings: UNLOAD })).rejects.toMatchObject({ code: 'athena-workgroup' });
      await expect(
        judge({ settings: UNLOAD.replace('s3://results/', 's3://_/') }),
      ).rejects.toThrow();
    }, 120_000);
  },
);
