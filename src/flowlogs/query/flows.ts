import { bounded, KIND } from './connections.ts';
import type { Dialect } from './dialect.ts';
import { peerNumber } from './peer-number.ts';

/** Rejected connections kept per interface and day; the largest stay, the number of the others is counted. */
export const REJECTED_KEPT = 1_000;

/** So many openers' ports of a row that was not observed are kept one by one; of more, the lowest and the highest. */
const OPENER_PORTS_KEPT = 16;

const COLUMNS = `day, account, vpc, interface, direction, peer, peer_high, peer_low, protocol, port, action, certainty,
  ambiguity, reading, readings, flows, bytes, packets, first_seen, last_seen,
  opener_low, opener_high, opener_ports`;

/** Sums of several connections; the number of records takes the name given. */
const counts = (
  name: string,
) => `CAST(sum(records) AS BIGINT) AS ${name}, ${bounded('bytes')} AS bytes,
  ${bounded('packets')} AS packets, min(first_seen) AS first_seen, max(last_seen) AS last_seen`;

/** What the other reading of a learned or inferred row needs. The smallest ports are kept in a heap, so memory is bounded. */
const OPENER_PORTS = `min(opener_port) AS opener_low, max(opener_port) AS opener_high,
    CASE WHEN len(min(opener_port, ${OPENER_PORTS_KEPT + 1})) <= ${OPENER_PORTS_KEPT}
      THEN list_distinct(min(opener_port, ${OPENER_PORTS_KEPT + 1})) END AS opener_ports`;

/** Where only the opener is open, the other reading of a row is the same peer's, from this port. */
const READING_OPENER_PORT =
  "CASE WHEN n.own IS NOT NULL THEN CASE r.opener WHEN 'a' THEN a_port ELSE b_port END END";

const NO_OPENER_PORTS = `CAST(NULL AS INTEGER) AS opener_low, CAST(NULL AS INTEGER) AS opener_high,
    CAST(NULL AS INTEGER[]) AS opener_ports`;

/**
 * Oriented connections, the accepted ones of which both decisions are known summed up: these are most, and the rows of
 * `flows` that they make are few. Such a row is `settled` and written in one way: `own` is `a`, the peer stands in `b`
 * and the service's port in `b_port`, whoever opened; `a` and `a_port` are null. All others stay as they are, as they
 * are still to be bounded or numbered one by one.
 */
export function settledQuery(oriented: string, dialect: Dialect): string {
  const any = (column: string) => `${dialect.anyValue(column)} AS ${column}`;
  const unlessSettled = (column: string) => `CASE WHEN NOT settled THEN ${column} END AS ${column}`;
  // What only unsettled connections have is one text in the key: a key of fewer columns is cheaper.
  const rest = ['a', 'a_port', 'a_outer', 'b_outer'].map(
    (column) => `coalesce(CAST(${column} AS VARCHAR), '')`,
  );
  return `
SELECT day, interface, kind, protocol, ${any('own')}, opener, certainty, settled, ${any('a')}, ${any('a_port')}, b, b_port,
  ${any('a_outer')}, ${any('b_outer')}, ${counts('records')}, ${OPENER_PORTS}
FROM (
  SELECT day, interface, kind, protocol, certainty, settled, ${unlessSettled('a')}, ${unlessSettled('a_port')},
    CASE WHEN settled AND own = 'b' THEN a ELSE b END AS b,
    CASE WHEN settled AND opener = 'b' THEN a_port ELSE b_port END AS b_port,
    ${unlessSettled('a_outer')}, ${unlessSettled('b_outer')},
    CASE WHEN NOT settled THEN ${rest.join(` || ' ' || `)} END AS rest,
    CASE WHEN settled THEN 'a' ELSE own END AS own,
    CASE WHEN NOT settled THEN opener WHEN opener = own THEN 'a' ELSE 'b' END AS opener,
    CASE WHEN settled AND certainty <> 'observed' THEN CASE opener WHEN 'a' THEN a_port ELSE b_port END END AS opener_port,
    records, bytes, packets, first_seen, last_seen
  FROM (SELECT *, kind = ${KIND.accepted} AND own IS NOT NULL AND opener IS NOT NULL AS settled
    FROM (${oriented}) AS each) AS sorted) AS written
GROUP BY day, interface, kind, protocol, opener, certainty, settled, b, b_port, rest`;
}

/**
 * The table `flows` of some days: oriented connections summed up, ambiguous ones with a row per reading.
 * `oriented` has what `settledQuery` gives, less the rejected ones beyond the bound; `interfaces` has the account and
 * VPC of each interface on each day.
 */
