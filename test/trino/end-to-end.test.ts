import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AthenaClient, GetWorkGroupCommand } from '@aws-sdk/client-athena';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GlueClient } from '@aws-sdk/client-glue';
import { DeleteBucketPolicyCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Collect } from '../../src/commands/collect.ts';
import { Init } from '../../src/commands/init.ts';
import { Lint } from '../../src/commands/lint.ts';
import type { Report } from '../../src/model/report.ts';
import { exampleRules, nameOf, nameOfTrue, readTruth } from '../example/project.ts';
import { type LocalAthena, startAthena } from '../support/athena/server.ts';
import { knowTable } from '../support/athena/tables.ts';
import { trinoMachine } from '../support/athena/trino-machine.ts';
import { useAwsEnvironment } from '../support/aws-environment.ts';
import { HAS_MOTO, type Moto, startMoto } from '../support/moto.ts';
import { motoProvider } from '../support/moto-provider.ts';
import { toParquetLogs } from '../support/parquet-logs.ts';
import { runCommand } from '../support/run-command.ts';
import { findTrino, NO_TRINO } from '../support/trino/home.ts';
import { startTrino, type TrinoServer } from '../support/trino/server.ts';
import { findTerraform } from '../terraform/rules/terraform.ts';

const home = HAS_MOTO ? findTrino() : null;
const terraform = home ? findTerraform() : null;
const EXAMPLE = fileURLToPath(new URL('../../examples/terraform', import.meta.url));
const BUCKET = 'shop-flow-logs';
const ACCOUNT = '123456789012';
const REGION = 'us-east-1';
const NEW_DAY = '2026/11/15';

