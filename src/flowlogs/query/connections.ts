import type { RecordDialect } from './dialect.ts';
import { type Evidence, evidenceBit } from './evidence.ts';

/**
 * What a row of the table `connections` stands for. Only the first two are traffic.
 * `log-status` decides first: a record with NODATA or SKIPDATA may still carry addresses and an action.
 */
export const KIND = { accepted: 0, rejected: 1, noData: 2, skipData: 3, refused: 4 } as const;

/** Earliest and latest time that a record may name: 2001-09-09 and 2100-01-01, so that a shifted count is no time. */
export const FIRST_TIME = 1_000_000_000;
export const LAST_TIME = 4_102_444_800;

export const CONNECTIONS_TABLE = `CREATE TABLE connections (
  batch INTEGER, day INTEGER, kind TINYINT, interface VARCHAR, protocol SMALLINT,
  a VARCHAR, a_port INTEGER, b VARCHAR, b_port INTEGER, a_outer VARCHAR, b_outer VARCHAR,
  evidence SMALLINT, hours INTEGER, records BIGINT, bytes BIGINT, packets BIGINT,
  first_seen BIGINT, last_seen BIGINT, account VARCHAR, vpc VARCHAR)`;

/** Where the records are and how a field of theirs is written; null for a field that they lack. */
export interface RecordSource {
  readonly relation: string;
  readonly column: (field: string) => string | null;
}

/**
 * Records reduced to connections: day, interface, protocol and both ends in one order, so that requests and replies
 * meet in one row. Which end is the interface's own, and which opened, is decided later, with all days known.
 *
 * A table may have columns without any value: a row says besides which of the fields its records have, bit by bit in
 * the order given (`present_any` of some record, `present_all` of each), and refused records are told apart by the day
 * of their start (`refused_day`, null where that is no time).
 */
export function tableConnectionsQuery(
  source: RecordSource,
  fields: readonly string[],
  dialect: RecordDialect,
): string {
  const bits = fields.map((field, index) => {
    const column = source.column(field);
    return column === null ? '0' : `CASE WHEN ${column} IS NOT NULL THEN ${2 ** index} ELSE 0 END`;
  });
  return reduced(source, dialect, {
    fields: `, ${bits.join(' + ')} AS present`,
    carried: ', present',
    sorted: `, CASE WHEN kind <= ${KIND.rejected} THEN present END AS present,
    CASE WHEN kind = ${KIND.refused} AND first_seen BETWEEN ${FIRST_TIME} AND ${LAST_TIME}
      THEN CAST(${dialect.divide('first_seen', 86_400)} AS INTEGER) END AS refused_day`,
    key: ['refused_day'],
    aggregates: [
      `${dialect.bitOrAggregate('present')} AS present_any`,
      `${dialect.bitAndAggregate('present')} AS present_all`,
    ],
  });
}

/** What a caller wants beside a connection's own columns, at each level of the query. */
interface Additions {
  readonly fields: string;
  readonly carried: string;
  readonly sorted: string;
  readonly key: readonly string[];
  readonly aggregates: readonly string[];
}

function reduced(source: RecordSource, dialect: RecordDialect, more: Additions): string {
  const outside = ADDRESS_PAIRS.some(
    ({ inner, outer }) => source.column(inner) && source.column(outer),
  );
  // What no record has is not carried through the hash table: each column of it costs as much as a field's parsing.
  const key = outside ? `${KEY}, ${OUTER_KEY}` : KEY;
  const carried = (field: string, name: string) =>
    source.column(field) ? dialect.anyValue(name) : 'CAST(NULL AS VARCHAR)';
  const added = [...more.key, ...more.aggregates].map((each) => `, ${each}`).join('');
  return `
WITH fields AS (${fieldsQuery(source, more.fields)}),
sorted AS (${sortedQuery(dialect, more)})
SELECT ${key}${outside ? '' : `, ${OUTER_NULLS}`},
  ${dialect.bitOrAggregate('evidence')} AS evidence,
  ${dialect.bitOrAggregate('hour')} AS hours,
  count(*) AS records, ${bounded('bytes', dialect)} AS bytes, ${bounded('packets', dialect)} AS packets,
  min(first_seen) AS first_seen, max(last_seen) AS last_seen,
  ${carried('account-id', 'account')} AS account, ${carried('vpc-id', 'vpc')} AS vpc${added}
FROM sorted
GROUP BY ${[key, ...more.key].join(', ')}`;
}