export function flowsQuery(oriented: string, interfaces: string): string {
  const { high, low } = peerNumber('peer');
  return `
WITH summed AS (
  SELECT day, interface, CASE opener WHEN 'a' THEN 'egress' ELSE 'ingress' END AS direction, b AS peer, protocol,
    b_port AS port, kind, certainty, CAST(NULL AS UBIGINT) AS ambiguity, 0 AS reading, 1 AS readings,
    records AS flows, bytes, packets, first_seen, last_seen, opener_low, opener_high, opener_ports
  FROM ${oriented} WHERE settled),
rejected AS (
  SELECT day, interface, CASE WHEN opener = own THEN 'egress' ELSE 'ingress' END AS direction,
    CASE own WHEN 'a' THEN b ELSE a END AS peer, protocol,
    CASE opener WHEN 'a' THEN b_port ELSE a_port END AS port,
    kind, certainty, CAST(NULL AS UBIGINT) AS ambiguity, 0 AS reading, 1 AS readings, ${counts('flows')}, ${NO_OPENER_PORTS}
  FROM ${oriented} WHERE NOT settled AND own IS NOT NULL AND opener IS NOT NULL
  GROUP BY day, interface, CASE WHEN opener = own THEN 'egress' ELSE 'ingress' END, CASE own WHEN 'a' THEN b ELSE a END,
    protocol, CASE opener WHEN 'a' THEN b_port ELSE a_port END, kind, certainty),
numbered AS (
  SELECT *, CAST(day AS UBIGINT) * 1099511627776 + row_number() OVER
    (PARTITION BY day ORDER BY interface, protocol, a, a_port, b, b_port, a_outer, b_outer, kind) AS ambiguity
  FROM ${oriented} WHERE own IS NULL OR opener IS NULL),
readings AS (
  SELECT day, interface, CASE WHEN r.opener = r.own THEN 'egress' ELSE 'ingress' END AS direction,
    CASE r.own WHEN 'a' THEN b ELSE a END AS peer, protocol,
    CASE WHEN protocol IN (6, 17) THEN CASE r.opener WHEN 'a' THEN b_port ELSE a_port END END AS port,
    kind, 'ambiguous' AS certainty, CAST(ambiguity AS UBIGINT) AS ambiguity,
    CASE WHEN n.own IS NULL THEN r.own_index ELSE 0 END * CASE WHEN n.opener IS NULL THEN 2 ELSE 1 END
      + CASE WHEN n.opener IS NULL THEN r.opener_index ELSE 0 END AS reading,
    CASE WHEN n.own IS NULL THEN 2 ELSE 1 END * CASE WHEN n.opener IS NULL THEN 2 ELSE 1 END AS readings,
    records AS flows, CAST(bytes AS BIGINT) AS bytes, CAST(packets AS BIGINT) AS packets, first_seen, last_seen,
    ${READING_OPENER_PORT} AS opener_low, ${READING_OPENER_PORT} AS opener_high, CAST(NULL AS INTEGER[]) AS opener_ports
  FROM numbered AS n
  JOIN (VALUES ('a', 0, 'a', 0), ('a', 0, 'b', 1), ('b', 1, 'a', 0), ('b', 1, 'b', 1))
    AS r(own, own_index, opener, opener_index)
  ON (n.own IS NULL OR n.own = r.own) AND (n.opener IS NULL OR n.opener = r.opener)),
every AS (SELECT * FROM summed UNION ALL SELECT * FROM rejected UNION ALL SELECT * FROM readings)
SELECT ${COLUMNS} FROM (
  SELECT DATE '1970-01-01' + f.day AS day, i.account, i.vpc, f.interface, direction, peer,
    ${high} AS peer_high, ${low} AS peer_low, CAST(protocol AS SMALLINT) AS protocol, CAST(port AS INTEGER) AS port,
    CASE kind WHEN ${KIND.accepted} THEN 'ACCEPT' ELSE 'REJECT' END AS action, certainty, ambiguity,
    CAST(reading AS INTEGER) AS reading, CAST(readings AS INTEGER) AS readings,
    f.flows, f.bytes, f.packets, f.first_seen, f.last_seen,
    f.opener_low, f.opener_high, f.opener_ports
  FROM every AS f LEFT JOIN ${interfaces} AS i
    ON i.interface = f.interface AND i.day = DATE '1970-01-01' + f.day) AS named
ORDER BY day, interface, direction, protocol, port, peer, action, certainty, ambiguity, reading`;
}

/** The accepted connections, and of the rejected ones the largest of each interface and day. */
export function boundedQuery(oriented: string): string {
  return `
SELECT * FROM ${oriented} WHERE kind = ${KIND.accepted}
UNION ALL
SELECT * EXCLUDE (place) FROM (
  SELECT *, row_number() OVER
    (PARTITION BY day, interface ORDER BY records DESC, protocol, a, a_port, b, b_port, a_outer, b_outer) AS place
  FROM ${oriented} WHERE kind = ${KIND.rejected}) AS placed
WHERE place <= ${REJECTED_KEPT}`;
}

/** How many rejected connections of each day lie beyond the bound. */
export function droppedQuery(oriented: string): string {
  return `SELECT day, sum(n - ${REJECTED_KEPT}) AS dropped FROM (
  SELECT day, count(*) AS n FROM ${oriented} WHERE kind = ${KIND.rejected} GROUP BY day, interface) AS counted
WHERE n > ${REJECTED_KEPT} GROUP BY day`;
}

/** The table `coverage` of some days. */
export function coverageQuery(relation: string, dialect: Dialect): string {
  const count = (kind: number) =>
    `CAST(sum(CASE WHEN kind = ${kind} THEN records ELSE 0 END) AS BIGINT)`;
  return `
SELECT DATE '1970-01-01' + day AS day, account, vpc, interface, accepted, rejected, no_data, skip_data, hours,
  first_seen, last_seen
FROM (
  SELECT day, ${dialect.anyValue('account')} AS account, ${dialect.anyValue('vpc')} AS vpc, interface,
    ${count(KIND.accepted)} AS accepted, ${count(KIND.rejected)} AS rejected,
    ${count(KIND.noData)} AS no_data, ${count(KIND.skipData)} AS skip_data,
    CAST(${dialect.bitOrAggregate('hours')} AS INTEGER) AS hours,
    min(first_seen) AS first_seen, max(last_seen) AS last_seen
  FROM ${relation} WHERE kind <= ${KIND.skipData}
  GROUP BY day, interface) AS covered
ORDER BY day, interface`;
}
