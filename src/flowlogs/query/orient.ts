import type { Dialect } from './dialect.ts';
import { evidenceBit } from './evidence.ts';

/** Addresses of interfaces as an inventory gives them. */
export const OWN_ADDRESSES_TABLE =
  'CREATE TABLE own_addresses (interface VARCHAR, address VARCHAR)';

/**
 * Per day, interface and family: addresses that stand on one side of every connection of the interface.
 * An interface with one peer has two such addresses, and so none that is certain.
 */
export const SHARED_ADDRESSES_TABLE = `CREATE TABLE shared_addresses (
  day INTEGER, interface VARCHAR, family TINYINT, address VARCHAR)`;

const family = (address: string, dialect: Dialect) =>
  `CASE WHEN ${dialect.contains(address, ':')} THEN 6 ELSE 4 END`;

/**
 * Only the ends of some one connection can be shared by all: two candidates, then one check of each.
 * A row without address marks each day that has traffic, so that a day on which nothing is shared counts against.
 */
export function sharedAddressesQuery(relation: string, dialect: Dialect): string {
  return `
WITH ends AS (
  SELECT day, interface, ${family('a', dialect)} AS family, coalesce(a_outer, a) AS a, coalesce(b_outer, b) AS b
  FROM ${relation} WHERE kind <= 1),
candidates AS (
  SELECT day, interface, family, min(a) AS first, min_by(b, a) AS second FROM ends GROUP BY day, interface, family),
checked AS (
  SELECT ends.day, ends.interface, ends.family, candidates.first, candidates.second,
    bool_and(ends.a = first OR ends.b = first) AS by_first, bool_and(ends.a = second OR ends.b = second) AS by_second
  FROM ends JOIN candidates ON candidates.day = ends.day AND candidates.interface = ends.interface
    AND candidates.family = ends.family
  GROUP BY ends.day, ends.interface, ends.family, candidates.first, candidates.second)
SELECT day, interface, family, first AS address FROM checked WHERE by_first
UNION ALL SELECT day, interface, family, second FROM checked WHERE by_second AND second <> first
UNION ALL SELECT day, interface, family, CAST(NULL AS VARCHAR) FROM checked`;
}

/**
 * The one IPv4 address per interface that all its days share, of interfaces that no inventory holds. It is the
 * interface's own only in logs with `srcaddr` and `dstaddr`, as they show its primary address whatever the packet's is
 * (docs/decisions/0012): `isShown` says whether all of the logs have them. An interface may have many IPv6 addresses.
 */
export function certainAddressesQuery(shared: string, isShown: boolean): string {
  return `
WITH days AS (
  SELECT interface, family, count(DISTINCT day) AS days FROM ${shared}
  WHERE ${isShown} AND family = 4 AND interface <> '-'
    AND interface NOT IN (SELECT interface FROM own_addresses)
  GROUP BY interface, family),
kept AS (
  SELECT shared.interface, shared.family, shared.address
  FROM ${shared} AS shared JOIN days ON days.interface = shared.interface AND days.family = shared.family
  GROUP BY shared.interface, shared.family, shared.address, days.days
  HAVING shared.address IS NOT NULL AND count(*) = days.days)
SELECT interface, family, min(address) AS address FROM kept
GROUP BY interface, family HAVING count(*) = 1`;
}

/**
 * Connections with two decisions added: `own`, the interface's end, and `opener`, the end that opened it
 * (`a`, `b` or null), with its `certainty`. Needs the tables own_addresses, certain_addresses and services.
 */
export function orientQuery(relation: string, dialect: Dialect): string {
  return `
SELECT day, interface, kind, protocol, a, a_port, b, b_port, a_outer, b_outer, own,
  records, bytes, packets, first_seen, last_seen,
  CASE WHEN opening = 0 THEN NULL WHEN opening % 2 = 1 THEN 'a' ELSE 'b' END AS opener,
  CASE WHEN opening = 0 THEN 'ambiguous' WHEN opening <= 2 THEN 'observed' WHEN opening <= 4 THEN 'learned'
    ELSE 'inferred' END AS certainty
FROM (
  SELECT c.*, ${ownExpression(dialect)} AS own, ${openingExpression(dialect)} AS opening
  FROM (SELECT * FROM ${relation} WHERE kind <= 1) AS c
  LEFT JOIN own_addresses AS own_a ON own_a.interface = c.interface AND own_a.address = coalesce(c.a_outer, c.a)
  LEFT JOIN own_addresses AS own_b ON own_b.interface = c.interface AND own_b.address = coalesce(c.b_outer, c.b)
  LEFT JOIN certain_addresses AS shared ON shared.interface = c.interface
    AND shared.family = ${family('c.a', dialect)}
  LEFT JOIN services AS sa ON sa.address = c.a AND sa.protocol = c.protocol AND sa.port = c.a_port
  LEFT JOIN services AS sb ON sb.address = c.b AND sb.protocol = c.protocol AND sb.port = c.b_port
) AS decided`;
}

