import { type Cidr, cidrRange, parseCidr, rangesOverlap } from '../model/address.ts';
import { protocolNumber } from '../model/protocol.ts';
import type { Rule } from '../model/rule.ts';
import { PRIVATE_BLOCKS } from './address-tree.ts';

/**
 * Services that flow logs never show (VPC user guide, "Flow log limitations"): a rule that was
 * written for one of them looks unused whatever happens.
 */
interface UnloggedService {
  readonly protocols: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly addresses: readonly Cidr[];
}

const TCP = 6;
const UDP = 17;
const blocks = (...texts: string[]): Cidr[] => texts.map((text) => parseCidr(text)!);
/** Reserved for services of the platform; security groups do not filter them. */
const LINK_LOCAL = blocks('169.254.0.0/16', 'fd00:ec2::/32');

const SERVICES: readonly UnloggedService[] = [
  // Amazon DNS: the second address of each VPC, and the link-local ones.
  {
    protocols: [TCP, UDP],
    from: 53,
    to: 53,
    addresses: [...PRIVATE_BLOCKS, ...blocks('169.254.169.253/32', 'fd00:ec2::253/128')],
  },
  // DHCP and DHCPv6.
  {
    protocols: [UDP],
    from: 67,
    to: 68,
    addresses: [...PRIVATE_BLOCKS, ...blocks('255.255.255.255/32')],
  },
  { protocols: [UDP], from: 546, to: 547, addresses: blocks('fe80::/10', 'ff02::/16') },
  // Amazon Time Sync.
  {
    protocols: [UDP],
    from: 123,
    to: 123,
    addresses: blocks('169.254.169.123/32', 'fd00:ec2::123/128'),
  },
  // Windows licence activation.
  {
    protocols: [TCP],
    from: 1688,
    to: 1688,
    addresses: blocks('169.254.169.250/31', 'fd00:ec2::250/127'),
  },
];

/**
 * Whether the rule may have been written for unlogged traffic alone: egress, all of its ports are
 * the service's, and its peer holds one of the service's addresses; or its peer lies wholly within
 * the link-local services. A wider rule does not count: security groups do not filter these
 * services, so it does not serve them.
 */
export function servesUnloggedOnly(rule: Rule, peerBlocks: readonly Cidr[] | 'open'): boolean {
  if (rule.direction !== 'egress') return false;
  if (peerBlocks !== 'open' && peerBlocks.length > 0 && peerBlocks.every(isLinkLocal)) return true;
  const protocol = rule.unresolved.includes('protocol') ? null : protocolNumber(rule.protocol);
  const { fromPort: from, toPort: to } = rule;
  if (protocol === null || from === null || to === null) return false;
  return SERVICES.some(
    (service) =>
      service.protocols.includes(protocol) &&
      service.from <= from &&
      to <= service.to &&
      (peerBlocks === 'open' || overlaps(peerBlocks, service.addresses)),
  );
}

function isLinkLocal(cidr: Cidr): boolean {
  return LINK_LOCAL.some((block) => block.prefix <= cidr.prefix && overlaps([cidr], [block]));
}

function overlaps(left: readonly Cidr[], right: readonly Cidr[]): boolean {
  return left.some((one) => right.some((other) => rangesOverlap(cidrRange(one), cidrRange(other))));
}
