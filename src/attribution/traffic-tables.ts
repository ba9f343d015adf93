import type { SqlConnection } from '../model/rollup.ts';
import { addressSelects, smallestBlockSelect, words } from './address-sql.ts';
import type { AddressTree } from './address-tree.ts';
import type { ServiceRange } from './services.ts';
import type { Days } from './timeline.ts';

/**
 * The window's accepted traffic as small numbers, in temporary tables of the rollup's connection:
 * - `sga_oriented`: a row per oriented rollup row: sig, day, peer, port and its counts;
 * - `sga_set`: a row per ambiguous set: signature, port and peer of each reading;
 * - `sga_reversed`: for each signature that was not observed the service classes `first` to `last` that the other reading has.
 * A signature stands for everything that a rule can ask of a flow: the interface's groups, the peer's
 * class, protocol and port, direction, and whether the orientation was inferred.
 */

/** The classes of something on the days: one number for all, or one a day. */
export type ClassOverDays = number | readonly number[];

export interface Classification {
  readonly members: ReadonlyMap<string, ClassOverDays>;
  readonly memberClasses: number;
  readonly peers: readonly ClassOverDays[];
  readonly unreadablePeer: number;
  readonly peerClasses: number;
  readonly services: readonly ServiceRange[];
  readonly serviceClasses: number;
  readonly tree: AddressTree;
}

/** The parts of a signature. */
export interface Signature {
  readonly member: number;
  readonly peer: number;
  readonly service: number;
  readonly egress: boolean;
  readonly inferred: boolean;
}

export function splitSignature(
  sig: number,
  sizes: Pick<Classification, 'peerClasses' | 'serviceClasses'>,
): Signature {
  const inferred = sig % 3 === 2;
  let rest = Math.floor(sig / 3);
  const egress = rest % 2 === 1;
  rest = Math.floor(rest / 2);
  const service = rest % sizes.serviceClasses;
  rest = Math.floor(rest / sizes.serviceClasses);
  return {
    member: Math.floor(rest / sizes.peerClasses),
    peer: rest % sizes.peerClasses,
    service,
    egress,
    inferred,
  };
}

export type Action = 'ACCEPT' | 'REJECT';

export function acceptedInWindow(days: Days, action: Action = 'ACCEPT'): string {
  return `action = '${action}' AND ${inWindow(days)}`;
}

export function inWindow(days: Days): string {
  return `CAST(day AS DATE) BETWEEN DATE '${days.labels[0]}' AND DATE '${days.labels.at(-1)}'`;
}

const SERVICE_KEY = `(CASE WHEN protocol IN (6, 17) AND port IS NOT NULL THEN protocol::INTEGER * 65536 + port::INTEGER ELSE -1 - protocol::INTEGER END)`;

/** Of which classification the tables in a connection are: another attribution over the same rollup replaces them. */
const standing = new WeakMap<SqlConnection, Classification>();

/** Sees to it that the tables of this classification stand in the connection. */
export async function buildTrafficTables(
  sql: SqlConnection,
  days: Days,
  classification: Classification,
  readings: number,
): Promise<void> {
  if (standing.get(sql) === classification) return;
  standing.delete(sql);
  await insertServices(sql, classification);
  await insertMembers(sql, classification);
  await insertPeers(sql, days, classification);
  const source = classifiedRows(days, classification);
  await sql.run(`CREATE OR REPLACE TEMP TABLE sga_oriented AS
    SELECT sig, day, interface, peer, port, flows, bytes, packets, first_seen, last_seen
    FROM (${source('ambiguity IS NULL')})`);
  await sql.run(`CREATE OR REPLACE TEMP TABLE sga_reversed AS ${reversedRows(source)}`);
  await sql.run(`CREATE OR REPLACE TEMP TABLE sga_reading AS
    SELECT * EXCLUDE (protocol, turnable, opener_low, opener_high, opener_ports) FROM (${source('ambiguity IS NOT NULL')})`);
  // The readings of a set carry the same counts; each adds its signature and port.
  const numbers = Array.from({ length: readings }, (_, at) => at);
  const columns = numbers.map(
    (at) => `r${at}.sig AS sig${at}, r${at}.port AS port${at}, r${at}.peer AS peer${at}`,
  );
  const others = numbers.slice(1).map(
    (at) =>
      `LEFT JOIN (SELECT day, ambiguity, sig, port, peer FROM sga_reading WHERE reading = ${at}) AS r${at}
          ON r0.day = r${at}.day AND r0.ambiguity = r${at}.ambiguity`,
  );
  await sql.run(`CREATE OR REPLACE TEMP TABLE sga_set AS
    SELECT r0.day, r0.interface, ${columns.join(', ')},
      r0.flows, r0.bytes, r0.packets, r0.first_seen, r0.last_seen
    FROM (SELECT * FROM sga_reading WHERE reading = 0) AS r0 ${others.join(' ')}`);
  await sql.run('DROP TABLE sga_reading');
  standing.set(sql, classification);
}