(terraform ? describe : describe.skip)(
  terraform ? 'from init to verdicts' : `${NO_TRINO}, or no moto, or no terraform`,
  () => {
    const started = process.cwd();
    const figures: string[] = [];
    let folder = '';
    let moto: Moto;
    let trino: TrinoServer;
    let athena: LocalAthena;
    let s3: S3Client;
    let leave: () => void;

    beforeAll(async () => {
      if (!home) return;
      folder = mkdtempSync(join(tmpdir(), 'sgaudit-test-'));
      process.chdir(folder);
      moto = await startMoto();
      leave = useAwsEnvironment(moto.url, { AWS_REGION: REGION });
      s3 = new S3Client({ forcePathStyle: true });
      // Applying waits for AWS to agree on a bucket's lifecycle, for a minute; Trino starts meanwhile.
      const making = timed('init and apply', makeFlowLogs).catch((error: Error) => error);
      trino = await startTrino(home, { endpoint: moto.url, region: REGION });
      const failure = await making;
      if (failure) throw failure;
      athena = await startAthena(trinoMachine(trino, s3));
      await takeOver();
      process.env.AWS_ENDPOINT_URL_ATHENA = athena.url;
    }, 300_000);

    afterAll(async () => {
      process.chdir(started);
      leave();
      await athena?.stop();
      s3.destroy();
      await trino?.stop();
      await moto.stop();
      rmSync(folder, { recursive: true, force: true });
      process.stderr.write(
        `from init to verdicts:\n${figures.map((each) => `  ${each}\n`).join('')}`,
      );
    });

    async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
      const from = performance.now();
      const result = await work();
      figures.push(`${what}: ${((performance.now() - from) / 1000).toFixed(1)} s`);
      return result;
    }

    async function makeFlowLogs(): Promise<void> {
      const ec2 = new EC2Client({});
      const { Vpcs } = await ec2.send(new DescribeVpcsCommand({}));
      ec2.destroy();
      const { exitCode, stderr } = await runCommand(Init, [
        ...['flow-logs', '--vpc-id', Vpcs?.[0]?.VpcId ?? '', '--bucket', BUCKET],
        ...['--account', ACCOUNT, '--region', REGION],
      ]);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      const root = join(folder, 'flow-logs');
      writeFileSync(join(root, 'moto_override.tf'), motoProvider(moto.url));
      await terraform?.run(root, 'init', '-input=false', '-no-color');
      const applied = await terraform?.run(root, 'apply', '-auto-approve', '-no-color');
      figures.push(/Apply complete! .*/.exec(applied ?? '')?.[0] ?? 'not applied');
    }

    /** What Terraform has made in moto, the local Athena has too: the table and the workgroup. */
    async function takeOver(): Promise<void> {
      const [glue, client] = [new GlueClient({}), new AthenaClient({ endpoint: moto.url })];
      await knowTable(trino, glue, 'sgaudit', 'flow_logs');
      // It admits connections by TLS only, which moto does not speak.
      await s3.send(new DeleteBucketPolicyCommand({ Bucket: BUCKET }));
      const { WorkGroup } = await client.send(new GetWorkGroupCommand({ WorkGroup: 'sgaudit' }));
      const made = WorkGroup?.Configuration;
      athena.workgroups.set('sgaudit', {
        output: made?.ResultConfiguration?.OutputLocation ?? '',
        isEnforced: made?.EnforceWorkGroupConfiguration ?? false,
        scanLimit: made?.BytesScannedCutoffPerQuery ?? 0,
      });
      for (const each of [glue, client]) each.destroy();
    }

    /** Puts files where the flow log delivers them, and a copy where DuckDB reads them. Answers their bytes. */
    async function deliver(from: string, keys: readonly string[]): Promise<number> {
      let bytes = 0;
      for (const Key of keys) {
        const path = join(from, Key);
        await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: readFileSync(path) }));
        cpSync(path, join(folder, 'delivered', Key));
        bytes += statSync(path).size;
      }
      return bytes;
    }

    async function collect(window: string) {
      const before = athena.queries.length;
      const { stdout, stderr, exitCode } = await timed(`collect ${window}`, () =>
        runCommand(Collect, ['data', '--athena', '--window', window, '--format', 'json']),
      );
      expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({
        exitCode: 0,
        stderr: '',
      });
      const queries = athena.queries.slice(before);
      const scanned = queries.reduce((sum, { scannedBytes }) => sum + scannedBytes, 0);
      figures.push(`  ${queries.length} queries scanned ${scanned} bytes`);
      return { kept: JSON.parse(stdout), queries, scanned };
    }

    /** Without any AWS. */
    async function verdicts(name: string, window: string, ...traffic: string[]) {
      const back = useAwsEnvironment('http://127.0.0.1:1');
      const { stdout, stderr } = await timed(`lint ${name} ${window}`, () =>
        runCommand(Lint, [
          ...[EXAMPLE, '--state', join(EXAMPLE, 'terraform.tfstate'), '--format', 'json'],
          ...['--inventory', 'data/inventory', '--window', window, ...traffic],
        ]),
      ).finally(back);
      if (stdout === '') throw new Error(stderr);
      const { rules } = JSON.parse(stdout) as Report;
      const counts = new Map<string, number>();
      for (const { verdict } of rules)
        counts.set(verdict ?? '', (counts.get(verdict ?? '') ?? 0) + 1);
      figures.push(`  ${[...counts].map((each) => each.join(' ')).join(', ')}`);
      return rules.map(({ key, verdict, reasons, traffic: seen }) => ({
        ...{ key, verdict, reasons },
        traffic: seen,
      }));
    }

    async function bothWays(window: string) {
      const offline = await verdicts('offline', window, '--rollup', 'data/rollup');
      const files = await verdicts('of the files', window, '--flow-logs', 'delivered');
      expect(offline).toEqual(files);
      return offline;
    }

    it('judges as DuckDB does on the same files, and scans a new day only', async () => {
      const source = join(folder, 'logs');
      const keys = await toParquetLogs(join(EXAMPLE, 'flow-logs'), source);
      // A day is whole when the first files of the next one are there.
      const isNew = (key: string) =>
        key.includes('2026/11/16/') || (key.includes(`${NEW_DAY}/`) && !key.includes('-late.'));
      // The interfaces are the example's, which moto has none of: as earlier runs would have kept them.
      cpSync(join(EXAMPLE, 'inventory'), join(folder, 'data', 'inventory'), { recursive: true });

      const old = await deliver(
        source,
        keys.filter((key) => !isNew(key)),
      );
      figures.push(`delivered: ${old} bytes of 14 days`);
      const first = await collect('2026-11-01..2026-11-14');
      expect(first.kept.places).toMatchObject([{ account: ACCOUNT, region: REGION, flowLogs: 1 }]);
      expect(first.kept.rollup).toMatchObject({ firstDay: '2026-11-01', days: 14 });
      expect(first.scanned).toBeGreaterThan(0);
      await bothWays('2026-11-01..2026-11-14');

      const added = await deliver(source, keys.filter(isNew));
      figures.push(`delivered: ${added} bytes of one day more`);
      const second = await collect('2026-11-01..2026-11-15');
      expect(second.kept.rollup).toMatchObject({ days: 15, newDays: ['2026-11-15'] });
      expect(second.queries).toHaveLength(1);
      expect(daysAsked(second.queries[0]?.sql ?? '')).toEqual([NEW_DAY, '2026/11/16']);
      const late = keys.filter((key) => key.includes(`${NEW_DAY}/`) && key.includes('-late.'));
      const folders = late.reduce((sum, key) => sum + statSync(join(source, key)).size, added);
      expect(second.scanned).toBeGreaterThan(0);
      expect(second.scanned).toBeLessThanOrEqual(folders);
      expect(second.scanned).toBeLessThan(first.scanned / 5);

      const idle = await collect('2026-11-01..2026-11-15');
      expect(idle.queries).toEqual([]);

      const judged = await bothWays('2026-11-02..2026-11-15');
      const truth = readTruth(EXAMPLE).rules.map((rule) => `${nameOfTrue(rule)}: ${rule.verdict}`);
      const names = new Map(exampleRules().rules.map((rule) => [rule.key, nameOf(rule)]));
      expect(judged.map(({ key, verdict }) => `${names.get(key)}: ${verdict}`).sort()).toEqual(
        truth.sort(),
      );
    }, 180_000);
  },
);

function daysAsked(sql: string): string[] {
  return [...new Set(sql.match(/\d{4}\/\d{2}\/\d{2}/g))].sort();
}
