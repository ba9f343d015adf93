import { createHash } from 'node:crypto';
import type { Direction, Group, PrefixList, Rule, RuleProblem, RuleSet } from '../../model/rule.ts';
import { describePeer } from '../../model/rule-text.ts';
import type { Permission } from './permissions.ts';

/** A rule of EC2 with its group. */
export interface Ec2Rule extends Permission {
  /** `sgr-…`; null where only `describe-security-groups` was asked. */
  readonly ruleId: string | null;
  readonly groupId: string;
  readonly direction: Direction;
  readonly tags: Readonly<Record<string, string>>;
}

/** What EC2 says of groups and rules, of one or several accounts and regions. */
export interface Ec2Rules {
  readonly groups: readonly Group[];
  readonly rules: readonly Ec2Rule[];
  readonly prefixLists: readonly PrefixList[];
}

/** The rule set of EC2 alone: no addresses, no places. */
export function ruleSetOfEc2({ groups, rules, prefixLists }: Ec2Rules): RuleSet {
  const names = new Map(groups.map((group) => [group.id, group.name]));
  const nameOf = (id: string) => names.get(id) ?? null;
  const made = makeRules(rules, (id) => ({ address: null, id, name: nameOf(id) }));
  return { ...made, groups, bindings: [], prefixLists };
}

/** Rules with keys, and their problems. `groupOf` says how a group is named. */
export function makeRules(
  rules: readonly Ec2Rule[],
  groupOf: (id: string) => Rule['group'],
): { readonly rules: readonly Rule[]; readonly problems: readonly RuleProblem[] } {
  const seen = new Map<string, number>();
  const problems: RuleProblem[] = [];
  const made = rules.map((rule): Rule => {
    const content = JSON.stringify([
      rule.groupId,
      rule.direction,
      rule.protocol,
      rule.fromPort,
      rule.toPort,
      rule.peer.kind,
      describePeer(rule.peer),
    ]);
    const ordinal = seen.get(content) ?? 0;
    seen.set(content, ordinal + 1);
    const key = keyOf(`${content}#${ordinal}`);
    for (const { kind, message } of rule.problems) {
      problems.push({ kind, message, address: rule.groupId, ruleKey: key, location: null });
    }
    return {
      key,
      address: null,
      ruleId: rule.ruleId,
      group: groupOf(rule.groupId),
      direction: rule.direction,
      protocol: rule.protocol,
      fromPort: rule.fromPort,
      toPort: rule.toPort,
      peer: rule.peer,
      unresolved: rule.unresolved,
      description: rule.description,
      location: null,
      via: [],
      source: null,
    };
  });
  return { rules: made, problems };
}

function keyOf(content: string): string {
  return createHash('sha256').update(`ec2 ${content}`).digest('hex').slice(0, 16);
}
