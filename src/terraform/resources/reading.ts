import type { RuleProblem } from '../../model/rule.ts';
import { toLocation } from '../../model/source.ts';
import type { RuleDraft } from '../rule-parts/draft.ts';
import type { DefaultGroups } from '../rule-parts/references.ts';
import type { Argument, BodyView, ResourceView } from '../rule-parts/view.ts';

/** What one resource says of rules. */
export interface RuleReading {
  readonly rules: readonly RuleDraft[];
  /** Problems that belong to no rule. */
  readonly problems: readonly RuleProblem[];
}

/** Turns a resource of one type into rules. */
export type RuleReader = (resource: ResourceView, context: ReadContext) => RuleReading;

export interface ReadContext {
  readonly defaults: DefaultGroups;
}

/** A block or resource that names nobody: EC2 and the provider refuse it, and it gives no rule. */
export function noPeerProblem(resource: ResourceView, block: BodyView): RuleProblem {
  return {
    kind: 'no-peer',
    message: 'names no peer: no CIDR block, group, prefix list or self',
    address: resource.address,
    ruleKey: null,
    location: block.range === null ? null : toLocation(block.range),
  };
}

/** A standalone or legacy rule of which `security_group_id` is not set, or null. */
export function noGroup(resource: ResourceView): readonly RuleProblem[] {
  if (resource.argument('security_group_id').value.kind !== 'null') return [];
  return [
    {
      kind: 'missing-argument',
      message: 'security_group_id is required: the rule belongs to no group',
      address: resource.address,
      ruleKey: null,
      location: resource.range === null ? null : toLocation(resource.range),
    },
  ];
}

/** What is not known may turn out null, as in `self = each.value.self`; an id cannot. */
export function isCertainlySet({ value }: Argument): boolean {
  return value.kind === 'unknown' ? value.notEmpty : value.kind !== 'null';
}
