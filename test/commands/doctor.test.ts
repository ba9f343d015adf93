import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AthenaClient, CreateWorkGroupCommand } from '@aws-sdk/client-athena';
import {
  CreateFlowLogsCommand,
  CreateNetworkInterfaceCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { CreateDatabaseCommand, CreateTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Doctor } from '../../src/commands/doctor.ts';
import { useAwsEnvironment } from '../support/aws-environment.ts';
import { HAS_MOTO, startMoto } from '../support/moto.ts';
import { runCommand } from '../support/run-command.ts';
import { startServer } from '../support/scripted-server.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const FORMAT =
  '$' +
  '{interface-id} $' +
  '{srcaddr} $' +
  '{dstaddr} $' +
  '{srcport} $' +
  '{dstport} $' +
  '{protocol} $' +
  '{start} $' +
  '{action}';

const itMoto = HAS_MOTO ? it : it.skip;
if (!HAS_MOTO) process.stderr.write('skipped: moto is not installed\n');

describe('doctor', () => {
  itMoto(
    'says what each flow log costs and how to settle it',
    async () => {
      const moto = await startMoto();
      stops.push(() => moto.stop(), useAwsEnvironment(moto.url, { AWS_REGION: 'us-east-1' }));
      const ec2 = new EC2Client({});
      const s3 = new S3Client({ forcePathStyle: true });
      stops.unshift(() => {
        ec2.destroy();
        s3.destroy();
      });
      const vpc = async (block: string) => {
        const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: `${block}.0.0/16` }));
        const VpcId = Vpc?.VpcId ?? '';
        const { Subnet } = await ec2.send(
          new CreateSubnetCommand({ VpcId, CidrBlock: `${block}.0.0/24` }),
        );
        await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: Subnet?.SubnetId }));
        return VpcId;
      };
      const [logged, silent] = [await vpc('10.1'), await vpc('10.2')];
      await s3.send(new CreateBucketCommand({ Bucket: 'traffic-logs' }));
      const { FlowLogIds } = await ec2.send(
        new CreateFlowLogsCommand({
          ResourceIds: [logged],
          ResourceType: 'VPC',
          TrafficType: 'REJECT',
          LogDestinationType: 's3',
          LogDestination: 'arn:aws:s3:::traffic-logs',
          LogFormat: FORMAT,
        }),
      );
      const id = FlowLogIds?.[0] ?? '';
      const today = new Date().toISOString().slice(0, 10);
      const [year, month, day] = today.split('-');
      await s3.send(
        new PutObjectCommand({
          Bucket: 'traffic-logs',
          Key: `AWSLogs/123456789012/vpcflowlogs/us-east-1/${year}/${month}/${day}/123456789012_vpcflowlogs_us-east-1_${id}_${year}${month}${day}T0000Z_0a.log.gz`,
          Body: 'x',
        }),
      );
      const { stdout, exitCode } = await runCommand(Doctor, ['--lang', 'en', '--no-color']);
      expect(exitCode).toBe(1);
      expect(stdout).toContain(`error ${silent}: 1 of 1 interfaces are in no flow log`);
      expect(stdout).toContain(`error ${id} (${logged}) records rejected traffic only`);
      expect(stdout).toContain(`note ${id} (${logged}) lacks tcp-flags\n  costs: who opened`);
      expect(stdout).toContain('warning no inventory was given');
      expect(stdout).not.toContain('has delivered nothing');
      const chinese = await runCommand(Doctor, ['--lang', 'zh-CN', '--no-color']);
      expect(chinese.stdout).toContain('只记录被拒绝的流量');
    },
    60_000,
  );

  itMoto(
    'says how fit the table of Athena is',
    async () => {
      const moto = await startMoto();
      stops.push(() => moto.stop(), useAwsEnvironment(moto.url, { AWS_REGION: 'us-east-1' }));
      const glue = new GlueClient({});
      stops.unshift(() => glue.destroy());
      await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'network' } }));
      const fields = [...FORMAT.matchAll(/[a-z-]+/g)].map(([name]) => name.replaceAll('-', '_'));
      const table = (Name: string, columns: readonly string[], keys: readonly string[]) =>
        glue.send(
          new CreateTableCommand({
            DatabaseName: 'network',
            TableInput: {
              ...{ Name, Parameters: { 'projection.day.format': 'yyyy/MM/dd' } },
              PartitionKeys: keys.map((key) => ({ Name: key, Type: 'string' })),
              StorageDescriptor: {
                Columns: columns.map((column) => ({ Name: column, Type: 'string' })),
              },
            },
          }),
        );
      await table('by_day', fields, ['day']);
      await table('whole', fields, []);
      await table('useless', ['srcaddr', 'dstaddr'], ['day']);
      const athena = new AthenaClient({});
      stops.unshift(() => athena.destroy());
      await athena.send(
        new CreateWorkGroupCommand({
          Name: 'audit',
          Configuration: {
            EnforceWorkGroupConfiguration: true,
            BytesScannedCutoffPerQuery: 20_000_000_000,
            ResultConfiguration: { OutputLocation: 's3://results/audit/' },
          },
        }),
      );
      const folder = mkdtempSync(join(tmpdir(), 'sgaudit-test-'));
      stops.push(() => rmSync(folder, { recursive: true }));
      const told = async (name: string, more = '') => {
        const config = join(folder, 'config.yaml');
        writeFileSync(config, `athena: {database: network, table: ${name}${more}}\n`);
        const argv = ['--lang', 'en', '--no-color', '--config', config];
        return (await runCommand(Doctor, argv)).stdout;
      };
      const byDay = await told('by_day');
      expect(byDay).toContain('ok network.by_day: a query reads its days only');
      expect(byDay).toContain(
        'note network.by_day has no column for tcp-flags\n  costs: who opened',
      );
      expect(byDay).toMatch(/error the workgroup primary has no place for results/);
      const audit = await told('by_day', ', workgroup: audit');
      expect(audit).toContain(
        'ok the workgroup audit keeps results at s3://results/audit/, stops a query at 20.0 GB',
      );
      expect(audit).toContain('note the workgroup audit keeps all results at s3://results/audit/');
      const absent = await told('by_day', ', workgroup: absent');
      expect(absent).toMatch(/error there is no workgroup absent/);
      expect(await told('whole')).toContain(
        'warning network.whole: no partition tells the day\n  costs: every query scans all',
      );
      expect(await told('useless')).toMatch(
        /error network\.useless cannot be used: no column for interface-id/,
      );
      expect(await told('absent')).toContain('error there is no table network.absent');
    },
    60_000,
  );

  it('looks at what it may, and says what it may not', async () => {
    const server = await startServer(({ body }) => {
      const action = new URLSearchParams(body).get('Action');
      if (action === 'DescribeFlowLogs') {
        return {
          status: 403,
          body: '<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors></Response>',
        };
      }
      if (action === 'GetCallerIdentity') {
        return {
          body: '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
        };
      }
      return { body: `<${action}Response></${action}Response>` };
    });
    stops.push(() => server.stop(), useAwsEnvironment(server.url));
    const { stdout, exitCode } = await runCommand(Doctor, ['--format', 'json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      level: 'warning',
      diagnoses: [
        {
          code: 'denied',
          subject: '111122223333 eu-west-1',
          message: expect.stringContaining('ec2:DescribeFlowLogs'),
        },
        { code: 'no-inventory' },
        { code: 'no-rollup' },
      ],
    });
  });

  it('ends with 2 where AWS answers nothing, and says of what', async () => {
    const server = await startServer(() => ({
      status: 403,
      body: '<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors></Response>',
    }));
    stops.push(() => server.stop(), useAwsEnvironment(server.url));
    const { stdout, exitCode } = await runCommand(Doctor, ['--lang', 'en']);
    expect(exitCode).toBe(2);
    expect(stdout).toContain('lacks ec2:DescribeFlowLogs');
    expect(stdout).toContain('lacks ec2:DescribeNetworkInterfaces');
    expect(stdout).not.toContain('are in no flow log');
  });

  it('ends with 2 where no credentials are accepted', async () => {
    const server = await startServer(() => ({
      status: 403,
      body: '<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>no</Message></Error></ErrorResponse>',
    }));
    stops.push(() => server.stop(), useAwsEnvironment(server.url));
    const { stdout, stderr, exitCode } = await runCommand(Doctor, []);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('(aws-credentials)');
  });
});