/**
 * The interface's own end: by `flow-direction`; by `srcaddr`/`dstaddr` that differ from `pkt-*`, as they show the
 * interface's primary address on its side; by the inventory; by the one address that all its records share.
 * What these do not decide stays null. Source: the AWS page on flow log records, fields srcaddr and pkt-srcaddr.
 */
function ownExpression(dialect: Dialect): string {
  const local = (end: 'a' | 'b') =>
    `${dialect.bitAnd('c.evidence', evidenceBit(end, 'local'))} <> 0`;
  return `CASE
    WHEN ${local('a')} AND ${local('b')} THEN NULL
    WHEN ${local('a')} THEN 'a'
    WHEN ${local('b')} THEN 'b'
    WHEN c.a_outer IS NOT NULL AND c.b_outer IS NULL THEN 'a'
    WHEN c.b_outer IS NOT NULL AND c.a_outer IS NULL THEN 'b'
    WHEN own_a.address IS NOT NULL AND own_b.address IS NULL THEN 'a'
    WHEN own_b.address IS NOT NULL AND own_a.address IS NULL THEN 'b'
    WHEN own_a.address IS NOT NULL AND own_b.address IS NOT NULL THEN NULL
    WHEN c.a = c.b THEN NULL
    WHEN shared.address = coalesce(c.a_outer, c.a) THEN 'a'
    WHEN shared.address = coalesce(c.b_outer, c.b) THEN 'b'
    END`;
}

/**
 * Who opened the connection, and how that is known: 0 undecided; 1 a, 2 b observed; 3 a, 4 b learned;
 * 5 a, 6 b inferred. Two signs that contradict each other decide nothing; nor does a port or fan-in make an end the
 * service that only sent and never was sent to (traceroute, a one-way stream), as an opener does that too.
 */
function openingExpression(dialect: Dialect): string {
  const has = (end: 'a' | 'b', name: 'syn' | 'synAck' | 'sent') =>
    `${dialect.bitAnd('c.evidence', evidenceBit(end, name))} <> 0`;
  const opened = (end: 'a' | 'b', other: 'a' | 'b') =>
    `(${has(end, 'syn')} OR ${has(other, 'synAck')})`;
  const learned = (end: 'a' | 'b') => `coalesce(s${end}.learned, false)`;
  const anything = (end: 'a' | 'b') => `s${end}.address IS NOT NULL`;
  const known = (end: 'a' | 'b') =>
    `coalesce(s${end}.learned OR s${end}.answered OR s${end}.fan_in, false)`;
  const fanIn = (end: 'a' | 'b', other: 'a' | 'b') =>
    `(coalesce(s${end}.fan_in, false) AND NOT (${anything(other)}))`;
  const system = (end: 'a' | 'b', other: 'a' | 'b') =>
    `(${systemPort(`c.${end}_port`)} AND c.${other}_port >= 1024)`;
  const only = (end: 'a' | 'b', other: 'a' | 'b') =>
    `c.kind = 1 AND ${has(end, 'sent')} AND NOT (${has(other, 'sent')})`;
  const silent = (end: 'a' | 'b') => `(c.protocol = 17 AND NOT (${has(end, 'sent')}))`;
  return `CASE
    WHEN c.protocol NOT IN (6, 17) THEN 0
    WHEN ${opened('a', 'b')} AND ${opened('b', 'a')} THEN 0
    WHEN ${opened('a', 'b')} THEN 1
    WHEN ${opened('b', 'a')} THEN 2
    WHEN ${learned('b')} AND NOT ${known('a')} THEN 3
    WHEN ${learned('a')} AND NOT ${known('b')} THEN 4
    WHEN ${learned('a')} OR ${learned('b')} THEN 0
    WHEN ${system('b', 'a')} THEN CASE WHEN ${fanIn('a', 'b')} OR ${silent('a')} THEN 0 ELSE 5 END
    WHEN ${system('a', 'b')} THEN CASE WHEN ${fanIn('b', 'a')} OR ${silent('b')} THEN 0 ELSE 6 END
    WHEN ${fanIn('b', 'a')} THEN CASE WHEN ${silent('a')} THEN 0 ELSE 5 END
    WHEN ${fanIn('a', 'b')} THEN CASE WHEN ${silent('b')} THEN 0 ELSE 6 END
    WHEN ${only('a', 'b')} THEN 5
    WHEN ${only('b', 'a')} THEN 6
    ELSE 0 END`;
}

/**
 * Ports that only services have. From 512 on clients have them as well (rsh, NFS); 20 is the port from which an
 * FTP server opens data connections to its clients.
 */
const systemPort = (port: string) => `(${port} BETWEEN 1 AND 511 AND ${port} <> 20)`;
