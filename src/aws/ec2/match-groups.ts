import { groupKey } from '../../model/group.ts';
import type { Group, RuleSet } from '../../model/rule.ts';
import { type GroupIds, ruleContent } from './rule-content.ts';
import type { Ec2Rules } from './rule-set.ts';

/** The groups of EC2 that groups of Terraform are: by what `groupKey` gives. */
export type GroupMatches = ReadonlyMap<string, Group>;

/**
 * Joins groups by the id that state knows, else by name and VPC, which are unique together. Where Terraform does not tell
 * the VPC, just one group of the name must be there and hold a rule that Terraform has too: another region's may be called
 * the same.
 */
export function matchGroups(written: RuleSet, ec2: Ec2Rules): GroupMatches {
  const byId = new Map(ec2.groups.map((group) => [group.id, group]));
  const matches = new Map<string, Group>();
  const taken = new Map<Group, string[]>();
  const contents = contentsByGroup(written, ec2);
  for (const group of written.groups) {
    const key = groupKey(group);
    if (key === null) continue;
    const live =
      group.id === null ? byName(group, ec2.groups, contents) : (byId.get(group.id) ?? null);
    if (!live) continue;
    matches.set(key, live);
    taken.set(live, [...(taken.get(live) ?? []), key]);
  }
  // Two groups of Terraform cannot be one: then their names tell nothing.
  for (const keys of taken.values()) {
    const guessed = keys.filter((key) => written.groups.some((g) => groupKey(g) === key && !g.id));
    if (keys.length > 1) for (const key of guessed) matches.delete(key);
  }
  return matches;
}

function byName(
  group: Group,
  live: readonly Group[],
  contents: { readonly written: Contents; readonly ec2: Contents },
): Group | null {
  if (!group.name) return null;
  const named = live.filter(
    ({ name, vpcId }) => name === group.name && (!group.vpcId || !vpcId || vpcId === group.vpcId),
  );
  const [only] = named;
  if (!only || named.length > 1) return null;
  if (group.vpcId && only.vpcId) return only;
  const own = contents.written.get(groupKey(group) ?? '') ?? new Set();
  const theirs = contents.ec2.get(only.id ?? '') ?? new Set();
  return [...own].some((content) => theirs.has(content)) ? only : null;
}

type Contents = ReadonlyMap<string, ReadonlySet<string>>;

/** What rules of each group say, but for the one that every group of EC2 begins with. */
function contentsByGroup(written: RuleSet, ec2: Ec2Rules): { written: Contents; ec2: Contents } {
  const ids: GroupIds = new Map(written.groups.map((group) => [group.address ?? '', group.id]));
  const collect = (items: Iterable<readonly [string | null, string]>): Contents => {
    const found = new Map<string, Set<string>>();
    for (const [key, content] of items) {
      if (key === null || content === FIRST_RULE) continue;
      const known = found.get(key);
      if (known) known.add(content);
      else found.set(key, new Set([content]));
    }
    return found;
  };
  return {
    written: collect(
      written.rules.map((rule) => [groupKey(rule.group), ruleContent(rule, ids)] as const),
    ),
    ec2: collect(ec2.rules.map((rule) => [rule.groupId, ruleContent(rule, ids)] as const)),
  };
}

const FIRST_RULE = ruleContent(
  {
    direction: 'egress',
    protocol: 'all',
    fromPort: null,
    toPort: null,
    peer: { kind: 'cidr', value: '0.0.0.0/0' },
  },
  new Map(),
);
