import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CreateFlowLogsCommand,
  CreateNetworkInterfaceCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { keepCapture } from '../../src/app/keep-capture.ts';
import { Collect } from '../../src/commands/collect.ts';
import { Lint } from '../../src/commands/lint.ts';
import type { Report } from '../../src/model/report.ts';
import { useAwsEnvironment } from '../support/aws-environment.ts';
import { HAS_MOTO, type Moto, startMoto } from '../support/moto.ts';
import { runCommand } from '../support/run-command.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/terraform', import.meta.url));
const LOGS = join(EXAMPLE, 'flow-logs');
const describeMoto = HAS_MOTO ? describe : describe.skip;
if (!HAS_MOTO) process.stderr.write('skipped: moto is not installed\n');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sgaudit-collect-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describeMoto('collect', () => {
  let moto: Moto;
  let leave: () => void;
  const s3 = () => new S3Client({ forcePathStyle: true });

  beforeAll(async () => {
    moto = await startMoto();
  }, 60_000);

  beforeEach(async () => {
    await moto.reset();
    leave = useAwsEnvironment(moto.url, { AWS_REGION: 'us-east-1' });
    const ec2 = new EC2Client({});
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    const VpcId = Vpc?.VpcId ?? '';
    const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.0.0.0/24' }));
    await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: Subnet?.SubnetId }));
    const client = s3();
    await client.send(new CreateBucketCommand({ Bucket: 'traffic-logs' }));
    await ec2.send(
      new CreateFlowLogsCommand({
        ResourceIds: [VpcId],
        ResourceType: 'VPC',
        TrafficType: 'ALL',
        LogDestinationType: 's3',
        LogDestination: 'arn:aws:s3:::traffic-logs',
      }),
    );
    await upload((key) => !key.includes('/11/16/'));
    client.destroy();
    ec2.destroy();
  });

  afterEach(() => leave());
  afterAll(() => moto?.stop());

  async function upload(isWanted: (key: string) => boolean): Promise<void> {
    const client = s3();
    for (const entry of readdirSync(LOGS, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const Key = path.slice(LOGS.length + 1);
      if (!entry.isFile() || !isWanted(Key)) continue;
      await client.send(
        new PutObjectCommand({ Bucket: 'traffic-logs', Key, Body: readFileSync(path) }),
      );
    }
    client.destroy();
  }

  async function collect(...argv: string[]) {
    const result = await runCommand(Collect, [join(folder, 'data'), '--format', 'json', ...argv]);
    return { ...result, kept: result.exitCode === 0 ? JSON.parse(result.stdout) : null };
  }

  async function verdicts(...argv: string[]) {
    const { stdout } = await runCommand(Lint, [
      ...[EXAMPLE, '--state', join(EXAMPLE, 'terraform.tfstate'), '--format', 'json'],
      ...argv,
    ]);
    const report = JSON.parse(stdout) as Report;
    return report.rules.map(({ key, verdict, reasons, traffic }) => ({
      key,
      verdict,
      reasons,
      traffic,
    }));
  }

  it('keeps what lint needs, from wherever the flow logs deliver to, and reads new days only', async () => {
    const { kept, stderr } = await collect();
    expect(stderr).not.toContain('error');
    expect(kept).toMatchObject({
      flowLogs: ['s3://traffic-logs/AWSLogs/'],
      places: [{ account: '123456789012', region: 'us-east-1', interfaces: 1, flowLogs: 1 }],
      rollup: { firstDay: '2026-11-01', lastDay: '2026-11-15', days: 15 },
      cost: { s3: { newObjects: 30 } },
    });
    expect(kept.rollup.newDays).toHaveLength(15);

    await upload(() => true);
    const again = (await collect()).kept;
    expect(again.cost.s3.newObjects).toBe(2);
    // The folder of a day begins with the last records of the day before.
    expect(again.rollup).toMatchObject({ days: 15, newDays: ['2026-11-15'] });

    const idle = (await collect()).kept;
    expect(idle.cost.s3.downloadedBytes).toBe(0);
    expect(idle.rollup.newDays).toEqual([]);
  });

  it('gives the same verdicts offline as the logs and the live inventory', async () => {
    await upload(() => true);
    await collect();
    const data = join(folder, 'data');
    const online = await verdicts(
      ...['--flow-logs', 's3://traffic-logs/AWSLogs', '--inventory', join(data, 'inventory')],
    );
    leave();
    leave = useAwsEnvironment('http://127.0.0.1:1');
    const offline = await verdicts(
      ...['--rollup', join(data, 'rollup'), '--inventory', join(data, 'inventory')],
    );
    expect(offline).toEqual(online);
    expect(offline.some(({ traffic }) => (traffic?.flows ?? 0) > 0)).toBe(true);
  });

  it('asks every region and account that the configuration names', async () => {
    const config = join(folder, '.sgaudit.yaml');
    writeFileSync(
      config,
      `aws:
  accounts:
    - regions: [us-east-1, eu-west-1]
    - role: arn:aws:iam::111122223333:role/sgaudit
      externalId: sgaudit
      regions: [us-east-1]
`,
    );
    const { kept } = await collect('--config', config, '--flow-logs', LOGS);
    expect(
      kept.places.map(({ account, region }: Record<string, string>) => [account, region]),
    ).toEqual([
      ['123456789012', 'us-east-1'],
      ['123456789012', 'eu-west-1'],
      ['111122223333', 'us-east-1'],
    ]);
    const [capture = ''] = readdirSync(join(folder, 'data/inventory'));
    expect(readdirSync(join(folder, 'data/inventory', capture)).sort()).toEqual([
      'ec2-111122223333-us-east-1.json',
      'ec2-123456789012-eu-west-1.json',
      'ec2-123456789012-us-east-1.json',
      'flow-logs.json',
    ]);
  });

  it('keeps the capture where no flow log delivers to S3, and says what to do', async () => {
    await moto.reset();
    const { exitCode, stderr, stdout } = await collect();
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('no flow log of these accounts and regions delivers to S3');
    expect(readdirSync(join(folder, 'data/inventory'))).toHaveLength(1);
  });

  it('tells people what it kept and what that cost', async () => {
    const { stdout } = await runCommand(Collect, [join(folder, 'data'), '--lang', 'en']);
    expect(stdout).toContain('123456789012 us-east-1: interfaces 1, groups ');
    expect(stdout).toContain('days kept: 15 (2026-11-01 to 2026-11-15); new or changed: 15');
    expect(stdout).toMatch(/cost: \d+ list requests, 30 of 30 objects downloaded/);
  });
});

