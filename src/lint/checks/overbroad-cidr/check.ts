import { cidrRange, parseCidr } from '../../../model/address.ts';
import { subtractPorts } from '../../../model/ports.ts';
import type { Rule } from '../../../model/rule.ts';
import { describeGroup, describeRule } from '../../../model/rule-text.ts';
import { type Check, type LintContext, placeOf } from '../../check.ts';
import { narrowCidr } from '../../narrow.ts';
import { narrowable, narrowingText } from '../../narrowable.ts';
import { isPublic } from '../../public-space.ts';
import { portsOfRule } from '../../rule-reach.ts';
import { info } from './info.ts';

export const overbroadCidr: Check = {
  ...info,
  *run(context) {
    for (const { rule, observed } of narrowable(context)) {
      if (rule.peer.kind !== 'cidr' || isPublicService(context, rule)) continue;
      const narrowing = narrowCidr(
        rule.peer.value,
        observed,
        context.knownBlocks,
        context.options.cidrs,
      );
      if (!narrowing) continue;
      const { rest, proposal, curve } = narrowingText(narrowing, context.messages);
      yield {
        message: context.messages.check.overbroadCidr(
          describeRule(rule),
          describeGroup(rule.group),
          { peers: narrowing.observed, proposal, rest, curve },
        ),
        location: placeOf(context, rule),
        ruleKeys: [rule.key],
        // Addresses behind a name on the internet change without notice.
        ...(rule.direction === 'egress' && isPublicPeer(rule)
          ? { confidence: 'low' as const }
          : {}),
        narrowing,
      };
    }
  },
};

/** What is meant for everybody is not narrowed to those who came. */
function isPublicService({ options }: LintContext, rule: Rule): boolean {
  const ports = portsOfRule(rule);
  if (rule.direction !== 'ingress' || !ports || !isPublicPeer(rule)) return false;
  const allowed = options.publicServicePorts.map((port) => ({ from: port, to: port }));
  return subtractPorts([ports], allowed).length === 0;
}

function isPublicPeer({ peer }: Rule): boolean {
  const cidr = peer.kind === 'cidr' ? parseCidr(peer.value) : null;
  return cidr !== null && isPublic([cidrRange(cidr)]);
}
