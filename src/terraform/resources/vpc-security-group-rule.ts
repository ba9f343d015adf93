import type { Direction, RuleProblem } from '../../model/rule.ts';
import { toLocation } from '../../model/source.ts';
import { descriptionOf } from '../rule-parts/description.ts';
import { draftRule } from '../rule-parts/draft.ts';
import {
  cidrPeers,
  groupPeers,
  type PeerContext,
  type PeerDraft,
  prefixListPeers,
} from '../rule-parts/peers.ts';
import { serviceOf } from '../rule-parts/ports.ts';
import { groupNamed } from '../rule-parts/references.ts';
import type { ResourceView } from '../rule-parts/view.ts';
import { isCertainlySet, noGroup, noPeerProblem, type RuleReader } from './reading.ts';

/**
 * `aws_vpc_security_group_ingress_rule` and `…_egress_rule`: exactly one peer.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_security_group_ingress_rule
 */
export function standaloneRuleReader(direction: Direction): RuleReader {
  return (resource, { defaults }) => {
    const group = groupNamed(resource.argument('security_group_id').value, defaults);
    const peers = peersOf(resource, { callers: resource.callers, defaults });
    if (peers.length === 0) return { rules: [], problems: [noPeerProblem(resource, resource)] };
    const service = serviceOf(
      {
        protocol: resource.argument('ip_protocol'),
        fromPort: resource.argument('from_port'),
        toPort: resource.argument('to_port'),
        portsWithAll: 'none',
      },
      resource.callers,
    );
    const description = descriptionOf(resource.argument('description'));
    const rules = peers.map((peer, index) =>
      draftRule({
        isFirst: index === 0,
        resource,
        block: resource,
        style: 'standalone',
        group,
        direction,
        service,
        peer,
        description,
      }),
    );
    return {
      rules,
      problems: [...severalPeers(resource), ...noGroup(resource)],
    };
  };
}

const PEER_ARGUMENTS = [
  'cidr_ipv4',
  'cidr_ipv6',
  'prefix_list_id',
  'referenced_security_group_id',
] as const;

function peersOf(resource: ResourceView, context: PeerContext): PeerDraft[] {
  return [
    ...cidrPeers(resource.argument('cidr_ipv4'), 4, context),
    ...cidrPeers(resource.argument('cidr_ipv6'), 6, context),
    ...prefixListPeers(resource.argument('prefix_list_id'), context),
    ...groupPeers(resource.argument('referenced_security_group_id'), context),
  ];
}

function severalPeers(resource: ResourceView): readonly RuleProblem[] {
  const set = PEER_ARGUMENTS.filter((name) => isCertainlySet(resource.argument(name)));
  if (set.length < 2) return [];
  return [
    {
      kind: 'several-peers',
      message: `sets ${set.join(' and ')}, of which only one may be set`,
      address: resource.address,
      ruleKey: null,
      location: resource.range === null ? null : toLocation(resource.range),
    },
  ];
}
