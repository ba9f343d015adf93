import { type Cidr, cidrRange, parseCidr, rangesOverlap } from '../../../model/address.ts';
import { describeGroup, describeRule } from '../../../model/rule-text.ts';
import { type Check, placeOf } from '../../check.ts';
import { peerCidrs } from '../../rule-reach.ts';
import { info } from './info.ts';

/** RFC 1918, RFC 6598 and RFC 4193. */
const PRIVATE: readonly Cidr[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  'fc00::/7',
].flatMap((text) => parseCidr(text) ?? []);

export const widePrivatePeer: Check = {
  ...info,
  *run(context) {
    for (const rule of context.ruleSet.rules) {
      if (rule.direction !== 'ingress') continue;
      const wide = peerCidrs(rule, context.prefixLists).find((cidr) =>
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

/** Private space and shorter than allowed; what is public as well is the business of other checks. */
function isWide(cidr: Cidr, prefix: number): boolean {
  const limit = cidr.family === 4 ? prefix : prefix * 3;
  if (cidr.prefix >= limit) return false;
  return PRIVATE.some(
    (block) =>
      block.family === cidr.family &&
      block.prefix <= cidr.prefix &&
      rangesOverlap(cidrRange(block), cidrRange(cidr)),
  );
}
