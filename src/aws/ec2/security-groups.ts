import { SgauditError } from '../../model/problem.ts';
import type { Direction, Group } from '../../model/rule.ts';
import { isObject, objects, text } from '../json.ts';
import { parseJsonFile } from '../json-place.ts';
import { readPermission } from './permissions.ts';
import type { Ec2Rule, Ec2Rules } from './rule-set.ts';

const CODE = 'security-groups-unreadable';

/**
 * Reads what `aws ec2 describe-security-groups` printed, whole, its bare array, or what a script or `--query` left of it:
 * `[{"GroupId", "GroupName", "IpRanges": [["10.0.0.0/8"]]}]`, with or without `IpProtocol`, `FromPort`, `ToPort`. Rules
 * without these have an unknown protocol. `path` stands in errors only.
 * @throws SgauditError `security-groups-unreadable`
 */
export function readSecurityGroups(content: string, path: string): Ec2Rules {
  const document = parseJsonFile(content, path, CODE);
  if (isObject(document) && document.NextToken) {
    throw unreadable(
      path,
      'is one page of several (NextToken is set): run the AWS CLI without --max-items',
    );
  }
  const items = isObject(document) ? document.SecurityGroups : document;
  if (!Array.isArray(items)) {
    throw unreadable(
      path,
      'holds no SecurityGroups: give the output of "aws ec2 describe-security-groups"',
    );
  }
  if (items.length === 0) {
    throw unreadable(
      path,
      'holds no group: check the region and the filter of the command that wrote it',
    );
  }
  const groups = new Map<string, Group>();
  const rules: Ec2Rule[] = [];
  for (const [at, item] of items.entries()) {
    const where = `${path}: group ${at + 1} of ${items.length}`;
    const id = isObject(item) ? text(item.GroupId) : null;
    if (!isObject(item) || id === null) throw unreadable(where, 'has no GroupId');
    groups.set(id, groups.get(id) ?? readEc2Group(item, id));
    rules.push(...rulesOf(item, id, where));
  }
  return { groups: [...groups.values()], rules, prefixLists: [] };
}

/** One element of `SecurityGroups`. */
export function readEc2Group(item: Record<string, unknown>, id: string): Group {
  return {
    address: null,
    id,
    name: text(item.GroupName) ?? null,
    vpcId: text(item.VpcId),
    // EC2 asks for a description; a script that leaves it out says nothing of it.
    description: text(item.Description),
    location: null,
    origin: 'referenced',
    referencedBy: [],
  };
}

/** What tells a rule's peers, where a script has put them beside the group's id. */
const REDUCED = [
  'IpRanges',
  'CidrIp',
  'Ipv6Ranges',
  'CidrIpv6',
  'PrefixListIds',
  'UserIdGroupPairs',
];

function rulesOf(item: Record<string, unknown>, id: string, where: string): Ec2Rule[] {
  const whole = 'IpPermissions' in item || 'IpPermissionsEgress' in item;
  if (!whole && !REDUCED.some((field) => field in item)) {
    throw unreadable(
      where,
      `(${id}) has neither IpPermissions nor IpRanges: its rules are not known`,
    );
  }
  const of = (direction: Direction, permissions: readonly Record<string, unknown>[]): Ec2Rule[] =>
    permissions.flatMap((permission) =>
      readPermission(permission, id).map((one) => ({
        ...one,
        ruleId: null,
        groupId: id,
        direction,
        tags: {},
      })),
    );
  if (!whole) return of('ingress', [item]);
  return [
    ...of('ingress', objects(item.IpPermissions)),
    ...of('egress', objects(item.IpPermissionsEgress)),
  ];
}

function unreadable(where: string, what: string): SgauditError {
  return new SgauditError(CODE, `${where} ${what}`);
}
