import type { GateRule, GateTraffic, LostTraffic } from '../model/gate.ts';
import { groupKey, isSameName } from '../model/group.ts';
import type { Rule, RuleSet } from '../model/rule.ts';
import { type Location, toLocation } from '../model/source.ts';
import type { EntryTraffic } from './entry-traffic.ts';
import type { Stage } from './stage.ts';

/** All that an entry says but how sure it is. */
export type EntryFacts = Omit<LostTraffic, 'certainty' | 'confidence'>;

/** Names the rules of the side where they are in force: of before where traffic is lost. */
export function factsOf(one: EntryTraffic, stage: Stage, places: RuleSet): EntryFacts {
  const { because } = one.entry;
  const resource = because.cause === 'interface' ? changedBy(one, stage) : null;
  const replaced = resource !== null && stage.sides.replacedGroups.has(resource);
  const cause = replaced ? 'replaced-group' : because.cause;
  return { ...ruleFacts(because.rules, resource, stage, places), cause, ...trafficOf(one) };
}

export const NO_TRAFFIC: GateTraffic = {
  flows: 0,
  bytes: 0,
  peers: 0,
  topPeers: [],
  ports: [],
  interfaces: [],
  firstSeen: null,
  lastSeen: null,
};

/** Of a rule without any traffic. */
export function silentFacts(rule: number, stage: Stage, places: RuleSet): EntryFacts {
  return { ...ruleFacts([rule], null, stage, places), cause: 'rule', ...NO_TRAFFIC };
}

/** Of rules of groups that a resource's interfaces join. */
export function joinedFacts(
  rules: readonly number[],
  resource: string,
  stage: Stage,
  places: RuleSet,
): EntryFacts {
  return { ...ruleFacts(rules, resource, stage, places), cause: 'interface', ...NO_TRAFFIC };
}

function ruleFacts(
  positions: readonly number[],
  resource: string | null,
  { sides }: Stage,
  places: RuleSet,
): Pick<EntryFacts, 'rule' | 'otherRules' | 'address' | 'location'> {
  const rules = positions.flatMap((at) => sides.before[at]![0] ?? sides.after[at]![0] ?? []);
  const [rule] = rules;
  return {
    rule: rule ? gateRule(rule) : null,
    otherRules: rules.slice(1).map(({ key }) => key),
    address: resource ?? rule?.address ?? null,
    location: placeOf(resource, rule ?? null, places),
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
function placeOf(resource: string | null, rule: Rule | null, places: RuleSet): Location | null {
  if (resource !== null) {
    const own =
      places.bindings.find((binding) => binding.address === resource) ??
      places.groups.find((group) => groupKey(group) === resource);
    if (own?.location) return own.location;
  }
  if (rule === null) return null;
  const same = places.rules.find((one) => one.key === rule.key);
  if (same?.location) return same.location;
  const beside = places.rules.find((one) => one.address === rule.address && one.source !== null);
  if (beside?.source) return toLocation(beside.source.resource);
  return places.groups.find((group) => isSameName(group, rule.group))?.location ?? null;
}

function gateRule(rule: Rule): GateRule {
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