/**
 * Classes of one protocol's ports are numbered in the ports' order, so a range of ports is one of classes;
 * only where it holds several are the ports looked at one by one.
 */
function reversedRows(source: (where: string) => string): string {
  return `WITH r AS MATERIALIZED (
    SELECT sig, protocol, low.class AS first, high.class AS last, opener_ports, flows
    FROM (${source(TURNABLE)}) AS o
      JOIN sga_service AS low ON low.service = o.protocol::INTEGER * 65536 + coalesce(o.opener_low, 0)
      JOIN sga_service AS high ON high.service = o.protocol::INTEGER * 65536 + coalesce(o.opener_high, 65535))
  SELECT sig, first, last, sum(flows) AS flows FROM r WHERE first = last OR opener_ports IS NULL GROUP BY ALL
  UNION ALL
  SELECT sig, s.class AS first, s.class AS last, sum(flows) AS flows
  FROM (SELECT sig, protocol, unnest(opener_ports) AS port, flows FROM r
      WHERE first <> last AND opener_ports IS NOT NULL) AS each
    JOIN sga_service AS s ON s.service = each.protocol::INTEGER * 65536 + each.port
  GROUP BY ALL`;
}

export async function dropTrafficTables(sql: SqlConnection): Promise<void> {
  standing.delete(sql);
  await sql.run('DROP VIEW IF EXISTS sga_admitted');
  for (const table of TABLES) await sql.run(`DROP TABLE IF EXISTS ${table}`);
}

const TABLES = [
  'sga_service',
  'sga_service_range',
  'sga_interface',
  'sga_interface_day',
  'sga_node',
  'sga_node_day',
  'sga_peer',
  'sga_oriented',
  'sga_set',
  'sga_reversed',
  'sga_sig',
  'sga_sets',
  'sga_peer_text',
  'sga_reading',
  'sga_rules_of',
  ...['sga_wanted', 'sga_wanted_set', 'sga_wanted_reversed', 'sga_hit'],
  ...['sga_gate_sig', 'sga_gate_turned', 'sga_gate_row', 'sga_rejected'],
];

/** Rows whose opener is known by other connections alone: the other end may have opened them (docs/decisions/0007). */
export const TURNABLE = `certainty IN ('learned', 'inferred') AND protocol IN (6, 17)`;

/**
 * Rows of the window that fit a condition, accepted ones unless said otherwise, with their signatures; needs the tables of
 * `buildTrafficTables`, and for others than accepted ones those of `insertPeers`.
 */
