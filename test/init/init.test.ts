import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeFlowLogsCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { GetBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { Init } from '../../src/commands/init.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { missingNeeds, missingSharpeners } from '../../src/flowlogs/fields.ts';
import { configFile, initFiles } from '../../src/init/files.ts';
import { quoted } from '../../src/init/hcl.ts';
import { LOG_FIELDS } from '../../src/init/log-fields.ts';
import { checkSettings, type InitSettings } from '../../src/init/settings.ts';
import { CHECK_IDS } from '../../src/lint/index.ts';
import { useAwsEnvironment } from '../support/aws-environment.ts';
import { HAS_MOTO, startMoto } from '../support/moto.ts';
import { motoProvider } from '../support/moto-provider.ts';
import { runCommand } from '../support/run-command.ts';
import { findTerraform } from '../terraform/rules/terraform.ts';

const SETTINGS: InitSettings = {
  vpcIds: ['vpc-0123456789abcdef0'],
  bucket: 'shop-flow-logs',
  accounts: ['123456789012', '444455556666'],
  regions: ['us-east-1', 'eu-west-1'],
  fileFormat: 'parquet',
  hivePartitions: false,
  hourlyPartitions: false,
  aggregationSeconds: 60,
  retentionDays: 90,
  athena: true,
  scanLimit: 50e9,
  github: 'shop/infrastructure',
};
const VARIANTS: readonly Partial<InitSettings>[] = [
  {},
  { hivePartitions: true, hourlyPartitions: true, fileFormat: 'plain-text' },
  { athena: false, github: null, aggregationSeconds: 600, accounts: ['123456789012'] },
  { regions: ['cn-north-1'] },
];

const top = mkdtempSync(join(tmpdir(), 'sgaudit-init-'));
const started = process.cwd();
let folder = '';
let count = 0;
beforeEach(() => {
  folder = join(top, String(count++));
  mkdirSync(folder);
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(started);
  rmSync(top, { recursive: true, force: true });
});

function write(changes: Partial<InitSettings>, more: Readonly<Record<string, string>> = {}): void {
  for (const [name, text] of initFiles({ ...SETTINGS, ...changes })) writeFileSync(name, text);
  for (const [name, text] of Object.entries(more)) writeFileSync(name, text);
}

const FLAGS = [
  ...['--vpc-id', 'vpc-0123456789abcdef0', '--bucket', 'shop-flow-logs'],
  ...['--account', '123456789012', '--region', 'us-east-1'],
];

describe('init', () => {
  it('writes a root module and a configuration that sgaudit reads', async () => {
    const { stdout, exitCode } = await runCommand(Init, ['logs', ...FLAGS, '--lang', 'en']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('wrote logs/flow-logs.tf');
    expect(readdirSync('logs').sort()).toEqual([
      'access.tf',
      'athena.tf',
      'bucket.tf',
      'flow-logs.tf',
      'versions.tf',
    ]);
    const flowLogs = readFileSync('logs/flow-logs.tf', 'utf8');
    expect(flowLogs).toMatch(/hive_compatible_partitions = false\n +per_hour_partition + = false/);
    expect(readFileSync('.sgaudit.yaml', 'utf8')).toMatch(
      /^# yaml-language-server: \$schema=https:/,
    );
  });

  it('overwrites nothing, and writes all or nothing', async () => {
    mkdirSync('logs');
    writeFileSync('logs/bucket.tf', 'mine');
    writeFileSync('.sgaudit.yaml', 'failOn: error\n');
    const { exitCode, stderr } = await runCommand(Init, ['logs', ...FLAGS]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('logs/bucket.tf is there already; nothing was written');
    expect(readdirSync('logs')).toEqual(['bucket.tf']);
    expect(readFileSync('logs/bucket.tf', 'utf8')).toBe('mine');
    const other = await runCommand(Init, ['others', ...FLAGS, '--lang', 'en']);
    expect(other.stdout).toContain('.sgaudit.yaml was there already and is as it was');
    expect(readFileSync('.sgaudit.yaml', 'utf8')).toBe('failOn: error\n');
  });

  it('asks on a terminal only, and names what is missing elsewhere', async () => {
    const { exitCode, stderr } = await runCommand(Init, ['logs', '--bucket', 'shop-flow-logs']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('give --vpc-id, --account, --region as well');
    expect(readdirSync('.')).toEqual([]);
  });

  it.each([
    [{ vpcIds: ['vpc-1"}'] }, '--vpc-id "vpc-1\\"}": give it as in vpc-'],
    [{ bucket: 'Shop_Logs' }, '--bucket "Shop_Logs"'],
    [{ bucket: '${file("/etc/passwd")}' }, '--bucket'],
    [{ accounts: ['1'] }, '--account "1"'],
    [{ regions: ['eu-west-1', 'cn-north-1'] }, 'a bucket cannot take logs of aws and aws-cn'],
    [{ github: 'owner' }, '--github "owner"'],
    [{ scanLimit: 1000 }, 'no less than 10MB'],
    [{ retentionDays: 3 }, 'at least 14'],
  ])('refuses %j', (changes, message) => {
    expect(() => checkSettings({ ...SETTINGS, ...changes })).toThrow(message);
  });

  it('logs every field that verdicts are sharper with, and says what each is for', () => {
    const names = LOG_FIELDS.map(({ name }) => name);
    expect(missingNeeds(names)).toEqual([]);
    expect(missingSharpeners(names)).toEqual([]);
    const text = initFiles(SETTINGS).get('flow-logs.tf') ?? '';
    for (const { name, use } of LOG_FIELDS)
      expect(text).toMatch(new RegExp(`"${name}", +# ${use}`));
  });

  it('takes what people write as text, never as a template', () => {
    expect(quoted('a"b\\c${d}%{if}$e\n')).toBe('"a\\"b\\\\c$${d}%%{if}$e\\n"');
  });

  it.each(VARIANTS)('writes a configuration that is valid: %j', (changes) => {
    const text = configFile({ ...SETTINGS, ...changes });
    expect(() => parseConfig(text, '.sgaudit.yaml', CHECK_IDS)).not.toThrow();
    expect(parse(text).aws.regions).toEqual(changes.regions ?? SETTINGS.regions);
  });
});

const terraform = findTerraform();
const describeTerraform = terraform ? describe : describe.skip;
if (!terraform) process.stderr.write('skipped: terraform or its AWS provider is not there\n');

describeTerraform('what init writes', () => {
  const run = (...args: string[]) => terraform?.run(folder, ...args) ?? Promise.resolve('');

  it.each(VARIANTS)(
    'is as terraform fmt writes it, valid, and can be planned offline: %j',
    async (changes) => {
      write(changes);
      expect(await run('fmt', '-check', '-diff')).toBe('');
      writeFileSync(
        'offline_override.tf',
        motoProvider('http://127.0.0.1:1', '  skip_requesting_account_id = true\n'),
      );
      await run('init', '-input=false', '-no-color');
      await run('validate', '-no-color');
      const plan = await run('plan', '-input=false', '-no-color', '-refresh=false');
      expect(plan).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy/);
      expect(plan).toContain('$' + '{version} $' + '{account-id}');
    },
    300_000,
  );

  (HAS_MOTO ? it : it.skip)(
    'is applied, and the flow log delivers where the table looks',
    async () => {
      const moto = await startMoto();
      const leave = useAwsEnvironment(moto.url, { AWS_REGION: 'us-east-1' });
      const [ec2, glue, s3] = [
        new EC2Client({}),
        new GlueClient({}),
        new S3Client({ forcePathStyle: true }),
      ];
      try {
        const { Vpcs } = await ec2.send(new DescribeVpcsCommand({}));
        const vpcId = Vpcs?.[0]?.VpcId ?? '';
        write({ vpcIds: [vpcId] }, { 'moto_override.tf': motoProvider(moto.url) });
        await run('init', '-input=false', '-no-color');
        await run('apply', '-auto-approve', '-input=false', '-no-color');
        const { FlowLogs } = await ec2.send(new DescribeFlowLogsCommand({}));
        expect(FlowLogs).toMatchObject([
          {
            ResourceId: vpcId,
            TrafficType: 'ALL',
            LogDestination: 'arn:aws:s3:::shop-flow-logs',
            LogFormat: LOG_FIELDS.map(({ name }) => `$\{${name}}`).join(' '),
            MaxAggregationInterval: 60,
          },
        ]);
        const { Table } = await glue.send(
          new GetTableCommand({ DatabaseName: 'sgaudit', Name: 'flow_logs' }),
        );
        expect(Table?.Parameters?.['storage.location.template']).toBe(
          's3://shop-flow-logs/AWSLogs/$' + '{account}/vpcflowlogs/$' + '{region}/$' + '{day}/',
        );
        expect(Table?.StorageDescriptor?.Columns?.map(({ Name }) => Name)).toEqual(
          LOG_FIELDS.map(({ name }) => name.replaceAll('-', '_')),
        );
        const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: 'shop-flow-logs' }));
        const [writing] = JSON.parse(Policy ?? '{}').Statement;
        expect(writing.Condition.StringEquals['aws:SourceAccount']).toEqual(SETTINGS.accounts);
      } finally {
        for (const client of [ec2, glue, s3]) client.destroy();
        leave();
        await moto.stop();
      }
    },
    300_000,
  );
});
