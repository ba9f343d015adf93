/** What a canonical text of an address stands for as a number (src/model/rollup.ts), in SQL: its upper and lower 64 bits. */
/** IPv4 lies at ::ffff:0:0/96 of the one space that src/model/address.ts describes. */
const IPV4_BASE = 0xffff_0000_0000n;

/**
 * Both words are null for text that is no address, and for IPv6 addresses at ::ffff:0:0/96, whose number is an IPv4
 * address's: a number so tells the family as well.
 */
export function peerNumber(peer) {
  const octet = (at) => `TRY_CAST(split_part(${peer}, '.', ${at}) AS UBIGINT)`;
  const ipv4 = `${IPV4_BASE} + ${octet(1)} * 16777216 + ${octet(2)} * 65536 + ${octet(3)} * 256 + ${octet(4)}`;
  const half = (at) =>
    `CASE WHEN split_part(${peer}, '::', ${at}) = '' THEN [] ELSE string_split(split_part(${peer}, '::', ${at}), ':') END`;
  const tail = `CASE WHEN contains(${peer}, '::') THEN ${half(2)} ELSE [] END`;
  const zeros = `list_resize([]::VARCHAR[], greatest(8 - len(${half(1)}) - len(${tail}), 0), '0')`;
  const parts = `list_concat(list_concat(${half(1)}, ${zeros}), ${tail})`;
  const word = (from) =>
    `list_reduce([TRY_CAST('0x' || part AS UBIGINT) FOR part IN ${parts}[${from}:${from + 3}]], (sum, part) -> sum * 65536 + part)`;
  const isIpv6 = `contains(${peer}, ':')`;
  const isMapped = `starts_with(${peer}, '::ffff:') AND len(string_split(${peer}, ':')) = 5`;
  return {
    high: `CASE WHEN NOT ${isIpv6} THEN CASE WHEN ${ipv4} IS NOT NULL THEN 0::UBIGINT END
      WHEN NOT (${isMapped}) THEN ${word(1)} END`,
    low: `CASE WHEN NOT ${isIpv6} THEN ${ipv4} WHEN NOT (${isMapped}) THEN ${word(5)} END`,
  };
}
