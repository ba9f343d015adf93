import type { RuleSet } from '../../model/rule.ts';
import { joinKnown } from './join-known.ts';
import { ruleIdsByAddress, withRuleIdsOf } from './rule-ids.ts';
import { ruleSetOfState, type TerraformState } from './state-rules.ts';

/**
 * The rule set with what states know of it, joined by resource address: ids of groups, rules and prefix lists,
 * interfaces of bindings, and values that the configuration alone does not give.
 */
export function joinState(ruleSet: RuleSet, states: readonly TerraformState[]): RuleSet {
  if (states.length === 0) return ruleSet;
  const ordered = withoutRepeatedAddresses(closestFirst(ruleSet, states));
  const joined = joinKnown(ruleSet, ruleSetOfState(ordered), { complete: false });
  return withRuleIdsOf(joined, ruleIdsByAddress(ordered.flatMap((state) => state.resources)));
}

/** Roots may use the same addresses: the state that shares most with the configuration is believed first. */
function closestFirst(
  ruleSet: RuleSet,
  states: readonly TerraformState[],
): readonly TerraformState[] {
  const known = new Set([
    ...ruleSet.rules.map((rule) => rule.address),
    ...ruleSet.groups.map((group) => group.address),
    ...ruleSet.bindings.map((binding) => binding.address),
  ]);
  const shared = (state: TerraformState) =>
    state.resources.filter((resource) => known.has(resource.address)).length;
  return states
    .map((state) => ({ state, count: shared(state) }))
    .sort((left, right) => right.count - left.count)
    .map(({ state }) => state);
}

function withoutRepeatedAddresses(states: readonly TerraformState[]): readonly TerraformState[] {
  const seen = new Set<string>();
  return states.map((state) => ({
    ...state,
    resources: state.resources.filter(({ address }) => {
      if (seen.has(address)) return false;
      seen.add(address);
      return true;
    }),
  }));
}
