import { groupIsOpen, groupKey } from '../../model/group.ts';
import type { LiveRule, LiveRules } from '../../model/live.ts';
import type { Group, GroupRef, Peer, Rule, RuleSet } from '../../model/rule.ts';
import { differencesOf, mayBe } from './compare.ts';
import { type GroupMatches, matchGroups } from './match-groups.ts';
import { type GroupIds, peerContent, ruleContent } from './rule-content.ts';
import { type Ec2Rule, type Ec2Rules, makeRules } from './rule-set.ts';

export interface Joined {
  /**
   * Terraform's rules with the ids that EC2 tells, and the rules that only EC2 has: those of Terraform's groups, and of
   * all others where asked for. A rule that EC2 has otherwise stands twice, as written and as it is.
   */
  readonly ruleSet: RuleSet;
  readonly live: LiveRules;
}

/** Joins what Terraform says with what EC2 has (docs/decisions/0021). */
export function joinEc2(written: RuleSet, ec2: Ec2Rules, others: 'include' | 'leave'): Joined {
  const matches = matchGroups(written, ec2);
  const names = new Names(written, matches, ec2);
  const rules = written.rules.map((rule) => names.complete(rule));
  const pairs = pairRules(rules, ec2.rules, names);
  const live = ec2.rules.map((rule, at) => liveRule(rule, pairs.of[at] ?? null, names));
  const extra = ec2.rules.filter((rule, at) => {
    const pair = pairs.of[at] ?? null;
    if (pair === null) return names.isWritten(rule.groupId) || others === 'include';
    return live[at]!.differences.some(({ field }) => field !== 'description');
  });
  const made = makeRules(extra, (id) => names.refer(id));
  const groups = names.groups();
  const foreign = others === 'include' ? ec2.groups.filter(({ id }) => !names.isWritten(id)) : [];
  return {
    ruleSet: {
      ...written,
      rules: [...rules.map((rule) => pairs.withId(rule)), ...made.rules],
      groups: [...groups, ...foreign],
      prefixLists: names.prefixLists(),
      problems: [...written.problems, ...made.problems],
    },
    live: {
      rules: live,
      missing: rules.filter((rule) => pairs.isMissing(rule)).map(({ key }) => key),
    },
  };
}

/** How groups and lists are called on both sides. */
class Names {
  readonly ids: GroupIds;
  readonly #written: RuleSet;
  readonly #matches: GroupMatches;
  readonly #ec2: Ec2Rules;
  /** Terraform's group by id. */
  readonly #byId = new Map<string, Group>();

  constructor(written: RuleSet, matches: GroupMatches, ec2: Ec2Rules) {
    this.#written = written;
    this.#matches = matches;
    this.#ec2 = ec2;
    for (const group of this.groups()) {
      const known = group.id === null ? undefined : this.#byId.get(group.id);
      if (group.id !== null && known?.origin !== 'managed') this.#byId.set(group.id, group);
    }
    this.ids = new Map(
      [...this.groups(), ...this.prefixLists()].map(({ address, id }) => [address ?? '', id]),
    );
  }

