import { isSameName } from '../../model/group.ts';
import type { Binding, Group, GroupRef, PrefixList, Rule, RuleSet } from '../../model/rule.ts';
import { groupKeyOf } from '../rule-parts/group-key.ts';
import { completeListPeer } from '../rule-parts/known-prefix-lists.ts';
import { missingRules, resolveRules } from './resolve-rules.ts';

export interface JoinOptions {
  /** True for a plan: what it does not hold will not exist. */
  readonly complete: boolean;
}

/**
 * `base` (from HCL: places, edits) with what `known` (from plan or state: values, ids) says of the same addresses.
 */
export function joinKnown(base: RuleSet, known: RuleSet, options: JoinOptions): RuleSet {
  const directory = groupIndex(base, known);
  const refer = (ref: GroupRef): GroupRef => directory.refer(ref);
  const lists = joinPrefixLists(base.prefixLists, known.prefixLists);
  const complete = (rule: Rule) => completeRule(rule, refer, lists);
  const own = resolveRules(base.rules, known.rules, options).map(complete);
  const rules = options.complete ? [...own, ...missingRules(own, known.rules.map(complete))] : own;
  const keys = new Set(rules.map((rule) => rule.key));
  return {
    rules,
    groups: directory.groups(),
    bindings: joinBindings(base.bindings, known.bindings, refer, directory.isKnown),
    prefixLists: lists,
    problems: base.problems.filter(({ ruleKey }) => ruleKey === null || keys.has(ruleKey)),
  };
}

function completeRule(
  rule: Rule,
  refer: (ref: GroupRef) => GroupRef,
  lists: readonly PrefixList[],
): Rule {
  const group = refer(rule.group);
  const { peer } = rule;
  if (peer.kind === 'group') {
    const named = refer({ ...peer, name: null });
    if (isSameName(group, named)) return { ...rule, group, peer: { kind: 'self' } };
    return { ...rule, group, peer: { kind: 'group', address: named.address, id: named.id } };
  }
  return { ...rule, group, peer: completeListPeer(peer, lists) };
}

/** The groups of both sets under one roof: one group, one entry. */
function groupIndex(base: RuleSet, known: RuleSet) {
  const knownByAddress = new Map(known.groups.map((group) => [group.address, group]));
  const knownById = new Map(known.groups.map((group) => [group.id, group]));
  const merged = new Map<string, Group>();
  for (const group of base.groups) {
    const other =
      (group.address === null ? undefined : knownByAddress.get(group.address)) ??
      (group.id === null ? undefined : knownById.get(group.id));
    const joined: Group = {
      ...group,
      address: group.address ?? other?.address ?? null,
      id: group.id ?? other?.id ?? null,
      name: group.name ?? other?.name ?? null,
      vpcId: group.vpcId ?? other?.vpcId ?? null,
    };
    const key = groupKeyOf(joined) ?? '';
    merged.set(key, mergeGroups(merged.get(key), joined));
  }
  const byAddress = new Map([...merged.values()].map((group) => [group.address, group]));
  const byId = new Map([...merged.values()].map((group) => [group.id, group]));

  function find(ref: GroupRef): Group | undefined {
    const here = (other: GroupRef) =>
      (other.address === null ? undefined : byAddress.get(other.address)) ??
      (other.id === null ? undefined : byId.get(other.id));
    const elsewhere = ref.id === null ? undefined : knownById.get(ref.id);
    return here(ref) ?? (elsewhere ? here(elsewhere) : undefined);
  }

  return {
    isKnown: (ref: GroupRef) => find(ref) !== undefined,
    refer(ref: GroupRef): GroupRef {
      const group = find(ref);
      if (group) return { address: group.address, id: group.id, name: group.name };
      const other =
        (ref.address === null ? undefined : knownByAddress.get(ref.address)) ??
        (ref.id === null ? undefined : knownById.get(ref.id));
      if (!other) return ref;
      merged.set(groupKeyOf(other) ?? '', { ...other, origin: 'referenced', referencedBy: [] });
      return { address: other.address, id: other.id, name: other.name };
    },
    groups: (): readonly Group[] => [...merged.values()],
  };
}

/** Two entries of `base` that turn out to be one group: the one that is managed leads. */
function mergeGroups(first: Group | undefined, second: Group): Group {
  if (!first) return second;
  const [lead, other] = second.origin === 'managed' ? [second, first] : [first, second];
  return { ...lead, referencedBy: [...lead.referencedBy, ...other.referencedBy] };
}

function joinBindings(
  base: readonly Binding[],
  known: readonly Binding[],
  refer: (ref: GroupRef) => GroupRef,
  isKnown: (ref: GroupRef) => boolean,
): readonly Binding[] {
  const knownByAddress = new Map(known.map((binding) => [binding.address, binding]));
  const joined = base.map((binding): Binding => {
    const other = knownByAddress.get(binding.address);
    const groups = binding.complete || !other ? binding.groups : other.groups;
    return {
      ...binding,
      groups: groups.map(refer),
      complete: binding.complete || other?.complete === true,
      interfaceIds: [...new Set([...binding.interfaceIds, ...(other?.interfaceIds ?? [])])],
    };
  });
  const own = new Set(base.map((binding) => binding.address));
  const others = known.filter(
    ({ address, groups }) => !own.has(address) && groups.some((group) => isKnown(group)),
  );
  return [...joined, ...others.map((item) => ({ ...item, groups: item.groups.map(refer) }))];
}

function joinPrefixLists(
  base: readonly PrefixList[],
  known: readonly PrefixList[],
): readonly PrefixList[] {
  const joined = base.map((list): PrefixList => {
    const other = known.find((item) => isSameName(item, list));
    if (!other) return list;
    return {
      address: list.address ?? other.address,
      id: list.id ?? other.id,
      name: list.name ?? other.name,
      cidrs: list.cidrs ?? other.cidrs,
    };
  });
  return [...joined, ...known.filter((item) => !base.some((list) => isSameName(item, list)))];
}
