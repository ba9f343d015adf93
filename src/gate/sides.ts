import { groupKey, isSameName } from '../model/group.ts';
import type { Group, GroupRef, Peer, PrefixList, Rule, RuleSet } from '../model/rule.ts';

/** The rules of before and after as one set, so that traffic is classified once for both. */
export interface Sides {
  /** Every rule once; groups and lists have one name on both sides. */
  readonly ruleSet: RuleSet;
  /** The rules as the sides have them, by position in `ruleSet`; empty where a side does not have it. */
  readonly before: readonly (readonly Rule[])[];
  readonly after: readonly (readonly Rule[])[];
  /** Keys of groups in whose place a new one stands. */
  readonly replacedGroups: ReadonlySet<string>;
  /** Bindings of before and after that are one resource. */
  readonly bindings: readonly BindingChange[];
}

export interface BindingChange {
  readonly before: RuleSet['bindings'][number] | null;
  readonly after: RuleSet['bindings'][number] | null;
}

/** `replaced`: addresses of resources that the plan destroys and creates anew. */
export function joinSides(before: RuleSet, after: RuleSet, replaced: ReadonlySet<string>): Sides {
  const groups = joinGroups(before.groups, after.groups, replaced);
  const lists = joinLists(before.prefixLists, after.prefixLists);
  const rules: Rule[] = [];
  const own = { before: [] as Rule[][], after: [] as Rule[][] };
  const positions = new Map<string, number>();
  const add = (set: RuleSet, side: 'before' | 'after'): void => {
    for (const rule of set.rules) {
      const known = {
        ...rule,
        group: groups[side](rule.group),
        peer: peerOf(rule, groups[side], lists[side]),
      };
      const content = contentOf(known);
      const position = positions.get(content) ?? rules.push(known) - 1;
      positions.set(content, position);
      own.before[position] ??= [];
      own.after[position] ??= [];
      own[side][position]!.push(rule);
    }
  };
  add(before, 'before');
  add(after, 'after');
  const named = (set: RuleSet, side: 'before' | 'after') =>
    set.bindings.map((one) => ({ ...one, groups: one.groups.map(groups[side]) }));
  return {
    ruleSet: {
      rules,
      groups: groups.all,
      // What is bound before the change; captures show the same.
      bindings: named(before, 'before'),
      prefixLists: lists.all,
      problems: [],
    },
    before: own.before,
    after: own.after,
    replacedGroups: groups.replaced,
    bindings: joinBindings(named(before, 'before'), named(after, 'after')),
  };
}

type Refer = (ref: GroupRef) => GroupRef;

function joinGroups(
  before: readonly Group[],
  after: readonly Group[],
  replacedAddresses: ReadonlySet<string>,
): {
  readonly all: readonly Group[];
  readonly before: Refer;
  readonly after: Refer;
  readonly replaced: ReadonlySet<string>;
} {
  const pairs = pairGroups(before, after);
  const all: Group[] = [];
  const replaced = new Set<string>();
  const ofSide = { before: new Map<string, Group>(), after: new Map<string, Group>() };
  for (const [old, now] of pairs) {
    const group = joinedGroup(old, now);
    all.push(group);
    if (old && now && isReplaced(old, now, replacedAddresses)) {
      replaced.add(groupKey(group) ?? '');
    }
    for (const [side, one] of [['before', old] as const, ['after', now] as const]) {
      if (one?.address) ofSide[side].set(one.address, group);
      if (one?.id) ofSide[side].set(one.id, group);
    }
  }
  const refer =
    (side: 'before' | 'after'): Refer =>
    (ref) => {
      const found =
        (ref.address === null ? undefined : ofSide[side].get(ref.address)) ??
        (ref.id === null ? undefined : (ofSide[side].get(ref.id) ?? ofSide.before.get(ref.id)));
      return found ? { address: found.address, id: found.id, name: found.name } : ref;
    };
  return { all, before: refer('before'), after: refer('after'), replaced };
}

/** Ids and names are those of before: they are what inventories know. */
function joinedGroup(old: Group | null, now: Group | null): Group {
  const lead = (now ?? old) as Group;
  const managed = old?.origin === 'managed' || now?.origin === 'managed';
  return {
    ...lead,
    id: old?.id ?? now?.id ?? null,
    name: old?.name ?? now?.name ?? null,
    vpcId: old?.vpcId ?? now?.vpcId ?? null,
    origin: managed ? 'managed' : 'referenced',
  };
}