describe('captures that are kept', () => {
  const keep = (time: string, groups: readonly string[]) =>
    keepCapture(join(folder, 'inventory'), time, [{ name: 'ec2.json', content: { groups } }]);

  it('stand whole in a folder named by their time, without colons', async () => {
    await keep('2026-11-24T08:00:00Z', ['sg-1']);
    const file = join(folder, 'inventory/2026-11-24T08-00-00Z/ec2.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      capturedAt: '2026-11-24T08:00:00Z',
      groups: ['sg-1'],
    });
  });

  it('of equal ones in a row, the first and the last stay', async () => {
    await keep('2026-11-21T08:00:00Z', ['sg-1']);
    await keep('2026-11-22T08:00:00Z', ['sg-1']);
    await keep('2026-11-23T08:00:00Z', ['sg-1']);
    await keep('2026-11-24T08:00:00Z', ['sg-2']);
    await keep('2026-11-25T08:00:00Z', ['sg-1']);
    expect(readdirSync(join(folder, 'inventory')).sort()).toEqual([
      '2026-11-21T08-00-00Z',
      '2026-11-23T08-00-00Z',
      '2026-11-24T08-00-00Z',
      '2026-11-25T08-00-00Z',
    ]);
  });

  it('leave nothing behind where the folder cannot be written', async () => {
    const inventory = join(folder, 'inventory');
    writeFileSync(inventory, 'a file');
    await expect(keep('2026-11-24T08:00:00Z', [])).rejects.toMatchObject({
      code: 'unwritable-folder',
    });
    expect(statSync(inventory).isFile()).toBe(true);
    expect(existsSync(join(folder, '.2026'))).toBe(false);
  });
});
