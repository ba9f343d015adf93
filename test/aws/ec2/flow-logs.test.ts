import { afterEach, describe, expect, test } from '@jest/globals';
import { AwsAccess } from '../../../src/aws/clients.ts';
import { describeFlowLogs, logsUrl } from '../../../src/aws/ec2/flow-logs.ts';
import { placedInterfaces } from '../../../src/aws/ec2/interfaces.ts';
import { useAwsEnvironment } from '../../support/aws-environment.ts';
import { startServer } from '../../support/scripted-server.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** Two pages of each. */
function answer(body: string): string {
  const query = new URLSearchParams(body);
  const action = query.get('Action') ?? '';
  const n = query.get('NextToken') === 'more' ? 2 : 1;
  const items: Readonly<Record<string, string>> = {
    DescribeFlowLogs: `<flowLogSet><item><flowLogId>fl-${n}</flowLogId><resourceId>vpc-${n}</resourceId><trafficType>ALL</trafficType><logDestinationType>s3</logDestinationType><logDestination>arn:aws-cn:s3:::logs/team-${n}/</logDestination><destinationOptions><fileFormat>parquet</fileFormat><hiveCompatiblePartitions>true</hiveCompatiblePartitions><perHourPartition>false</perHourPartition></destinationOptions><deliverLogsStatus>FAILED</deliverLogsStatus></item></flowLogSet>`,
    DescribeNetworkInterfaces: `<networkInterfaceSet><item><networkInterfaceId>eni-${n}</networkInterfaceId><vpcId>vpc-${n}</vpcId></item></networkInterfaceSet>`,
  };
  const token = n === 1 ? '<nextToken>more</nextToken>' : '';
  return `<${action}Response>${items[action]}${token}</${action}Response>`;
}

describe('flow logs and interfaces of a region', () => {
  test('are those of all pages', async () => {
    const server = await startServer(({ body }) => ({ body: answer(body) }));
    stops.push(() => server.stop(), useAwsEnvironment(server.url));
    const aws = new AwsAccess({ version: '0' });
    stops.unshift(() => aws.close());
    const logs = await describeFlowLogs(aws, 'cn-north-1', '111122223333');
    expect(logs.map(({ id, resourceId }) => [id, resourceId])).toEqual([
      ['fl-1', 'vpc-1'],
      ['fl-2', 'vpc-2'],
    ]);
    expect(logs[0]).toMatchObject({
      account: '111122223333',
      fileFormat: 'parquet',
      hivePartitions: true,
      hourlyPartitions: false,
      deliveryError: 'delivery failed',
    });
    expect(logs.map(logsUrl)).toEqual(['s3://logs/team-1/AWSLogs/', 's3://logs/team-2/AWSLogs/']);
    const interfaces = await placedInterfaces(aws, 'cn-north-1');
    expect(interfaces.map(({ id }) => id)).toEqual(['eni-1', 'eni-2']);
  });
});
