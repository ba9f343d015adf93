import type { RuleSet } from '../../model/rule.ts';
import { assembleRuleSet } from '../rule-parts/assemble.ts';
import { type JsonResource, jsonResourceView } from '../rule-parts/json-view.ts';
import { withoutMirroredRules } from './mirrored-rules.ts';
import { ruleIdsByAddress, withRuleIdsOf } from './rule-ids.ts';

/** What a state says of groups, rules and interfaces; nothing else of it is kept. */
export interface TerraformState {
  readonly file: string;
  readonly resources: readonly JsonResource[];
}

/** The rules that states alone tell of: all that Terraform created and has read back. */
export function ruleSetOfState(states: readonly TerraformState[]): RuleSet {
  return ruleSetOfResources(states.flatMap((state) => state.resources));
}

/** The rule set of resources of plan or state, each rule of EC2 once, with the rule ids that they know. */
export function ruleSetOfResources(resources: readonly JsonResource[]): RuleSet {
  const set = assembleRuleSet(resources.map(jsonResourceView), []);
  return withRuleIdsOf(withoutMirroredRules(set), ruleIdsByAddress(resources));
}
