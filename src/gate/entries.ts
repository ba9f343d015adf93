import type { GateRule, GateTraffic, LostTraffic, UncertainTraffic } from '../model/gate.ts';
import { groupKey, isSameName } from '../model/group.ts';
import type { Rule, RuleSet } from '../model/rule.ts';
import { type Location, toLocation } from '../model/source.ts';
import type { EntryTraffic } from './replay.ts';
import type { Stage } from './stage.ts';

export function lostTraffic(
  found: readonly EntryTraffic[],
  stage: Stage,
  after: RuleSet,
): LostTraffic[] {
  return found
    .filter(({ entry }) => entry.kind === 'lost')
    .map((one) => ({
      ...facts(one, stage, after),
      confidence: one.entry.weak ? ('medium' as const) : ('high' as const),
    }))
    .sort(mostFirst);
}

export function uncertainTraffic(
  found: readonly EntryTraffic[],
  stage: Stage,
  after: RuleSet,
): UncertainTraffic[] {
  return found
    .filter(({ entry }) => entry.kind === 'uncertain')
    .map((one) => ({
      ...facts(one, stage, after),
      doubts: [...one.entry.doubts].sort(),
      gaps: [],
      effect: 'lost' as const,
    }))
    .sort(mostFirst);
}

function mostFirst(
  left: { readonly flows: number; readonly address: string | null },
  right: { readonly flows: number; readonly address: string | null },
): number {
  return right.flows - left.flows || ((left.address ?? '') < (right.address ?? '') ? -1 : 1);
}

function facts(one: EntryTraffic, stage: Stage, after: RuleSet) {
  const { because } = one.entry;
  const rules = because.rules.flatMap((position) => {
    const { before, after: now } = stage.sides;
    return before[position]![0] ?? now[position]![0] ?? [];
  });
  const [rule] = rules;
  const resource = because.cause === 'interface' ? changedBy(one, stage) : null;
  const replaced = resource !== null && stage.sides.replacedGroups.has(resource);
  return {
    cause: replaced ? ('replaced-group' as const) : because.cause,
    rule: rule ? gateRule(rule) : null,
    otherRules: rules.slice(1).map(({ key }) => key),
    address: resource ?? rule?.address ?? null,
    location: placeOf(resource, rule ?? null, after),
    ...trafficOf(one),
  };
}

/** The resource that changes the groups of the first interface concerned. */
function changedBy(one: EntryTraffic, { membershipAfter, days }: Stage): string | null {
  for (const id of one.interfaces) {
    for (let day = days.labels.length - 1; day >= 0; day--) {
      const [resource] = membershipAfter.resourcesOf(id, day);
      if (resource !== undefined) return resource;
    }
  }
  return null;
}

/** Where the rule, else its resource, else its group stands in the files of after. */
function placeOf(resource: string | null, rule: Rule | null, after: RuleSet): Location | null {
  if (resource !== null) {
    const own =
      after.bindings.find((binding) => binding.address === resource) ??
      after.groups.find((group) => groupKey(group) === resource);
    if (own?.location) return own.location;
  }
  if (rule === null) return null;
  const same = after.rules.find((one) => one.key === rule.key);
  if (same?.location) return same.location;
  const beside = after.rules.find((one) => one.address === rule.address && one.source !== null);
  if (beside?.source) return toLocation(beside.source.resource);
  return after.groups.find((group) => isSameName(group, rule.group))?.location ?? null;
}

export function gateRule(rule: Rule): GateRule {
  const { key, address, ruleId, group, direction, protocol, fromPort, toPort, peer, unresolved } =
    rule;
  const { address: groupAddress, id, name } = group;
  return {
    ...{ key, address, ruleId, group: { address: groupAddress, id, name } },
    ...{ direction, protocol, fromPort, toPort, peer, unresolved },
  };
}

function trafficOf(one: EntryTraffic): GateTraffic {
  const { flows, bytes, peers, topPeers, ports, interfaces, firstSeen, lastSeen } = one;
  return { flows, bytes, peers, topPeers, ports, interfaces, firstSeen, lastSeen };
}
