import type { Direction } from '../../model/rule.ts';
import { toLocation } from '../../model/source.ts';
import { descriptionOf } from '../rule-parts/description.ts';
import { draftRule, type RuleDraft } from '../rule-parts/draft.ts';
import {
  cidrPeers,
  groupPeers,
  type PeerContext,
  type PeerDraft,
  prefixListPeers,
  selfPeers,
} from '../rule-parts/peers.ts';
import { serviceOf } from '../rule-parts/ports.ts';
import { groupNamed } from '../rule-parts/references.ts';
import { readText } from '../rule-parts/scalars.ts';
import type { ResourceView } from '../rule-parts/view.ts';
import {
  isCertainlySet,
  noGroup,
  noPeerProblem,
  type ReadContext,
  type RuleReading,
} from './reading.ts';

/**
 * `aws_security_group_rule`: one direction and port range, any number of peers.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group_rule
 */
export function readLegacyRule(resource: ResourceView, context: ReadContext): RuleReading {
  const group = groupNamed(resource.argument('security_group_id').value, context.defaults);
  const peers = peersOf(resource, {
    callers: resource.callers,
    defaults: context.defaults,
  });
  if (peers.length === 0) return { rules: [], problems: [noPeerProblem(resource, resource)] };
  const service = serviceOf(
    {
      protocol: resource.argument('protocol'),
      fromPort: resource.argument('from_port'),
      toPort: resource.argument('to_port'),
      portsWithAll: 'ignored',
    },
    resource.callers,
  );
  const description = descriptionOf(resource.argument('description'));
  const directions = directionsOf(resource);
  const rules = directions.flatMap((direction) =>
    peers.map(
      (peer, index): RuleDraft =>
        draftRule({
          isFirst: index === 0,
          resource,
          block: resource,
          style: 'legacy',
          group,
          direction,
          service,
          peer,
          description,
          mayBeAbsent: directions.length > 1,
        }),
    ),
  );
  return {
    rules,
    problems: [...conflicts(resource), ...badDirection(resource), ...noGroup(resource)],
  };
}

/** Both directions, each perhaps absent, where `type` is not known. */
function directionsOf(resource: ResourceView): readonly Direction[] {
  const type = readText(resource.argument('type'));
  if (type.state === 'unknown') return ['ingress', 'egress'];
  return type.state === 'known' && type.value === 'egress' ? ['egress'] : ['ingress'];
}

/** Nothing else is a direction: such a resource is read as ingress, so that its peers are judged all the same. */
function badDirection(resource: ResourceView): RuleReading['problems'] {
  const argument = resource.argument('type');
  const type = readText(argument);
  if (type.state === 'unknown') return [];
  if (type.state === 'known' && (type.value === 'ingress' || type.value === 'egress')) return [];
  const range = argument.range ?? resource.range;
  return [
    {
      kind: 'bad-direction',
      message: `type must be ingress or egress${type.state === 'known' ? `, not "${type.value}"` : ''}`,
      address: resource.address,
      ruleKey: null,
      location: range === null ? null : toLocation(range),
    },
  ];
}

function peersOf(resource: ResourceView, context: PeerContext): PeerDraft[] {
  return [
    ...cidrPeers(resource.argument('cidr_blocks'), 4, context),
    ...cidrPeers(resource.argument('ipv6_cidr_blocks'), 6, context),
    ...prefixListPeers(resource.argument('prefix_list_ids'), context),
    ...groupPeers(resource.argument('source_security_group_id'), context),
    ...selfPeers(resource.argument('self'), context),
  ];
}

/** What the provider's schema says excludes each other, when set at all. */
const CONFLICTS: readonly (readonly [string, string])[] = [
  ['cidr_blocks', 'source_security_group_id'],
  ['cidr_blocks', 'self'],
  ['ipv6_cidr_blocks', 'source_security_group_id'],
  ['ipv6_cidr_blocks', 'self'],
  ['source_security_group_id', 'self'],
];

/** Only what is written counts: plan and state set every argument. */
function conflicts(resource: ResourceView): RuleReading['problems'] {
  const { range } = resource;
  if (range === null) return [];
  const isSet = (name: string) => isCertainlySet(resource.argument(name));
  return CONFLICTS.filter(([left, right]) => isSet(left) && isSet(right)).map(([left, right]) => ({
    kind: 'several-peers' as const,
    message: `${left} conflicts with ${right}`,
    address: resource.address,
    ruleKey: null,
    location: toLocation(resource.argument(right).range ?? range),
  }));
}
