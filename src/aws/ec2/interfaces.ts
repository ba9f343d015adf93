import type { AwsAccess } from '../clients.ts';

/** Where an interface lies. */
export interface PlacedInterface {
  readonly id: string;
  readonly vpcId: string;
  readonly subnetId: string | null;
}

const PAGE = 1000;

/**
 * All interfaces of a region.
 * @throws SgauditError `aws-…` as `explainAwsError` makes it
 */
export async function placedInterfaces(aws: AwsAccess, region: string): Promise<PlacedInterface[]> {
  const client = await aws.client('ec2', region);
  const { DescribeNetworkInterfacesCommand } = await import('@aws-sdk/client-ec2');
  const found: PlacedInterface[] = [];
  let token: string | undefined;
  do {
    const page = await aws.call({ action: 'ec2:DescribeNetworkInterfaces', region }, (options) =>
      client.send(
        new DescribeNetworkInterfacesCommand({
          MaxResults: PAGE,
          ...(token ? { NextToken: token } : {}),
        }),
        options,
      ),
    );
    for (const { NetworkInterfaceId: id, VpcId: vpcId, SubnetId } of page.NetworkInterfaces ?? []) {
      if (id && vpcId) found.push({ id, vpcId, subnetId: SubnetId ?? null });
    }
    token = page.NextToken || undefined;
  } while (token);
  return found;
}
