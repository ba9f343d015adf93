import { SgauditError } from '../../model/problem.ts';
import type { PrefixList } from '../../model/rule.ts';
import { isObject, objects, text } from '../json.ts';
import type { Ec2Capture } from './capture.ts';
import { cidrPeer, directionOf, groupPeer, prefixListPeer, readService } from './permissions.ts';
import type { Ec2Rule, Ec2Rules } from './rule-set.ts';
import { readEc2Group } from './security-groups.ts';

/** Groups and rules of a capture, with their ids and tags. */
export function rulesOfCapture(capture: Ec2Capture): Ec2Rules {
  const groups = capture.SecurityGroups.flatMap((group) =>
    group.GroupId ? [readEc2Group({ ...group }, group.GroupId)] : [],
  );
  return {
    groups,
    rules: capture.SecurityGroupRules.map((rule) => readSecurityGroupRule({ ...rule })),
    // What they hold, and when, the inventory says.
    prefixLists: capture.PrefixLists.map(
      ({ PrefixListId: id, PrefixListName: name }): PrefixList => ({
        address: null,
        id,
        name,
        cidrs: null,
      }),
    ),
  };
}

/** Of several accounts and regions; a group that two of them show stands once. */
export function joinCaptures(parts: readonly Ec2Rules[]): Ec2Rules {
  const once = <Item>(items: readonly Item[], key: (item: Item) => string | null): Item[] => [
    ...new Map(items.map((item) => [key(item), item])).values(),
  ];
  return {
    groups: once(
      parts.flatMap(({ groups }) => groups),
      ({ id }) => id,
    ),
    rules: once(
      parts.flatMap(({ rules }) => rules),
      ({ ruleId }) => ruleId,
    ),
    prefixLists: once(
      parts.flatMap(({ prefixLists }) => prefixLists),
      ({ id }) => id,
    ),
  };
}

/**
 * One element of `SecurityGroupRules`.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html
 */
export function readSecurityGroupRule(item: Record<string, unknown>): Ec2Rule {
  const ruleId = text(item.SecurityGroupRuleId);
  const groupId = text(item.GroupId);
  if (ruleId === null || groupId === null) {
    throw new SgauditError(
      'aws-error',
      'ec2:DescribeSecurityGroupRules answered a rule without its id or its group: run it again',
    );
  }
  return {
    ...readService(item.IpProtocol, item.FromPort, item.ToPort),
    ...peerOf(item, groupId),
    ruleId,
    groupId,
    direction: directionOf(item.IsEgress),
    tags: Object.fromEntries(
      objects(item.Tags).map(({ Key, Value }) => [String(Key), String(Value ?? '')]),
    ),
  };
}

function peerOf(
  item: Record<string, unknown>,
  groupId: string,
): Pick<Ec2Rule, 'peer' | 'description' | 'problems'> & Partial<Pick<Ec2Rule, 'unresolved'>> {
  const cidr = text(item.CidrIpv4) ?? text(item.CidrIpv6);
  if (cidr !== null) return cidrPeer(cidr, item.Description);
  const list = text(item.PrefixListId);
  if (list !== null) return prefixListPeer(list, item);
  const other = isObject(item.ReferencedGroupInfo) ? text(item.ReferencedGroupInfo.GroupId) : null;
  if (other !== null) return groupPeer(other, groupId, item.Description);
  return {
    peer: { kind: 'unresolved', expression: '?' },
    unresolved: ['peer'],
    description: text(item.Description),
    problems: [],
  };
}
