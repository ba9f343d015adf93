import type { Family } from '../model/address.ts';
import type { AddressTree } from './address-tree.ts';

/**
 * Addresses in plain SQL: two BIGINTs, the upper and the lower 64 bits as two's complement; an IPv4
 * address has upper 0 and its 32 bits below. Families are kept apart, so `::/0` holds no IPv4.
 */

/**
 * The texts of `peer` in `source` with their family and words: columns peer, family, high, low.
 * Family and words are null for text that is no address (and for IPv6 with a dotted tail, which
 * RFC 5952 does not write).
 */
export function addressSelects(source: string): string {
  const octet = (at: number): string => `TRY_CAST(split_part(peer, '.', ${at}) AS BIGINT)`;
  const half = (at: number): string =>
    `CASE WHEN split_part(peer, '::', ${at}) = '' THEN [] ELSE string_split(split_part(peer, '::', ${at}), ':') END`;
  return `
    SELECT peer, CASE WHEN low IS NOT NULL THEN 4 END AS family,
      CASE WHEN low IS NOT NULL THEN 0 END::BIGINT AS high, low
    FROM (SELECT peer, ${octet(1)} * 16777216 + ${octet(2)} * 65536 + ${octet(3)} * 256 + ${octet(4)} AS low
      FROM ${source} WHERE NOT contains(peer, ':'))
    UNION ALL
    SELECT peer, CASE WHEN read THEN 6 END AS family,
      CASE WHEN read THEN ${word(1)} END AS high, CASE WHEN read THEN ${word(5)} END AS low
    FROM (SELECT peer, parts, len(parts) = 8 AND NOT contains(peer, '.') AS read FROM (
      SELECT peer, list_concat(list_concat(head, list_resize([]::VARCHAR[], greatest(8 - len(head) - len(tail), 0), '0')), tail) AS parts
      FROM (SELECT peer, ${half(1)} AS head, CASE WHEN contains(peer, '::') THEN ${half(2)} ELSE [] END AS tail
        FROM ${source} WHERE contains(peer, ':'))))`;
}

/** Four hexadecimal parts as a BIGINT, the highest bit as its sign. */
function word(from: number): string {
  const part = (at: number): string => `('0x' || parts[${from + at}])::BIGINT`;
  const signed = `(CASE WHEN ${part(0)} >= 32768 THEN ${part(0)} - 65536 ELSE ${part(0)} END)`;
  return `(${signed} * 281474976710656 + ${part(1)} * 4294967296 + ${part(2)} * 65536 + ${part(3)})`;
}

const SIGN = 1n << 63n;
const WORD = (1n << 64n) - 1n;

/** The two BIGINTs of a value as SQL has them. */
export function words(family: Family, value: bigint): { high: bigint; low: bigint } {
  if (family === 4) return { high: 0n, low: value & 0xffff_ffffn };
  return { high: signed(value >> 64n), low: signed(value & WORD) };
}

function signed(word: bigint): bigint {
  return word >= SIGN ? word - (1n << 64n) : word;
}

function bitMask(ones: number, width: number): bigint {
  const all = (1n << BigInt(width)) - 1n;
  return signedMask(all ^ ((1n << BigInt(width - ones)) - 1n), width);
}

function signedMask(mask: bigint, width: number): bigint {
  return width === 64 ? signed(mask) : mask;
}

/** A BIGINT literal; the smallest one has no positive counterpart to negate. */
function literal(value: bigint): string {
  return value === -SIGN ? `(-9223372036854775807 - 1)` : `(${value})`;
}

/**
 * Finds the smallest block of the tree around each address: one join by equality for each family and
 * prefix length that occurs, the longest first. (A join by BETWEEN takes 25 times as long.)
 * `source` has peer, family, high, low; `nodes` has family, prefix, high, low, class.
 */
export function smallestBlockSelect(source: string, nodes: string, tree: AddressTree): string {
  const families = [4, 6] as const;
  const blocks = families.flatMap((family) =>
    [...tree.prefixLengths(family)]
      .sort((left, right) => right - left)
      .map((prefix) => ({ family, prefix, name: `n${family}_${prefix}` })),
  );
  const joins = blocks.map(({ family, prefix, name }) => {
    const [high, low] = maskedWords(family, prefix);
    return `LEFT JOIN (SELECT high, low, class FROM ${nodes} WHERE family = ${family} AND prefix = ${prefix}) AS ${name}
      ON ${name}.high = CASE WHEN a.family = ${family} THEN ${high} END AND ${name}.low = ${low}`;
  });
  return `SELECT a.peer, a.family, a.high, a.low, COALESCE(${blocks.map(({ name }) => `${name}.class`).join(', ')}) AS class
    FROM (${source}) AS a ${joins.join('\n    ')}`;
}

function maskedWords(family: Family, prefix: number): [string, string] {
  if (family === 4) return ['a.high', `(a.low & ${literal(bitMask(prefix, 32))})`];
  const high = prefix >= 64 ? 'a.high' : `(a.high & ${literal(bitMask(prefix, 64))})`;
  const low = prefix <= 64 ? '0::BIGINT' : `(a.low & ${literal(bitMask(prefix - 64, 64))})`;
  return [high, low];
}
