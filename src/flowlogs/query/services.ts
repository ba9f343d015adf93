import type { Dialect } from './dialect.ts';
import { evidenceBit } from './evidence.ts';

/**
 * One row per endpoint (address, protocol, port) that looks like more than one connection's end.
 * Rows of several days merge: `answered`, `opened` and `sketch` by OR, `lowest` by minimum.
 */
export const ENDPOINTS_TABLE = `CREATE TABLE endpoints (
  day INTEGER, address VARCHAR, protocol SMALLINT, port INTEGER,
  answered BOOLEAN, opened BOOLEAN, sketch BIGINT, pair_bits INTEGER, lowest INTEGER)`;

/** How many different counterpart ports make an endpoint a service by fan-in. */
export const FAN_IN = 8;
/** Endpoints that met this many are kept day by day; fewer is what any client's port meets. */
const KEPT = 2;
/** Clients bind no port below this (rsh and NFS clients bind 512–1023). */
const LOWEST_CLIENT_PORT = 512;
/** An address with more endpoints of its own than this that met several ports reuses its ports: it may be a busy client. */
const MOST_ENDPOINTS = 32;

/** The endpoints of each day's connections. `relation` has the columns of `connections`. */
export function endpointsQuery(relation: string, dialect: Dialect): string {
  const has = (end: 'a' | 'b', name: 'syn' | 'synAck' | 'spoke') =>
    `${dialect.bitAnd('evidence', evidenceBit(end, name))} <> 0`;
  const end = (own: 'a' | 'b', other: 'a' | 'b') => `
    SELECT day, ${own} AS address, protocol, ${own}_port AS port, ${other}_port AS peer_port,
      (${has(own, 'synAck')} OR (${has(other, 'syn')} AND ${has(own, 'spoke')})) AS answered,
      (${has(own, 'syn')} OR ${has(other, 'synAck')}) AS opened
    FROM ${relation} WHERE kind = 0 AND protocol IN (6, 17)`;
  const sketch = dialect.bitOrAggregate(dialect.bit(dialect.bucket('peer_port')));
  return `
WITH ends AS (${end('a', 'b')} UNION ALL ${end('b', 'a')})
SELECT day, address, protocol, port, bool_or(answered) AS answered, bool_or(opened) AS opened,
  ${sketch} AS sketch, 0 AS pair_bits, min(peer_port) AS lowest
FROM ends
GROUP BY day, address, protocol, port
HAVING bool_or(answered) OR ${dialect.bitCount(sketch)} >= ${KEPT}`;
}

/** Of each day's datagram endpoints: how many ports of one single peer each met at most. */
export function pairQuery(relation: string, dialect: Dialect): string {
  const end = (own: 'a' | 'b', other: 'a' | 'b') =>
    `SELECT day, ${own} AS address, protocol, ${own}_port AS port, ${other} AS peer, ${other}_port AS peer_port
     FROM ${relation} WHERE kind = 0 AND protocol = 17`;
  const sketch = dialect.bitOrAggregate(dialect.bit(dialect.bucket('peer_port')));
  return `
SELECT day, address, protocol, port, max(bits) AS pair_bits FROM (
  SELECT day, address, protocol, port, peer, CAST(${dialect.bitCount(sketch)} AS INTEGER) AS bits
  FROM (${end('a', 'b')} UNION ALL ${end('b', 'a')}) AS ends
  GROUP BY day, address, protocol, port, peer) AS pairs
GROUP BY day, address, protocol, port
HAVING max(bits) >= ${KEPT}`;
}

/**
 * What all days together say of each kept endpoint:
 * - `learned`: it answered a SYN, and never opened a connection from this port itself;
 * - `fan_in`: it met many different ports, none of them a system port, as only a service does. What else could look so:
 *   a busy client (NAT) that reuses its ports towards many services, so an address with many such endpoints proves
 *   nothing; and a datagram socket that talks to many others from one port, so for UDP one single peer must have come
 *   from many ports.
 */
export function servicesQuery(endpoints: string, dialect: Dialect): string {
  return `
WITH merged AS (
  SELECT address, protocol, port, bool_or(answered) AS answered, bool_or(opened) AS opened,
    CAST(${dialect.bitCount(dialect.bitOrAggregate('sketch'))} AS INTEGER) AS bits,
    max(pair_bits) AS pair_bits, min(lowest) AS lowest
  FROM ${endpoints} GROUP BY address, protocol, port),
busy AS (
  SELECT address, protocol FROM merged WHERE bits >= ${KEPT} AND port >= 1024
  GROUP BY address, protocol HAVING count(*) > ${MOST_ENDPOINTS})
SELECT merged.address, merged.protocol, merged.port,
  answered, (answered AND NOT opened) AS learned,
  (bits >= ${FAN_IN} AND lowest >= ${LOWEST_CLIENT_PORT} AND NOT opened AND busy.address IS NULL
    AND (merged.protocol <> 17 OR pair_bits >= ${FAN_IN})) AS fan_in
FROM merged LEFT JOIN busy ON busy.address = merged.address AND busy.protocol = merged.protocol`;
}
