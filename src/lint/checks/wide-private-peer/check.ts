import { type Cidr, cidrRange, parseCidr, rangesOverlap } from '../../../model/address.ts';
import type { Rule } from '../../../model/rule.ts';
import { describeGroup, describeRule } from '../../../model/rule-text.ts';
import { type Check, type LintContext, placeOf } from '../../check.ts';
import { info } from './info.ts';

/** RFC 1918, RFC 6598 and RFC 4193. */
const PRIVATE: readonly string[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  'fc00::/7',
];

export const widePrivatePeer: Check = {
  ...info,
  *run(context) {
    for (const rule of context.ruleSet.rules) {
      if (rule.direction !== 'ingress') continue;
      const wide = cidrsOf(context, rule).find((cidr) =>
        isWide(cidr, context.options.widePrivatePrefix),
      );
      if (!wide) continue;
      yield {
        message: context.messages.check.widePrivatePeer(
          describeRule(rule),
          describeGroup(rule.group),
        ),
        location: placeOf(context, rule),
        ruleKeys: [rule.key],
      };
    }
  },
};

function cidrsOf(context: LintContext, { peer }: Rule): Cidr[] {
  if (peer.kind === 'cidr') return parsed([peer.value]);
  if (peer.kind !== 'prefix-list') return [];
  const list = context.prefixLists.find(({ address, id }) =>
    peer.address === null ? id === peer.id : address === peer.address,
  );
  return parsed(list?.cidrs ?? []);
}

function parsed(texts: readonly string[]): Cidr[] {
  return texts.flatMap((text) => parseCidr(text) ?? []);
}

/** Private space and shorter than allowed; what is public as well is the business of other checks. */
function isWide(cidr: Cidr, prefix: number): boolean {
  const limit = cidr.family === 4 ? prefix : prefix * 3;
  if (cidr.prefix >= limit) return false;
  return parsed(PRIVATE).some(
    (block) =>
      block.family === cidr.family &&
      block.prefix <= cidr.prefix &&
      rangesOverlap(cidrRange(block), cidrRange(cidr)),
  );
}