const KEY = 'day, kind, interface, protocol, a, a_port, b, b_port';
const OUTER_KEY = 'a_outer, b_outer';
const OUTER_NULLS = 'CAST(NULL AS VARCHAR) AS a_outer, CAST(NULL AS VARCHAR) AS b_outer';

const ADDRESS_PAIRS = [
  { inner: 'pkt-srcaddr', outer: 'srcaddr' },
  { inner: 'pkt-dstaddr', outer: 'dstaddr' },
] as const;

/** A sum that stops at the largest BIGINT: each record's count may be as large. */
const bounded = (column: string, dialect: RecordDialect) =>
  `CAST(least(${dialect.wideSum(column)}, 9223372036854775807) AS BIGINT)`;

/** One name and type for each field whatever the file calls it; `pkt-*` addresses first, as they are the packet's own. */
function fieldsQuery({ relation, column }: RecordSource, more: string): string {
  const typed = (field: string, type: string) => column(field) ?? `CAST(NULL AS ${type})`;
  const address = (inner: string, outer: string) => {
    const both = [column(inner), column(outer)].filter((each) => each !== null);
    return both.length === 2 ? `coalesce(${both.join(', ')})` : both[0];
  };
  const outside = (inner: string, outer: string) =>
    column(inner) && column(outer)
      ? `CASE WHEN ${column(inner)} <> ${column(outer)} THEN ${column(outer)} END`
      : 'CAST(NULL AS VARCHAR)';
  const start = typed('start', 'BIGINT');
  return `SELECT
  coalesce(${typed('interface-id', 'VARCHAR')}, '-') AS interface,
  ${typed('account-id', 'VARCHAR')} AS account,
  ${typed('vpc-id', 'VARCHAR')} AS vpc,
  ${address('pkt-srcaddr', 'srcaddr')} AS source,
  ${address('pkt-dstaddr', 'dstaddr')} AS target,
  ${outside('pkt-srcaddr', 'srcaddr')} AS source_outer,
  ${outside('pkt-dstaddr', 'dstaddr')} AS target_outer,
  ${typed('srcport', 'INTEGER')} AS source_port,
  ${typed('dstport', 'INTEGER')} AS target_port,
  ${typed('protocol', 'INTEGER')} AS protocol,
  coalesce(${typed('bytes', 'BIGINT')}, 0) AS bytes,
  coalesce(${typed('packets', 'BIGINT')}, 0) AS packets,
  ${start} AS first_seen,
  coalesce(${typed('end', 'BIGINT')}, ${start}) AS last_seen,
  ${typed('action', 'VARCHAR')} AS action,
  ${statusExpression(column('log-status'))} AS status,
  ${typed('tcp-flags', 'INTEGER')} AS flags,
  ${typed('flow-direction', 'VARCHAR')} AS flow_direction${more}
FROM ${relation}`;
}

/** Without a `log-status` field, a record that carries no traffic at all is what NODATA looks like. */
function statusExpression(status: string | null): string {
  return status ?? `CAST(NULL AS VARCHAR)`;
}

