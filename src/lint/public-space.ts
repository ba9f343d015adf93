import {
  type AddressRange,
  cidrRange,
  type Family,
  parseCidr,
  rangeSize,
  subtractRanges,
} from '../model/address.ts';

/**
 * Blocks that no packet from the internet comes from.
 * Source: the IANA special-purpose address registries and 240.0.0.0/4, 224.0.0.0/4.
 */
const NOT_PUBLIC: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** IPv6 addresses of the internet come from global unicast only. */
const PUBLIC_IPV6 = '2000::/3';

/**
 * A union of peers counts as public from this share of a family's public addresses on.
 * A sixteenth is some 230 million IPv4 addresses: no partner, office or provider has as many,
 * while the halves and quarters that stand in for 0.0.0.0/0 are far above it.
 */
const PUBLIC_SHARE = 16n;

function range(cidr: string): AddressRange {
  const parsed = parseCidr(cidr);
  if (!parsed) throw new Error(`not a CIDR: ${cidr}`);
  return cidrRange(parsed);
}

const PUBLIC_SPACE: Readonly<Record<Family, readonly AddressRange[]>> = {
  4: subtractRanges([range('0.0.0.0/0')], NOT_PUBLIC.map(range)),
  6: [range(PUBLIC_IPV6)],
};

function sum(ranges: readonly AddressRange[]): bigint {
  return ranges.reduce((total, each) => total + rangeSize(each), 0n);
}

/** True when the union of the ranges holds a large part of the internet, in either family. */
export function isPublic(ranges: readonly AddressRange[]): boolean {
  return ([4, 6] as const).some((family) => {
    const space = PUBLIC_SPACE[family];
    const own = ranges.filter((each) => each.family === family);
    if (own.length === 0) return false;
    const covered = sum(space) - sum(subtractRanges(space, own));
    return covered * PUBLIC_SHARE >= sum(space);
  });
}

/** True when the range holds any public address at all. */
export function touchesPublic(candidate: AddressRange): boolean {
  return PUBLIC_SPACE[candidate.family].some(
    (space) => space.first <= candidate.last && candidate.first <= space.last,
  );
}
