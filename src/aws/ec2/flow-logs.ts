import type { FlowLog } from '@aws-sdk/client-ec2';
import type { AwsAccess } from '../clients.ts';

/**
 * A flow log as EC2 describes it.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_FlowLog.html
 */
export interface FlowLogSettings {
  readonly account: string | null;
  readonly region: string;
  /** `fl-…` */
  readonly id: string;
  /** A VPC, subnet, interface or transit gateway. */
  readonly resourceId: string;
  readonly trafficType: 'ACCEPT' | 'REJECT' | 'ALL' | null;
  readonly destinationType: 's3' | 'cloud-watch-logs' | 'kinesis-data-firehose';
  /** An ARN, or a log group's name. */
  readonly destination: string | null;
  /** `${version} ${account-id} …` */
  readonly format: string | null;
  readonly fileFormat: 'plain-text' | 'parquet' | null;
  readonly hivePartitions: boolean;
  readonly hourlyPartitions: boolean;
  readonly aggregationSeconds: number | null;
  /** ISO 8601 */
  readonly createdAt: string | null;
  /** What keeps it from delivering, in AWS's words. */
  readonly deliveryError: string | null;
}

const PAGE = 1000;

/**
 * All flow logs of a region.
 * @throws SgauditError `aws-…` as `explainAwsError` makes it
 */
export async function describeFlowLogs(
  aws: AwsAccess,
  region: string,
  account: string | null,
): Promise<FlowLogSettings[]> {
  const [client, { DescribeFlowLogsCommand }] = await Promise.all([
    aws.client('ec2', region),
    import('@aws-sdk/client-ec2'),
  ]);
  const found: FlowLogSettings[] = [];
  let token: string | undefined;
  do {
    const page = await aws.call({ action: 'ec2:DescribeFlowLogs', region }, (options) =>
      client.send(
        new DescribeFlowLogsCommand({ MaxResults: PAGE, ...(token ? { NextToken: token } : {}) }),
        options,
      ),
    );
    found.push(...(page.FlowLogs ?? []).flatMap((log) => settingsOf(log, region, account)));
    token = page.NextToken || undefined;
  } while (token);
  return found;
}

function settingsOf(log: FlowLog, region: string, account: string | null): FlowLogSettings[] {
  const { FlowLogId: id, ResourceId: resourceId } = log;
  if (!id || !resourceId) return [];
  return [
    {
      account,
      region,
      id,
      resourceId,
      trafficType: log.TrafficType ?? null,
      destinationType: log.LogDestinationType ?? 'cloud-watch-logs',
      destination: log.LogDestination ?? log.LogGroupName ?? null,
      format: log.LogFormat ?? null,
      fileFormat: log.DestinationOptions?.FileFormat ?? null,
      hivePartitions: log.DestinationOptions?.HiveCompatiblePartitions ?? false,
      hourlyPartitions: log.DestinationOptions?.PerHourPartition ?? false,
      aggregationSeconds: log.MaxAggregationInterval ?? null,
      createdAt: log.CreationTime ? log.CreationTime.toISOString() : null,
      deliveryError:
        log.DeliverLogsErrorMessage ??
        (log.DeliverLogsStatus === 'FAILED' ? 'delivery failed' : null),
    },
  ];
}

/** `s3://bucket/prefix/AWSLogs/`: where a flow log's files begin; null where it goes elsewhere. */
export function logsUrl({ destinationType, destination }: FlowLogSettings): string | null {
  if (destinationType !== 's3' || destination === null) return null;
  const place = destination.replace(/^arn:[^:]*:s3:::/, '').replace(/\/+$/, '');
  return `s3://${place}/AWSLogs/`;
}
