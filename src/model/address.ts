import ipaddr from 'ipaddr.js';

/**
 * IPv4 and IPv6 lie in one ordered 128-bit space (IPv4 at ::ffff:0:0/96) with the family kept:
 * `::/0` does not contain an IPv4 address.
 */
export type Family = 4 | 6;

export interface Address {
  readonly family: Family;
  readonly value: bigint;
}

export interface Cidr {
  readonly family: Family;
  /** The first address; host bits are zero. */
  readonly network: bigint;
  /** 0–32 for IPv4, 0–128 for IPv6. */
  readonly prefix: number;
}

/** Both ends included. */
export interface AddressRange {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
}

const IPV4_BASE = 0xffff_0000_0000n;
const DECIMAL = /^(0|[1-9]\d{0,2})$/;
/** Go, and so Terraform and its provider, takes leading zeros here, and only here. */
const PREFIX = /^\d+$/;

export function familyBits(family: Family): 32 | 128 {
  return family === 4 ? 32 : 128;
}

/** Reads dotted IPv4 or any text form of IPv6. An IPv4-mapped IPv6 address stays IPv6. Null when it is neither. */
export function parseAddress(text: string): Address | null {
  const ipv4 = parseIpv4(text);
  if (ipv4 !== null) return { family: 4, value: IPV4_BASE + BigInt(ipv4) };
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return null;
  let value = 0n;
  for (const part of ipaddr.IPv6.parse(text).parts) value = (value << 16n) | BigInt(part);
  return { family: 6, value };
}

/** Four decimal parts without leading zeros; a number below 2^32, or null. */
function parseIpv4(text: string): number | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let value = 0;
  for (const part of parts) {
    if (!DECIMAL.test(part)) return null;
    const octet = Number(part);
    if (octet > 255) return null;
    value = value * 256 + octet;
  }
  return value;
}

/** Dotted quad, or RFC 5952. */
export function formatAddress(address: Address): string {
  if (address.family === 4) {
    const value = Number(address.value - IPV4_BASE);
    return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
  }
  const parts: number[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) {
    parts.push(Number((address.value >> shift) & 0xffffn));
  }
  return new ipaddr.IPv6(parts).toRFC5952String();
}

export type CidrReading =
  | {
      readonly ok: true;
      readonly cidr: Cidr;
      /** The address has bits set right of the prefix; EC2 refuses such a rule, the network is meant. */ readonly hostBits: boolean;
    }
  | { readonly ok: false; readonly problem: string };

/** Reads `address/prefix`. An address alone is a problem, as it is to AWS. */
export function readCidr(text: string): CidrReading {
  const slash = text.indexOf('/');
  if (slash === -1) return { ok: false, problem: `"${text}" has no prefix length` };
  const address = parseAddress(text.slice(0, slash));
  if (!address)
    return { ok: false, problem: `"${text}": "${text.slice(0, slash)}" is not an IP address` };
  const prefixText = text.slice(slash + 1);
  const bits = familyBits(address.family);
  if (!PREFIX.test(prefixText) || Number(prefixText) > bits) {
    return {
      ok: false,
      problem: `"${text}": prefix length "${prefixText}" is not between 0 and ${bits}`,
    };
  }
  const prefix = Number(prefixText);
  const cidr = cidrAround(address, prefix);
  return { ok: true, cidr, hostBits: cidr.network !== address.value };
}

/** As `readCidr`, for text known to be good; null otherwise. */
export function parseCidr(text: string): Cidr | null {
  const reading = readCidr(text);
  return reading.ok ? reading.cidr : null;
}

/** The block of the given prefix length that holds the address. */
export function cidrAround(address: Address, prefix: number): Cidr {
  const size = blockSize(address.family, prefix);
  const base = address.family === 4 ? IPV4_BASE : 0n;
  const network = base + ((address.value - base) / size) * size;
  return { family: address.family, network, prefix };
}

export function formatCidr(cidr: Cidr): string {
  return `${formatAddress({ family: cidr.family, value: cidr.network })}/${cidr.prefix}`;
}

/** How many addresses a block holds. */
export function blockSize(family: Family, prefix: number): bigint {
  return 1n << BigInt(familyBits(family) - prefix);
}

export function cidrRange(cidr: Cidr): AddressRange {
  const last = cidr.network + blockSize(cidr.family, cidr.prefix) - 1n;
  return { family: cidr.family, first: cidr.network, last };
}

export function cidrContains(cidr: Cidr, address: Address): boolean {
  const range = cidrRange(cidr);
  return (
    cidr.family === address.family && range.first <= address.value && address.value <= range.last
  );
}

export function rangeContains(outer: AddressRange, inner: AddressRange): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

export function rangesOverlap(left: AddressRange, right: AddressRange): boolean {
  return left.family === right.family && left.first <= right.last && right.first <= left.last;
}

export function rangeSize(range: AddressRange): bigint {
  return range.last - range.first + 1n;
}

/** Sorted (IPv4 before IPv6), disjoint, with neighbours joined. */
export function mergeRanges(ranges: readonly AddressRange[]): AddressRange[] {
  const sorted = [...ranges].sort(compareRanges);
  const merged: AddressRange[] = [];
  for (const range of sorted) {
    const previous = merged.at(-1);
    if (previous && previous.family === range.family && range.first <= previous.last + 1n) {
      if (range.last > previous.last) merged[merged.length - 1] = { ...previous, last: range.last };
    } else {
      merged.push(range);
    }
  }
  return merged;
}

function compareRanges(left: AddressRange, right: AddressRange): number {
  if (left.family !== right.family) return left.family - right.family;
  if (left.first !== right.first) return left.first < right.first ? -1 : 1;
  if (left.last !== right.last) return left.last < right.last ? -1 : 1;
  return 0;
}

/** What of `from` no range of `taken` covers. */
export function subtractRanges(
  from: readonly AddressRange[],
  taken: readonly AddressRange[],
): AddressRange[] {
  const holes = mergeRanges(taken);
  return mergeRanges(from).flatMap((range) => {
    const rest: AddressRange[] = [];
    let first = range.first;
    for (const hole of holes) {
      if (!rangesOverlap(range, hole)) continue;
      if (hole.first > first) rest.push({ family: range.family, first, last: hole.first - 1n });
      first = hole.last + 1n;
    }
    if (first <= range.last) rest.push({ family: range.family, first, last: range.last });
    return rest;
  });
}

/** The fewest blocks that cover exactly these ranges, in order. */
export function rangesToCidrs(ranges: readonly AddressRange[]): Cidr[] {
  return mergeRanges(ranges).flatMap(({ family, first, last }) => {
    const base = family === 4 ? IPV4_BASE : 0n;
    const blocks: Cidr[] = [];
    let at = first;
    while (at <= last) {
      let prefix: number = familyBits(family);
      while (prefix > 0) {
        const size = blockSize(family, prefix - 1);
        if ((at - base) % size !== 0n || at + size - 1n > last) break;
        prefix--;
      }
      blocks.push({ family, network: at, prefix });
      at += blockSize(family, prefix);
    }
    return blocks;
  });
}

export function mergeCidrs(cidrs: readonly Cidr[]): Cidr[] {
  return rangesToCidrs(cidrs.map(cidrRange));
}