export function classifiedRows(
  days: Days,
  sizes: Classification,
  action: Action = 'ACCEPT',
): (where: string) => string {
  const memberClass = 'CASE WHEN i.class >= 0 THEN i.class ELSE id.class END';
  const peerClass = 'CASE WHEN p.class >= 0 THEN p.class ELSE nd.class END';
  return (where) => `SELECT
      ((((${memberClass})::BIGINT * ${sizes.peerClasses} + ${peerClass}) * ${sizes.serviceClasses} + s.class) * 2
        + (f.direction = 'egress')::INTEGER) * 3
        + CASE f.certainty WHEN 'inferred' THEN 2 WHEN 'learned' THEN 1 ELSE 0 END AS sig,
      f.day_number AS day, i.id AS interface, p.id AS peer, f.port, f.flows, f.bytes, f.packets, f.first_seen, f.last_seen,
      f.ambiguity, f.reading, f.protocol, (${TURNABLE}) AS turnable, f.opener_low, f.opener_high, f.opener_ports
    FROM (SELECT *, (CAST(day AS DATE) - DATE '${days.labels[0]}')::INTEGER AS day_number, ${SERVICE_KEY} AS service
        FROM flows WHERE ${acceptedInWindow(days, action)} AND ${where}) AS f
      JOIN sga_peer AS p ON f.peer = p.peer
      JOIN sga_interface AS i ON f.interface = i.interface
      JOIN sga_service AS s ON f.service = s.service
      LEFT JOIN sga_interface_day AS id ON i.class = id.interface AND f.day_number = id.day
      LEFT JOIN sga_node_day AS nd ON p.class = nd.node AND f.day_number = nd.day`;
}

async function insertServices(sql: SqlConnection, { services }: Classification): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE sga_service_range (first INTEGER, last INTEGER, class INTEGER)`,
  );
  await sql.insert(
    'sga_service_range',
    services.map(({ protocol, from, to, serviceClass }) =>
      from === null || to === null
        ? [-1 - protocol, -1 - protocol, serviceClass]
        : [protocol * 65_536 + from, protocol * 65_536 + to, serviceClass],
    ),
  );
  await sql.run(`CREATE OR REPLACE TEMP TABLE sga_service AS
    SELECT unnest(range(first, last + 1))::INTEGER AS service, class FROM sga_service_range`);
}

/** A class that changes over the days is stored as −1−n and looked up by n and day. */
async function insertMembers(sql: SqlConnection, { members }: Classification): Promise<void> {
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE sga_interface (interface VARCHAR, id INTEGER, class INTEGER)`,
  );
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE sga_interface_day (interface INTEGER, day INTEGER, class INTEGER)`,
  );
  const { constant, daily } = overDays([...members.values()]);
  await sql.insert(
    'sga_interface',
    [...members.keys()].map((id, at) => [id, at, constant[at]]),
  );
  await sql.insert('sga_interface_day', daily);
}

/** The peers of rows with this action, in the place of those of others. */
export async function insertPeers(
  sql: SqlConnection,
  days: Days,
  { tree, peers, unreadablePeer }: Classification,
  action: Action = 'ACCEPT',
): Promise<void> {
  standing.delete(sql);
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE sga_node (family INTEGER, prefix INTEGER, high BIGINT, low BIGINT, class INTEGER)`,
  );
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE sga_node_day (node INTEGER, day INTEGER, class INTEGER)`,
  );
  const { constant, daily } = overDays(peers);
  await sql.insert(
    'sga_node',
    tree.nodes.map(({ cidr, position }) => {
      const { high, low } = words(cidr.family, cidr.network);
      return [cidr.family, cidr.prefix, high, low, constant[position]];
    }),
  );
  await sql.insert('sga_node_day', daily);
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE sga_peer_text AS SELECT DISTINCT peer FROM flows WHERE ${acceptedInWindow(days, action)}`,
  );
  const found = smallestBlockSelect(addressSelects('sga_peer_text'), 'sga_node', tree);
  await sql.run(`CREATE OR REPLACE TEMP TABLE sga_peer AS
    SELECT peer, row_number() OVER (ORDER BY family, high, low, peer)::INTEGER AS id,
      COALESCE(class, ${unreadablePeer}) AS class
    FROM (${found})`);
  await sql.run('DROP TABLE sga_peer_text');
}

function overDays(classes: readonly ClassOverDays[]): {
  constant: number[];
  daily: (readonly [number, number, number])[];
} {
  const daily: (readonly [number, number, number])[] = [];
  const constant = classes.map((one, position) => {
    if (typeof one === 'number') return one;
    const key = -1 - position;
    one.forEach((value, day) => {
      daily.push([key, day, value]);
    });
    return key;
  });
  return { constant, daily };
}
