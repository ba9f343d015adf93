import type { Direction, GroupRef, RuleProblem } from '../../model/rule.ts';
import { descriptionOf, OPEN_DESCRIPTION } from '../rule-parts/description.ts';
import { distinctBlocks } from '../rule-parts/distinct-blocks.ts';
import { draftRule, type RuleDraft } from '../rule-parts/draft.ts';
import {
  cidrPeers,
  groupPeers,
  type PeerContext,
  type PeerDraft,
  prefixListPeers,
  selfPeers,
  unresolvedPeer,
} from '../rule-parts/peers.ts';
import { serviceOf } from '../rule-parts/ports.ts';
import type { BlockView, ResourceView } from '../rule-parts/view.ts';
import { noPeerProblem, type ReadContext, type RuleReading } from './reading.ts';

/**
 * Inline `ingress` and `egress` of `aws_security_group` and `aws_default_security_group`,
 * as blocks, through `dynamic`, and as an attribute that holds a list of objects.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group
 */
export function readInlineRules(resource: ResourceView, context: ReadContext): RuleReading {
  const rules: RuleDraft[] = [];
  const problems: RuleProblem[] = [];
  for (const direction of ['ingress', 'egress'] as const) {
    for (const block of distinctBlocks(resource.blocks(direction))) {
      const drafts = blockRules(resource, block, direction, context);
      rules.push(...drafts);
      if (drafts.length === 0) problems.push(noPeerProblem(resource, block));
    }
  }
  return { rules, problems };
}

function blockRules(
  resource: ResourceView,
  block: BlockView,
  direction: Direction,
  { defaults }: ReadContext,
): RuleDraft[] {
  const own: GroupRef = { address: resource.address, id: null, name: null };
  const context: PeerContext = { callers: resource.callers, defaults };
  const service = serviceOf(
    {
      protocol: block.argument('protocol'),
      fromPort: block.argument('from_port'),
      toPort: block.argument('to_port'),
      portsWithAll: 'zero',
    },
    resource.callers,
  );
  const description = block.unknown
    ? OPEN_DESCRIPTION
    : descriptionOf(block.argument('description'));
  return peersOf(block, context).map((peer, index) =>
    draftRule({
      isFirst: index === 0,
      resource,
      block,
      style: block.style,
      group: own,
      direction,
      service,
      peer,
      description,
    }),
  );
}

function peersOf(block: BlockView, context: PeerContext): PeerDraft[] {
  if (block.unknown) return [unresolvedPeer(block.unknown, context)];
  return [
    ...cidrPeers(block.argument('cidr_blocks'), 4, context),
    ...cidrPeers(block.argument('ipv6_cidr_blocks'), 6, context),
    ...prefixListPeers(block.argument('prefix_list_ids'), context),
    ...groupPeers(block.argument('security_groups'), context),
    ...selfPeers(block.argument('self'), context),
  ];
}
