/**
 * Address blocks as Go's net package of old reads and prints them, which Terraform keeps to:
 * leading zeros are decimal (`010.0.0.0/8`), and an IPv4-mapped address prints as IPv4.
 */
export interface Block {
  /** Network address, host bits cleared. */
  readonly address: bigint;
  readonly length: number;
  /** 32 or 128. */
  readonly bits: number;
}

const BYTE_MAX = 255n;
const IPV4_MAPPED = 0xffffn;

/** null when the text is no address block. */
export function parseBlock(text: string): Block | null {
  const slash = text.indexOf('/');
  if (slash < 0) return null;
  const lengthText = text.slice(slash + 1);
  if (!/^\d{1,8}$/.test(lengthText)) return null;
  const length = Number(lengthText);
  const head = text.slice(0, slash);
  const ipv4 = parseIpv4(head);
  const address = ipv4 ?? parseIpv6(head);
  const bits = ipv4 === null ? 128 : 32;
  if (address === null || length > bits) return null;
  return { address: network(address, length, bits), length, bits };
}

export function network(address: bigint, length: number, bits: number): bigint {
  const hostBits = BigInt(bits - length);
  return (address >> hostBits) << hostBits;
}

function parseIpv4(text: string): bigint | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let address = 0n;
  for (const part of parts) {
    if (!/^\d+$/.test(part)) return null;
    const byte = BigInt(part);
    if (byte > BYTE_MAX) return null;
    address = (address << 8n) | byte;
  }
  return address;
}

function parseIpv6(text: string): bigint | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const groups = halves.map(parseGroups);
  const [left, right] = groups;
  if (left === undefined || left === null || right === null) return null;
  if (right === undefined) return left.length === 8 ? combine(left) : null;
  const missing = 8 - left.length - right.length;
  if (missing < 1) return null;
  return combine([...left, ...Array<bigint>(missing).fill(0n), ...right]);
}

function parseGroups(text: string): readonly bigint[] | null {
  if (text === '') return [];
  const groups: bigint[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1 && part.includes('.')) {
      const embedded = parseIpv4(part);
      if (embedded === null) return null;
      groups.push(embedded >> 16n, embedded & 0xffffn);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(BigInt(`0x${part}`));
    } else {
      return null;
    }
  }
  return groups;
}

function combine(groups: readonly bigint[]): bigint {
  return groups.reduce((address, group) => (address << 16n) | group, 0n);
}

export function formatAddress(address: bigint, bits: number): string {
  if (bits === 32) return formatIpv4(address);
  if (address >> 32n === IPV4_MAPPED) return formatIpv4(address & 0xffffffffn);
  return formatIpv6(address);
}

function formatIpv4(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & BYTE_MAX).join('.');
}

/** The first longest run of two or more zero groups becomes `::` (RFC 5952). */
function formatIpv6(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    Number((address >> BigInt(16 * (7 - index))) & 0xffffn),
  );
  let longest = { start: -1, length: 1 };
  for (let start = 0; start < groups.length; start++) {
    let end = start;
    while (groups[end] === 0) end++;
    if (end - start > longest.length) longest = { start, length: end - start };
  }
  const hex = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':');
  if (longest.start < 0) return hex(groups);
  return `${hex(groups.slice(0, longest.start))}::${hex(groups.slice(longest.start + longest.length))}`;
}
