import type { Protocol } from './rule.ts';

/**
 * Names that EC2 and the Terraform provider take, with their IANA numbers.
 * Source: the provider's `ProtocolForValue` table and https://www.iana.org/assignments/protocol-numbers
 */
const NAMED: ReadonlyMap<string, number> = new Map([
  ['icmp', 1],
  ['tcp', 6],
  ['udp', 17],
  ['icmpv6', 58],
]);
const NAME_BY_NUMBER = new Map([...NAMED].map(([name, number]) => [number, name]));

/** Protocols with ports in a rule: to EC2 only these have a port range. */
export function hasPorts(protocol: Protocol): boolean {
  return protocol === 'tcp' || protocol === 'udp';
}

/** ICMP rules carry type and code where others carry ports. */
export function isIcmp(protocol: Protocol): boolean {
  return protocol === 'icmp' || protocol === 'icmpv6';
}

/** The report's name of an IANA number: `tcp`, `udp`, `icmp`, `icmpv6`, else the number. */
export function protocolName(number: number): Protocol {
  return NAME_BY_NUMBER.get(number) ?? String(number);
}

/** The IANA number; null for `all`. */
export function protocolNumber(protocol: Protocol): number | null {
  if (protocol === 'all') return null;
  return NAMED.get(protocol) ?? Number(protocol);
}

/** Reads what a rule says: a name in any case, a number, `-1` or `all`. Null when it is none of these. */
export function parseProtocol(text: string): Protocol | null {
  const lower = text.trim().toLowerCase();
  if (lower === 'all' || lower === '-1') return 'all';
  if (NAMED.has(lower)) return lower;
  if (!/^\d{1,3}$/.test(lower) || Number(lower) > 255) return null;
  return protocolName(Number(lower));
}
