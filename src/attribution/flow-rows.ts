import type { Column, ListColumn, SqlConnection } from '../model/rollup.ts';
import { inWindow } from './logged.ts';

export type Action = 'ACCEPT' | 'REJECT';

/** The numbers of some rows of `flows`, one array a column; of those with two words a row the lower one is first. */
export interface FlowRows {
  readonly count: number;
  /** See `WHAT`. */
  readonly what: Int32Array;
  /** Protocol * 2^17 + port + 1, 0 for no port. */
  readonly service: Int32Array;
  /** Two words a row: the hash of its id. */
  readonly interface: Uint32Array;
  /** Days since 1970. */
  readonly day: Int32Array;
  /** The lowest of the openers' ports, and the highest * 2^16: `ANY_OPENER` where any port may be. */
  readonly openers: Uint32Array;
  /** Two words a row. */
  readonly peerHigh: Uint32Array;
  readonly peerLow: Uint32Array;
  /** Two words a row. */
  readonly flows: Uint32Array;
  readonly bytes: Uint32Array;
  readonly packets: Uint32Array;
  readonly firstSeen: Uint32Array;
  readonly lastSeen: Uint32Array;
  /** Two words a row: the number of the set that a reading is of, 0 where it is of none. */
  readonly sets: Uint32Array;
  /** What few rows need, and costs much: null where it was not asked for. */
  readonly openerPorts: ListColumn | null;
}

export const ANY_OPENER = 0xffff_0000;

/** How `what` is made of small numbers, the letters being those that a text begins with. */
export const WHAT = {
  /** One less than the readings of the set. */
  readings: { shift: 0, mask: 3 },
  reading: { shift: 2, mask: 3 },
  /** A reading of a set whose readings are not just each other turned round; they may be anywhere. */
  isScattered: { shift: 4, mask: 1 },
  /** The peer has no number: the hash of its text stands there. */
  isText: { shift: 5, mask: 1 },
  certainty: { shift: 6, mask: 127 },
  direction: { shift: 13, mask: 127 },
  action: { shift: 20, mask: 127 },
} as const;

const letter = (text: string) => text.charCodeAt(0);
export const REJECT = letter('REJECT');
export const EGRESS = letter('egress');
export const AMBIGUOUS = letter('ambiguous');
export const LEARNED = letter('learned');
export const INFERRED = letter('inferred');

/** One of the numbers that `what` is made of. */
export function partOf(
  what: number,
  { shift, mask }: { readonly shift: number; readonly mask: number },
): number {
  return (what >> shift) & mask;
}

/** The number of two words. */
export function wordsAt(column: Uint32Array, row: number): number {
  return column[2 * row]! + column[2 * row + 1]! * 4_294_967_296;
}

const IS_TEXT = 'f.peer_high IS NULL';
const IS_SCATTERED = '(f.ambiguity IS NOT NULL AND f.opener_low IS NULL)';
const LOW = 'coalesce(f.opener_low, 0)';
const HIGH = 'coalesce(f.opener_high, 65535)';

export interface RowsAsked {
  readonly actions: readonly Action[];
  /** Whether some peers have no number. */
  readonly hasTexts: boolean;
  /** Whether the columns are asked for that few rows need: openers' ports, and the hashes of peers without a number. */
  readonly isFull: boolean;
  /** Only the rows of these; null: of all interfaces. */
  readonly interfaces: readonly string[] | null;
  /** Only the rows that need these: their peer has no number, or the lowest of several openers' ports is below this one. */
  readonly onlyBelow: number | null;
}

/** Queries that together have the rows of some days, each of days in a row: several use several cores. */
export function rowsQueries(asked: RowsAsked, parts: readonly (readonly string[])[]): string[] {
  return parts.filter((part) => part.length > 0).map((part) => rowsQuery(asked, part));
}

