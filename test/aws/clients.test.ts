import { DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, test } from '@jest/globals';
import { AwsAccess, type AwsSettings } from '../../src/aws/clients.ts';
import { SgauditError } from '../../src/model/problem.ts';
import { useAwsEnvironment } from '../support/aws-environment.ts';
import { type Reply, type ScriptedServer, startServer } from '../support/scripted-server.ts';

const NO_VPCS = { body: '<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>' };
const EC2_ERROR = (code: string, message: string, status = 400): Reply => ({
  status,
  body: `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r-1</RequestID></Response>`,
});

let server: ScriptedServer | null = null;
let restore = (): void => undefined;

afterEach(async () => {
  restore();
  await server?.stop();
  server = null;
});

async function access(
  answer: Parameters<typeof startServer>[0],
  settings: Partial<AwsSettings> = {},
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<AwsAccess> {
  server = await startServer(answer);
  restore = useAwsEnvironment(server.url, environment);
  return new AwsAccess({ version: '9.9.9', ...settings });
}

async function describeVpcs(aws: AwsAccess): Promise<unknown> {
  const ec2 = await aws.client('ec2');
  return aws.call({ action: 'ec2:DescribeVpcs' }, (options) =>
    ec2.send(new DescribeVpcsCommand({}), options),
  );
}

async function failure(work: Promise<unknown>): Promise<SgauditError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SgauditError);
  return error as SgauditError;
}

describe('a client', () => {
  test('asks the endpoint of the environment, in the region that is set, as sgaudit', async () => {
    const aws = await access(() => NO_VPCS, { region: 'ap-southeast-2' });
    await describeVpcs(aws);
    const [request] = server?.requests ?? [];
    expect(request?.headers['user-agent']).toContain('sgaudit/9.9.9');
    expect(request?.headers.authorization).toContain('/ap-southeast-2/ec2/');
    expect(await aws.region()).toBe('ap-southeast-2');
  });

  test('takes the region of AWS_DEFAULT_REGION, as the AWS CLI does', async () => {
    const aws = await access(
      () => NO_VPCS,
      {},
      {
        AWS_REGION: undefined,
        AWS_DEFAULT_REGION: 'us-west-2',
      },
    );
    await describeVpcs(aws);
    expect(server?.requests[0]?.headers.authorization).toContain('/us-west-2/ec2/');
  });

  test('says that no region is set', async () => {
    const aws = await access(() => NO_VPCS, {}, { AWS_REGION: undefined });
    const error = await failure(describeVpcs(aws));
    expect(error.code).toBe('aws-region');
    expect(error.message).toContain('--region');
  });

  test('is made once for a service and region', async () => {
    const aws = await access(() => NO_VPCS);
    expect(await aws.client('ec2')).toBe(await aws.client('ec2'));
    expect(await aws.client('ec2', 'us-east-1')).not.toBe(await aws.client('ec2'));
  });

  test('repeats what was throttled, and gives up after the attempts it was given', async () => {
    const throttle = EC2_ERROR('RequestLimitExceeded', 'Request limit exceeded.', 503);
    const patient = await access((_, index) => (index < 2 ? throttle : NO_VPCS));
    await describeVpcs(patient);
    expect(server?.requests).toHaveLength(3);
    await server?.stop();
    restore();
    const impatient = await access(() => throttle, { maxAttempts: 2 });
    expect((await failure(describeVpcs(impatient))).code).toBe('aws-throttled');
    expect(server?.requests).toHaveLength(2);
  });

  test('ends a request when the signal fires, with the reason of the signal', async () => {
    const controller = new AbortController();
    const aws = await access(
      () => () => controller.abort(new SgauditError('interrupted', 'stopped by Ctrl-C')),
      { signal: controller.signal },
    );
    expect((await failure(describeVpcs(aws))).code).toBe('interrupted');
    expect(server?.requests).toHaveLength(1);
  });

  test('gives up on a server that accepts and never answers', async () => {
    const aws = await access(() => () => undefined, {
      maxAttempts: 1,
      timeouts: { connectMs: 200, idleMs: 200, pauseMs: 1 },
    });
    const error = await failure(describeVpcs(aws));
    expect(error.code).toBe('aws-network');
    expect(error.message).toContain('no answer in time');
  });

  test('takes path-style addresses of buckets where the endpoint is not AWS', async () => {
    const aws = await access(() => ({
      body: '<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>',
    }));
    const s3 = await aws.client('s3');
    await s3.send(new ListObjectsV2Command({ Bucket: 'traffic-logs' }));
    expect(server?.requests[0]?.path).toMatch(/^\/traffic-logs\/?\?list-type=2/);
  });
});

describe('an assumed role', () => {
  const ROLE = { arn: 'arn:aws:iam::111122223333:role/sgaudit', externalId: 'outside-1' };
  const ASSUMED: Reply = {
    body: `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAOTHERACCOUNT0000</AccessKeyId>
      <SecretAccessKey>s</SecretAccessKey><SessionToken>other-token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>
      </Credentials></AssumeRoleResult></AssumeRoleResponse>`,
  };
  const sts = (body: string) => body.includes('Action=AssumeRole');

  test('is assumed with its external id, once for all clients, and signs the requests', async () => {
    const aws = await access(({ body }) => (sts(body) ? ASSUMED : NO_VPCS), { role: ROLE });
    await describeVpcs(aws);
    await describeVpcs(aws);
    const assumed = server?.requests.filter(({ body }) => sts(body)) ?? [];
    expect(assumed).toHaveLength(1);
    expect(assumed[0]?.body).toContain('ExternalId=outside-1');
    expect(assumed[0]?.body).toContain('RoleSessionName=sgaudit');
    expect(assumed[0]?.headers['user-agent']).toContain('sgaudit/9.9.9');
    expect(server?.requests.at(-1)?.headers['x-amz-security-token']).toBe('other-token');
  });

  test('that may not be assumed is named with what is missing', async () => {
    const aws = await access(
      () => ({
        status: 403,
        body: `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: arn:aws:iam::999988887777:user/build is not authorized to perform: sts:AssumeRole on resource: ${ROLE.arn}</Message></Error></ErrorResponse>`,
      }),
      { role: ROLE },
    );
    const error = await failure(describeVpcs(aws));
    expect(error.code).toBe('aws-role');
    expect(error.message).toContain(ROLE.arn);
    expect(error.message).toContain('arn:aws:iam::999988887777:user/build needs sts:AssumeRole');
  });
});
