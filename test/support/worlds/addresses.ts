/** Addresses as big integers, for this simulator alone: a judge must not use what it judges. */
export function toNumber(address: string): bigint {
  if (!address.includes(':')) {
    return address.split('.').reduce((value, part) => value * 256n + BigInt(part), 0n);
  }
  const [head = '', tail = ''] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const zeros = address.includes('::') ? Array(8 - left.length - right.length).fill('0') : [];
  return [...left, ...zeros, ...right].reduce(
    (value, part) => value * 65_536n + BigInt(`0x${part}`),
    0n,
  );
}

export function isIpv6(address: string): boolean {
  return address.includes(':');
}

/** The well-known prefix of NAT64 (RFC 6052), which routes to the NAT gateway. */
const NAT64 = '64:ff9b::/96';

export function isNat64(address: string): boolean {
  return contains(NAT64, address);
}

/** An IPv4 address as DNS64 gives it to an IPv6 host. */
export function toNat64(address: string): string {
  const value = Number(toNumber(address));
  return `64:ff9b::${Math.floor(value / 65_536).toString(16)}:${(value % 65_536).toString(16)}`;
}

/** The IPv4 address behind it; others as they are. */
export function fromNat64(address: string): string {
  return isNat64(address) ? fromNumber(Number(toNumber(address) & 0xffff_ffffn)) : address;
}

/** Whether the block holds the address; families never mix. */
export function contains(cidr: string, address: string): boolean {
  const [network = '', prefix = ''] = cidr.split('/');
  if (isIpv6(network) !== isIpv6(address)) return false;
  const shift = (isIpv6(address) ? 128n : 32n) - BigInt(prefix);
  return toNumber(network) >> shift === toNumber(address) >> shift;
}

/** An IPv4 address from its number. */
export function fromNumber(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** The IPv4 block of this size around an address. */
export function blockAround(address: string, prefix: number): string {
  const size = 2 ** (32 - prefix);
  return `${fromNumber(Math.floor(Number(toNumber(address)) / size) * size)}/${prefix}`;
}