function sortedQuery(dialect: RecordDialect, more: Additions): string {
  const hasPorts = 'protocol IN (6, 17)';
  const traffic = 'kind <= 1';
  const forward = '(source < target OR (source = target AND source_port <= target_port))';
  const pick = (yes: string, no: string) =>
    `CASE WHEN ${traffic} THEN CASE WHEN forward THEN ${yes} ELSE ${no} END END`;
  const portOf = (name: string) => `CASE WHEN ${hasPorts} THEN ${name} ELSE 0 END`;
  return `
  SELECT
    CASE WHEN kind < 4 THEN CAST(${dialect.divide('first_seen', 86_400)} AS INTEGER) END AS day,
    kind,
    CASE WHEN kind < 4 THEN interface END AS interface,
    CASE WHEN ${traffic} THEN protocol END AS protocol,
    ${pick('source', 'target')} AS a,
    ${pick('source_port', 'target_port')} AS a_port,
    ${pick('target', 'source')} AS b,
    ${pick('target_port', 'source_port')} AS b_port,
    ${pick('source_outer', 'target_outer')} AS a_outer,
    ${pick('target_outer', 'source_outer')} AS b_outer,
    CASE WHEN ${traffic} THEN CASE WHEN forward THEN ${evidenceOf('a', 'b', dialect)}
      ELSE ${evidenceOf('b', 'a', dialect)} END ELSE 0 END AS evidence,
    CASE WHEN kind < 4 THEN ${dialect.bit(dialect.divide('(first_seen % 86400)', 3_600))} ELSE 0 END AS hour,
    bytes, packets, first_seen, last_seen, account, vpc${more.sorted}
  FROM (
    SELECT *, ${forward} AS forward FROM (
      SELECT ${kindExpression()} AS kind, interface, account, vpc, source, target, source_outer, target_outer,
        ${portOf('source_port')} AS source_port, ${portOf('target_port')} AS target_port,
        protocol, bytes, packets, first_seen, last_seen, flags, flow_direction${more.carried}
      FROM fields) AS classified) AS directed`;
}

/** What the record is. A record that is not wholly in its domain is refused: counted, never traffic. */
function kindExpression(): string {
  const timed = `first_seen BETWEEN ${FIRST_TIME} AND ${LAST_TIME} AND last_seen >= first_seen AND last_seen <= ${LAST_TIME}`;
  const bare = `status IS NULL AND action IS NULL AND source IS NULL AND target IS NULL AND protocol IS NULL`;
  const whole = `source IS NOT NULL AND target IS NOT NULL AND protocol BETWEEN 0 AND 255
    AND bytes >= 0 AND packets >= 0 AND (flags IS NULL OR flags BETWEEN 0 AND 255)
    AND (protocol NOT IN (6, 17) OR (source_port BETWEEN 0 AND 65535 AND target_port BETWEEN 0 AND 65535))`;
  return `CASE
      WHEN NOT coalesce(${timed}, false) THEN ${KIND.refused}
      WHEN status = 'NODATA' OR (${bare}) THEN ${KIND.noData}
      WHEN status = 'SKIPDATA' THEN ${KIND.skipData}
      WHEN coalesce(status, 'OK') <> 'OK' OR NOT coalesce(${whole}, false) THEN ${KIND.refused}
      WHEN action = 'ACCEPT' THEN ${KIND.accepted}
      WHEN action = 'REJECT' THEN ${KIND.rejected}
      ELSE ${KIND.refused} END`;
}

/** tcp-flags by bits: SYN 2, RST 4, ACK 16 (which stands with SYN only). */
function evidenceOf(sender: 'a' | 'b', receiver: 'a' | 'b', dialect: RecordDialect): string {
  const bit = (end: 'a' | 'b', evidence: Evidence) => evidenceBit(end, evidence);
  const flag = (mask: number) => dialect.bitAnd('flags', mask);
  return `(${bit(sender, 'sent')}
      + CASE WHEN protocol = 6 AND ${flag(18)} = 2 THEN ${bit(sender, 'syn')}
             WHEN protocol = 6 AND ${flag(18)} = 18 THEN ${bit(sender, 'synAck')} ELSE 0 END
      + CASE WHEN ${flag(4)} = 0 THEN ${bit(sender, 'spoke')} ELSE 0 END
      + CASE flow_direction WHEN 'egress' THEN ${bit(sender, 'local')}
             WHEN 'ingress' THEN ${bit(receiver, 'local')} ELSE 0 END)`;
}
