import { cidrRange, formatAddress, parseCidr } from '../model/address.ts';
import type { Inventory } from '../model/inventory.ts';

/** A delegated IPv4 prefix is a /28: 16 addresses. What is longer than a /24 is listed, IPv6 prefixes are too large. */
const MOST_LISTED = 256n;

/** Every address that any capture gives an interface: primary, secondary, IPv6, and those of its delegated prefixes. */
export function interfaceAddresses(
  inventory: Inventory | null,
): ReadonlyMap<string, readonly string[]> {
  const addresses = new Map<string, Set<string>>();
  for (const { interfaces } of inventory?.captures ?? []) {
    for (const each of interfaces ?? []) {
      const known = addresses.get(each.id) ?? new Set<string>();
      for (const address of [...each.privateAddresses, ...each.ipv6Addresses]) known.add(address);
      for (const prefix of each.prefixes) {
        for (const address of addressesIn(prefix)) known.add(address);
      }
      addresses.set(each.id, known);
    }
  }
  return new Map([...addresses].map(([id, known]) => [id, [...known]]));
}

function addressesIn(prefix: string): string[] {
  const cidr = parseCidr(prefix);
  if (cidr?.family !== 4) return [];
  const { first, last } = cidrRange(cidr);
  if (last - first >= MOST_LISTED) return [];
  const found: string[] = [];
  for (let value = first; value <= last; value++) {
    found.push(formatAddress({ family: 4, value }));
  }
  return found;
}
