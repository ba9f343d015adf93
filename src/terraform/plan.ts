import type { RuleSet } from '../model/rule.ts';
import { type PlannedResource, plannedResources, priorResources } from './plan/changes.ts';
import { moduleReferences } from './plan/references.ts';
import { PLAN_EXPECTED, refusePlan } from './plan/refuse.ts';
import { withoutStaleMirrors } from './plan/stale-mirrors.ts';
import { symbolRefiner } from './plan/symbols.ts';
import type { JsonResource } from './rule-parts/json-view.ts';
import { joinKnown } from './state/join-known.ts';
import { readJsonObject } from './state/json-text.ts';
import { ruleIdsByAddress, withRuleIdsOf } from './state/rule-ids.ts';
import { ruleSetOfResources } from './state/state-rules.ts';

/** What a plan says of groups, rules and interfaces, before it and after it; nothing else of it is kept. */
export interface TerraformPlan {
  readonly file: string;
  /** What exists, as Terraform last read it. */
  readonly before: readonly JsonResource[];
  /** What will exist. */
  readonly after: readonly PlannedResource[];
}

/**
 * Reads what `terraform show -json PLAN` prints.
 * Throws `SgauditError` where it is damaged, or errored or incomplete: such a plan silently lacks resources.
 */
export function readPlan(text: string, file: string): TerraformPlan {
  const json = readJsonObject(text, file, PLAN_EXPECTED);
  refusePlan(json, file);
  const references = moduleReferences(json.configuration);
  return {
    file,
    before: priorResources(json),
    after: plannedResources(json).map((resource) => ({
      ...resource,
      refine: symbolRefiner(resource, references),
    })),
  };
}

/** The rules that the plan starts from and ends with. What is known only after apply is `unresolved`. */
export function plannedRules(plan: TerraformPlan): {
  readonly before: RuleSet;
  readonly after: RuleSet;
} {
  const before = ruleSetOfResources(plan.before);
  const after = withoutStaleMirrors(ruleSetOfResources(plan.after), before);
  return { before, after };
}

/** The rule set of the configuration, with the ids and values that its plan knows. */
export function joinPlan(ruleSet: RuleSet, plan: TerraformPlan): RuleSet {
  const { after } = plannedRules(plan);
  const joined = joinKnown(ruleSet, after, { complete: true });
  return withRuleIdsOf(joined, ruleIdsByAddress(plan.after));
}
