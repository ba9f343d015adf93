import { afterEach, describe, expect, test } from '@jest/globals';
import { AwsAccess } from '../../../src/aws/clients.ts';
import { captureEc2 } from '../../../src/aws/ec2/capture.ts';
import { readInventoryFile } from '../../../src/aws/inventory-json.ts';
import { useAwsEnvironment } from '../../support/aws-environment.ts';
import { HAS_MOTO, startMoto } from '../../support/moto.ts';
import { type ScriptedServer, startServer } from '../../support/scripted-server.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

function access(): AwsAccess {
  const aws = new AwsAccess({ version: '0' });
  stops.unshift(() => aws.close());
  return aws;
}

/** Two pages of everything. */
function answer(body: string): string {
  const query = new URLSearchParams(body);
  const action = query.get('Action') ?? '';
  const second = query.get('NextToken') === 'more';
  const n = second ? 2 : 1;
  const items: Readonly<Record<string, string>> = {
    DescribeNetworkInterfaces: `<networkInterfaceSet><item><networkInterfaceId>eni-${n}</networkInterfaceId><privateIpAddress>10.0.0.${n}</privateIpAddress><groupSet><item><groupId>sg-1</groupId></item></groupSet></item></networkInterfaceSet>`,
    DescribeSecurityGroups: `<securityGroupInfo><item><groupId>sg-${n}</groupId><groupName>web-${n}</groupName></item></securityGroupInfo>`,
    DescribeSecurityGroupRules: `<securityGroupRuleSet><item><securityGroupRuleId>sgr-${n}</securityGroupRuleId><groupId>sg-1</groupId><prefixListId>pl-${n}</prefixListId></item></securityGroupRuleSet>`,
    DescribeManagedPrefixLists: `<prefixListSet><item><prefixListId>pl-${n}</prefixListId><ownerId>${second ? 'AWS' : '111122223333'}</ownerId></item><item><prefixListId>pl-unused${n}</prefixListId><ownerId>AWS</ownerId></item></prefixListSet>`,
    GetManagedPrefixListEntries: `<entrySet><item><cidr>192.0.2.${n}/32</cidr></item></entrySet>`,
    DescribeVpcPeeringConnections: `<vpcPeeringConnectionSet><item><vpcPeeringConnectionId>pcx-${n}</vpcPeeringConnectionId></item></vpcPeeringConnectionSet>`,
  };
  return `<${action}Response>${items[action]}${second ? '' : '<nextToken>more</nextToken>'}</${action}Response>`;
}

describe('a capture of EC2', () => {
  test('has all pages of everything, and the entries of lists that matter', async () => {
    const server: ScriptedServer = await startServer(({ body }) => ({ body: answer(body) }));
    stops.push(() => server.stop(), useAwsEnvironment(server.url));
    const capture = await captureEc2(access(), 'eu-west-1');
    expect(capture.NetworkInterfaces.map((each) => each.NetworkInterfaceId)).toEqual([
      'eni-1',
      'eni-2',
    ]);
    expect(capture.SecurityGroups.map((each) => each.GroupName)).toEqual(['web-1', 'web-2']);
    expect(capture.SecurityGroupRules.map((each) => each.SecurityGroupRuleId)).toEqual([
      'sgr-1',
      'sgr-2',
    ]);
    expect(capture.VpcPeeringConnections).toHaveLength(2);
    const entries = ['192.0.2.1/32', '192.0.2.2/32'];
    expect(capture.PrefixLists).toEqual([
      { PrefixListId: 'pl-1', PrefixListName: null, Cidrs: entries },
      { PrefixListId: 'pl-2', PrefixListName: null, Cidrs: entries },
    ]);
  });

  test('is read as what the AWS CLI prints', async () => {
    const server = await startServer(({ body }) => ({ body: answer(body) }));
    stops.push(() => server.stop(), useAwsEnvironment(server.url));
    const capture = await captureEc2(access(), 'eu-west-1');
    const read = readInventoryFile(JSON.stringify(capture), 'capture.json');
    expect(read.interfaces?.[1]).toMatchObject({ id: 'eni-2', groupIds: ['sg-1'] });
    expect(read.groups?.[0]).toMatchObject({ id: 'sg-1', name: 'web-1' });
    expect(read.prefixLists.get('pl-1')).toEqual(['192.0.2.1/32', '192.0.2.2/32']);
  });

  test('that is refused names the action', async () => {
    const server = await startServer(({ body }) =>
      body.includes('DescribeSecurityGroupRules')
        ? {
            status: 403,
            body: '<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized to perform this operation.</Message></Error></Errors></Response>',
          }
        : { body: answer(body) },
    );
    stops.push(() => server.stop(), useAwsEnvironment(server.url));
    await expect(captureEc2(access(), 'eu-west-1')).rejects.toMatchObject({
      code: 'aws-permission',
      message: expect.stringContaining('ec2:DescribeSecurityGroupRules'),
    });
  });

  const withMoto = HAS_MOTO ? test : test.skip;
  withMoto(`of moto holds its default groups${HAS_MOTO ? '' : ' (skipped: no moto)'}`, async () => {
    const moto = await startMoto();
    stops.push(() => moto.stop(), useAwsEnvironment(moto.url));
    const capture = await captureEc2(access(), 'eu-west-1');
    expect(capture.SecurityGroups).toContainEqual(
      expect.objectContaining({ GroupName: 'default' }),
    );
    expect(capture.SecurityGroupRules[0]?.SecurityGroupRuleId).toMatch(/^sgr-/);
  });
});