/** A join, or a choice of rows that parquet's own filters do not make, has the engine copy all columns once more. */
function rowsQuery(
  { actions, hasTexts, isFull, interfaces, onlyBelow }: RowsAsked,
  labels: readonly string[],
): string {
  const isText = hasTexts ? IS_TEXT : 'false';
  const columns = [
    `(((ascii(f.action) * 128 + ascii(f.direction)) * 128 + ascii(f.certainty)) * 64 + (${isText})::INTEGER * 32
      + (${IS_SCATTERED})::INTEGER * 16 + f.reading * 4 + f.readings - 1)::INTEGER`,
    '(f.protocol::INTEGER * 131072 + coalesce(f.port + 1, 0))::INTEGER',
    ...['hash(f.interface)', 'CAST(f.day AS DATE)'],
    `(${LOW}::BIGINT + ${HIGH}::BIGINT * 65536)::UINTEGER`,
    'coalesce(f.peer_high, 0)::UBIGINT',
    `${isFull && hasTexts ? 'coalesce(f.peer_low, hash(f.peer))' : 'f.peer_low'}::UBIGINT`,
    ...['flows', 'bytes', 'packets', 'first_seen', 'last_seen'].map((name) => `f.${name}::BIGINT`),
    'coalesce(f.ambiguity, 0)::UBIGINT',
    ...(isFull ? ['coalesce(f.opener_ports, []::INTEGER[])'] : []),
  ];
  const wanted = [
    `f.action IN (${actions.map((action) => `'${action}'`).join(', ')})`,
    inWindow({ labels }),
  ];
  if (interfaces !== null) wanted.push(`f.interface IN (${interfaces.map(quoted).join(', ')})`);
  if (onlyBelow !== null) {
    wanted.push(
      `(${isText} OR (f.certainty IN ('learned', 'inferred') AND ${LOW} < ${onlyBelow} AND ${LOW} <> ${HIGH}))`,
    );
  }
  return `SELECT ${columns.join(', ')} FROM flows AS f WHERE ${wanted.join(' AND ')}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * The hashes of interfaces, in the order of the ids: rows have these, as to join rows with a table costs as much as all else.
 */
export async function interfaceHashes(
  sql: SqlConnection,
  ids: readonly string[],
): Promise<bigint[]> {
  const table = `sga_interface_${tables++}`;
  try {
    await sql.run(`CREATE TABLE ${table} (interface VARCHAR, place INTEGER)`);
    const places = ids.map((id, at) => [id, at]);
    await sql.insert(table, places);
    const rows = await sql.rows<{ hash: bigint }>(
      `SELECT hash(interface) AS hash FROM ${table} ORDER BY place`,
    );
    return rows.map(({ hash }) => hash);
  } finally {
    await sql.run(`DROP TABLE IF EXISTS ${table}`);
  }
}

/** Names that no other reading has: several may share a connection. */
let tables = 0;

/** The peers that the rollup has no number of, by their hashes. */
export async function textHashes(sql: SqlConnection): Promise<Map<string, bigint>> {
  const rows = await sql.rows<{ peer: string; hash: bigint }>(
    'SELECT DISTINCT peer, hash(peer) AS hash FROM flows WHERE peer_high IS NULL AND peer IS NOT NULL ORDER BY peer',
  );
  return new Map(rows.map(({ peer, hash }) => [peer, hash]));
}

export function flowRows(count: number, columns: readonly Column[]): FlowRows {
  const [what, service, id, day, openers, peerHigh, peerLow, ...rest] = columns;
  const [flows, bytes, packets, first, last, sets, openerPorts] = rest;
  return {
    count,
    what: what as Int32Array,
    service: service as Int32Array,
    interface: id as Uint32Array,
    day: day as Int32Array,
    openers: openers as Uint32Array,
    peerHigh: peerHigh as Uint32Array,
    peerLow: peerLow as Uint32Array,
    flows: flows as Uint32Array,
    bytes: bytes as Uint32Array,
    packets: packets as Uint32Array,
    firstSeen: first as Uint32Array,
    lastSeen: last as Uint32Array,
    sets: sets as Uint32Array,
    openerPorts: (openerPorts as ListColumn | undefined) ?? null,
  };
}