  groups(): Group[] {
    return this.#written.groups.map((group) => {
      const live = this.#matches.get(groupKey(group) ?? '');
      if (!live) return group;
      return { ...group, id: live.id, name: live.name ?? group.name, vpcId: live.vpcId };
    });
  }

  /** Lists of Terraform with the id of EC2's list of that name. */
  prefixLists() {
    const own = this.#written.prefixLists.map((list) => {
      if (list.id !== null || list.name === null) return list;
      const named = this.#ec2.prefixLists.filter(({ name }) => name === list.name);
      return named.length === 1 ? { ...list, id: named[0]?.id ?? null } : list;
    });
    const known = new Set(own.map(({ id }) => id));
    return [...own, ...this.#ec2.prefixLists.filter(({ id }) => !known.has(id))];
  }

  isWritten(id: string | null): boolean {
    return id !== null && this.#byId.has(id);
  }

  /** Whether EC2 has the group. */
  isLive(group: GroupRef): boolean {
    return this.#matches.has(groupKey(group) ?? '');
  }

  refer(id: string): GroupRef {
    const own = this.#byId.get(id) ?? this.#ec2.groups.find((group) => group.id === id);
    return { address: own?.address ?? null, id, name: own?.name ?? null };
  }

  /** With the ids that EC2 tells. */
  complete(rule: Rule): Rule {
    const live = this.#matches.get(groupKey(rule.group) ?? '');
    const group = live
      ? { ...rule.group, id: live.id, name: rule.group.name ?? live.name }
      : rule.group;
    return { ...rule, group, peer: this.#completePeer(rule.peer) };
  }

  #completePeer(peer: Peer): Peer {
    if (peer.kind !== 'group' && peer.kind !== 'prefix-list') return peer;
    return { ...peer, id: peer.id ?? this.ids.get(peer.address ?? '') ?? null };
  }
}

interface Pairs {
  /** Terraform's rule by the position of EC2's. */
  readonly of: readonly (Rule | null)[];
  isMissing(rule: Rule): boolean;
  withId(rule: Rule): Rule;
}

/** By id, else by content, else where the open parts of a rule leave it possible. */
function pairRules(rules: readonly Rule[], ec2: readonly Ec2Rule[], names: Names): Pairs {
  const byGroup = new Map<string, Rule[]>();
  const byId = new Map<string, Rule>();
  for (const rule of rules) {
    if (rule.ruleId !== null) byId.set(rule.ruleId, rule);
    const key = rule.group.id ?? '';
    byGroup.set(key, [...(byGroup.get(key) ?? []), rule]);
  }
  const open = rules.filter(groupIsOpen);
  const met = new Map<string, string[]>();
  const meet = (rule: Rule, id: string | null): Rule => {
    met.set(rule.key, [...(met.get(rule.key) ?? []), ...(id === null ? [] : [id])]);
    return rule;
  };
  const of = ec2.map((live) => {
    const own = byGroup.get(live.groupId) ?? [];
    const known = live.ruleId === null ? undefined : byId.get(live.ruleId);
    if (known) return meet(known, live.ruleId);
    const content = ruleContent(live, names.ids);
    const same = own.filter((rule) => ruleContent(rule, names.ids) === content);
    for (const rule of same) meet(rule, live.ruleId);
    if (same[0]) return same[0];
    const alike = own.filter((rule) => isReducedOf(live, rule, names.ids));
    for (const rule of alike) meet(rule, null);
    if (alike[0]) return alike[0];
    const perhaps = [...own, ...open].find((rule) => mayBe(rule, live, names.ids));
    return perhaps ? meet(perhaps, null) : null;
  });
  return {
    of,
    isMissing: (rule) =>
      rule.unresolved.length === 0 && names.isLive(rule.group) && !met.has(rule.key),
    withId: (rule) => {
      const ids = met.get(rule.key) ?? [];
      return rule.ruleId === null && ids.length === 1 ? { ...rule, ruleId: ids[0]! } : rule;
    },
  };
}

/** A script has left the peer only of what EC2 said: all rules with that peer are meant. */
function isReducedOf(live: Ec2Rule, rule: Rule, ids: GroupIds): boolean {
  return (
    live.unresolved.includes('protocol') &&
    live.direction === rule.direction &&
    peerContent(live.peer, ids) === peerContent(rule.peer, ids)
  );
}

function liveRule(live: Ec2Rule, rule: Rule | null, names: Names): LiveRule {
  return {
    ruleId: live.ruleId ?? '',
    group: names.refer(live.groupId),
    direction: live.direction,
    protocol: live.protocol,
    fromPort: live.fromPort,
    toPort: live.toPort,
    peer: live.peer,
    description: live.description,
    tags: live.tags,
    ruleKey: rule?.key ?? null,
    differences: rule ? differencesOf(rule, live, names.ids) : [],
  };
}
