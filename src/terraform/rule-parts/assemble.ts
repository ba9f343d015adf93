import type { Value } from '../../hcl/value.ts';
import type { Binding, RuleProblem, RuleSet } from '../../model/rule.ts';
import type { Location } from '../../model/source.ts';
import { readBinding } from '../bindings.ts';
import { GROUP_TYPES, readGroup } from '../resources/groups.ts';
import { RULE_READERS } from '../resources/index.ts';
import { readPrefixLists } from '../resources/prefix-lists.ts';
import { finishDrafts, type RuleDraft } from './draft.ts';
import { groupDirectory } from './group-directory.ts';
import { groupReferences } from './group-references.ts';
import { completeListPeer, knownPrefixLists } from './known-prefix-lists.ts';
import type { DefaultGroups } from './references.ts';
import type { ResourceView } from './view.ts';

/** An output of the root module. */
export interface OutputReading {
  /** `output.group_id` */
  readonly address: string;
  readonly value: Value;
  /** The expression as it is written. */
  readonly text: string;
  readonly location: Location | null;
}

/**
 * The rule set of resources, wherever they were read from. `mentioning` are the same resources, of which arguments are
 * evaluated that no rule depends on, so that nothing need be said where that fails.
 */
export function assembleRuleSet(
  resources: readonly ResourceView[],
  outputs: readonly OutputReading[],
  mentioning: readonly ResourceView[] = resources,
): RuleSet {
  const defaults = defaultGroups(resources);
  const read = readRules(resources, defaults);
  const lists = readPrefixLists(resources);
  const declared = resources.filter((resource) => GROUP_TYPES.has(resource.type)).map(readGroup);
  const directory = groupDirectory(declared);
  const drafts = read.drafts.map(({ rule, problems }) => {
    const peer = completeListPeer(rule.peer, lists.prefixLists);
    return { rule: directory.complete({ ...rule, peer }), problems };
  });
  const finished = finishDrafts(drafts);
  const bindings = resources
    .map((resource) => readBinding(resource, defaults))
    .filter((binding) => binding !== null)
    .map((binding): Binding => ({ ...binding, groups: binding.groups.map(directory.refer) }));
  const references = groupReferences({
    rules: finished.rules,
    bindings,
    resources,
    mentioning,
    outputs,
    defaults,
    refer: directory.refer,
  });
  return {
    rules: finished.rules,
    groups: directory.groups(references),
    bindings,
    prefixLists: knownPrefixLists(lists.prefixLists, finished.rules),
    problems: [...read.problems, ...finished.problems, ...lists.problems],
  };
}

function readRules(
  resources: readonly ResourceView[],
  defaults: DefaultGroups,
): { readonly drafts: readonly RuleDraft[]; readonly problems: readonly RuleProblem[] } {
  const drafts: RuleDraft[] = [];
  const problems: RuleProblem[] = [];
  for (const resource of resources) {
    const reader = resource.mode === 'managed' ? RULE_READERS.get(resource.type) : undefined;
    if (reader === undefined) continue;
    const reading = reader(resource, { defaults });
    drafts.push(...reading.rules);
    problems.push(...reading.problems);
  }
  return { drafts, problems };
}

/** `aws_vpc.main.default_security_group_id` is the group that `aws_default_security_group` manages for that VPC. */
function defaultGroups(resources: readonly ResourceView[]): DefaultGroups {
  const byVpc = new Map<string, string>();
  for (const resource of resources) {
    if (resource.type !== 'aws_default_security_group') continue;
    const vpc = resource.argument('vpc_id').value;
    if (vpc.kind === 'unknown' && vpc.symbol) byVpc.set(vpc.symbol.address, resource.address);
  }
  return byVpc;
}