/** By id, else by address; else by a name that only one of the rest of each side has, for a resource that moved. */
function pairGroups(
  before: readonly Group[],
  after: readonly Group[],
): readonly (readonly [Group | null, Group | null])[] {
  const rest = new Set(before);
  const pairs = new Map<Group, Group | null>();
  const pair = (now: Group, fits: (old: Group) => boolean): void => {
    if (pairs.get(now)) return;
    const fitting = [...rest].filter(fits);
    if (fitting.length !== 1) return;
    pairs.set(now, fitting[0]!);
    rest.delete(fitting[0]!);
  };
  for (const now of after) pairs.set(now, null);
  for (const now of after) if (now.id) pair(now, (old) => old.id === now.id);
  for (const now of after) if (now.address) pair(now, (old) => old.address === now.address);
  const named = (group: Group) => `${group.vpcId} ${group.name}`;
  for (const now of after) {
    if (!now.name || pairs.get(now)) continue;
    const alike = after.filter((one) => !pairs.get(one) && named(one) === named(now));
    if (alike.length === 1) pair(now, (old) => old.name === now.name && sameVpc(old, now));
  }
  return [
    ...[...pairs].map(([now, old]) => [old, now] as const),
    ...[...rest].map((old) => [old, null] as const),
  ];
}

function sameVpc(left: Group, right: Group): boolean {
  return left.vpcId === null || right.vpcId === null || left.vpcId === right.vpcId;
}

/**
 * Name, description and VPC of a group cannot be changed in place.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group
 */
function isReplaced(old: Group, now: Group, replaced: ReadonlySet<string>): boolean {
  if (now.origin !== 'managed') return false;
  if (now.address !== null && replaced.has(now.address)) return true;
  if (old.id !== null && now.id !== null) return old.id !== now.id;
  const differs = (left: string | null, right: string | null) =>
    left !== null && right !== null && left !== right;
  return (
    differs(old.name, now.name) ||
    differs(old.description, now.description) ||
    differs(old.vpcId, now.vpcId)
  );
}

type ReferList = (peer: Peer & { kind: 'prefix-list' }) => Peer;

/** A list whose entries the change alters is two lists. */
function joinLists(
  before: readonly PrefixList[],
  after: readonly PrefixList[],
): { readonly all: readonly PrefixList[]; readonly before: ReferList; readonly after: ReferList } {
  const all = [...before];
  const names = new Map<PrefixList, PrefixList>();
  for (const now of after) {
    const old = before.find((list) => isSameName(list, now));
    if (old && entriesOf(old) === entriesOf(now)) names.set(now, old);
    else if (old) {
      const changed = { ...now, address: `${now.address ?? now.id} (after)`, id: null };
      names.set(now, changed);
      all.push(changed);
    } else all.push(now);
  }
  const refer =
    (lists: readonly PrefixList[]): ReferList =>
    (peer) => {
      const list = lists.find((one) => isSameName(one, peer));
      if (!list) return peer;
      const { address, id } = names.get(list) ?? list;
      return { kind: 'prefix-list', address, id };
    };
  return { all, before: refer(before), after: refer(after) };
}

function entriesOf({ cidrs }: PrefixList): string {
  return cidrs === null ? '?' : [...new Set(cidrs)].sort().join();
}

function peerOf(rule: Rule, group: Refer, list: ReferList): Peer {
  const { peer } = rule;
  if (peer.kind === 'prefix-list') return list(peer);
  if (peer.kind !== 'group') return peer;
  const { address, id } = group({ ...peer, name: null });
  return isSameName({ address, id }, group(rule.group))
    ? { kind: 'self' }
    : { kind: 'group', address, id };
}

/** Equal for rules that say the same, whichever resource they stand in; what is open is the same only within one. */
function contentOf(rule: Rule): string {
  return JSON.stringify([
    groupKey(rule.group),
    rule.direction,
    rule.protocol,
    rule.fromPort,
    rule.toPort,
    rule.peer.kind === 'group' || rule.peer.kind === 'prefix-list'
      ? [rule.peer.kind, groupKey(rule.peer)]
      : rule.peer,
    [...rule.unresolved].sort(),
    rule.unresolved.length > 0 ? rule.address : null,
  ]);
}

/** By address, else by an interface that both name: a resource that moved. */
function joinBindings(
  before: RuleSet['bindings'],
  after: RuleSet['bindings'],
): readonly BindingChange[] {
  const byAddress = new Map(before.map((old) => [old.address, old]));
  const rest = new Set(before);
  const take = (old: RuleSet['bindings'][number] | undefined) => {
    if (old) rest.delete(old);
    return old ?? null;
  };
  const joined = after.map((now) => ({ after: now, before: take(byAddress.get(now.address)) }));
  const moved = joined.map(({ after: now, before: old }) => ({
    after: now,
    before: old ?? take([...rest].find((one) => sharesInterface(one, now))),
  }));
  return [...moved, ...[...rest].map((old) => ({ before: old, after: null }))];
}

function sharesInterface(
  left: RuleSet['bindings'][number],
  right: RuleSet['bindings'][number],
): boolean {
  return left.interfaceIds.some((id) => right.interfaceIds.includes(id));
}
