import { describe, expect, it } from '@jest/globals';
import { ruleSetOfEc2 } from '../../../src/aws/ec2/rule-set.ts';
import { readSecurityGroups } from '../../../src/aws/ec2/security-groups.ts';
import { describeRule } from '../../../src/model/rule-text.ts';

const read = (document: unknown) =>
  ruleSetOfEc2(readSecurityGroups(JSON.stringify(document), 'groups.json'));

/** As `aws ec2 describe-security-groups` prints it. */
const WHOLE = {
  SecurityGroups: [
    {
      GroupId: 'sg-0a1',
      GroupName: 'web',
      VpcId: 'vpc-1',
      Description: 'Web servers',
      IpPermissions: [
        {
          IpProtocol: 'tcp',
          FromPort: 443,
          ToPort: 443,
          IpRanges: [{ CidrIp: '203.0.113.0/24', Description: 'partner' }],
          Ipv6Ranges: [{ CidrIpv6: '2001:DB8::/32' }],
          PrefixListIds: [{ PrefixListId: 'pl-63a5400a' }],
          UserIdGroupPairs: [{ GroupId: 'sg-0a1' }, { GroupId: 'sg-0b2', UserId: '1' }],
        },
        { IpProtocol: 'icmp', FromPort: 8, ToPort: -1, IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
      ],
      IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    },
  ],
};

describe('security groups as the AWS CLI prints them', () => {
  it('are rules of one peer each', () => {
    const set = read(WHOLE);
    expect(set.rules.map(describeRule)).toEqual([
      'ingress tcp 443 from 203.0.113.0/24',
      'ingress tcp 443 from 2001:db8::/32',
      'ingress tcp 443 from pl-63a5400a',
      'ingress tcp 443 from self',
      'ingress tcp 443 from sg-0b2',
      'ingress icmp type 8 from 10.0.0.0/8',
      'egress all to 0.0.0.0/0',
    ]);
    expect(set.rules[0]).toMatchObject({
      group: { address: null, id: 'sg-0a1', name: 'web' },
      description: 'partner',
    });
    expect(new Set(set.rules.map(({ key }) => key)).size).toBe(7);
  });

  it('may be a bare array, and what a script left of it: protocol and ports are then not known', () => {
    const set = read([
      { GroupId: 'sg-0a1', GroupName: 'web', IpRanges: [['10.0.0.0/8', '10.1.0.0/16'], []] },
      {
        GroupId: 'sg-0b2',
        GroupName: 'db',
        IpProtocol: 'tcp',
        FromPort: 5432,
        ToPort: 5432,
        CidrIp: '10.0.0.0/8',
      },
    ]);
    expect(set.rules.map(describeRule)).toEqual([
      'ingress ? from 10.0.0.0/8',
      'ingress ? from 10.1.0.0/16',
      'ingress tcp 5432 from 10.0.0.0/8',
    ]);
    expect(set.rules[0]?.unresolved).toEqual(['protocol', 'fromPort', 'toPort']);
  });

  it('never lose a CIDR that is malformed', () => {
    const set = read([{ GroupId: 'sg-0a1', IpRanges: [['10.0.0.1/8', '10.0/8', null, { x: 1 }]] }]);
    expect(set.rules.map(({ peer }) => peer)).toEqual([
      { kind: 'cidr', value: '10.0.0.0/8' },
      { kind: 'cidr', value: '10.0/8' },
      { kind: 'cidr', value: '{"x":1}' },
    ]);
    expect(set.problems.map(({ kind, ruleKey }) => [kind, ruleKey])).toEqual([
      ['host-bits', set.rules[0]?.key],
      ['malformed-cidr', set.rules[1]?.key],
      ['malformed-cidr', set.rules[2]?.key],
    ]);
  });

  it.each([
    ['{"NetworkInterfaces": []}', 'holds no SecurityGroups'],
    ['{"SecurityGroups": []}', 'holds no group'],
    ['[{"GroupName": "web"}]', 'groups.json: group 1 of 1 has no GroupId'],
    ['[{"GroupId": "sg-1"}]', 'has neither IpPermissions nor IpRanges'],
    ['{"SecurityGroups": [], "NextToken": "x"}', 'is one page of several'],
  ])('%s is refused: %s', (text, message) => {
    expect(() => readSecurityGroups(text, 'groups.json')).toThrow(message);
  });

  it('says where JSON is broken', () => {
    const broken = '[{"GroupId": "sg-1",\n  oops}]';
    expect(() => readSecurityGroups(broken, 'groups.json')).toThrow(
      expect.objectContaining({
        code: 'security-groups-unreadable',
        location: expect.objectContaining({ file: 'groups.json', start: { line: 2, column: 3 } }),
      }),
    );
  });
});
