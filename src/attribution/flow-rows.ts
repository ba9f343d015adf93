import type { Column, ListColumn } from '../model/rollup.ts';
import { inWindow } from './logged.ts';
import type { Days } from './timeline.ts';

export type Action = 'ACCEPT' | 'REJECT';

/**
 * The numbers of some rows of `flows`, one array a column. Of a set whose two readings are each other turned round it has
 * the first one alone; the readings of other sets are `isScattered`, and may be anywhere.
 */
export interface FlowRows {
  readonly count: number;
  /** See `WHAT`. */
  readonly what: Int32Array;
  /** Protocol * 2^17 + port + 1, 0 for no port. */
  readonly service: Int32Array;
  /** Two words a row: of position among the interfaces * 2^16 + position of the day. */
  readonly place: Uint32Array;
  /**
   * Two words a row: the number of a scattered set; else, in the lower one, the lowest of the openers' ports, and the
   * highest * 2^16.
   */
  readonly openers: Uint32Array;
  readonly openerPorts: ListColumn;
  /** Two words a row. */
  readonly peerHigh: Uint32Array;
  readonly peerLow: Uint32Array;
  readonly flows: Float64Array;
  readonly bytes: Float64Array;
  readonly packets: Float64Array;
  readonly firstSeen: Uint32Array;
  readonly lastSeen: Uint32Array;
}

/** How `what` is made of small numbers, the letters being those that a text begins with. */
export const WHAT = {
  /** One less than the readings of the set. */
  readings: { shift: 0, mask: 3 },
  reading: { shift: 2, mask: 3 },
  /** The peer has no number: its position among such stands there. */
  isText: { shift: 4, mask: 1 },
  isScattered: { shift: 5, mask: 1 },
  certainty: { shift: 6, mask: 127 },
  direction: { shift: 13, mask: 127 },
  isRejected: { shift: 20, mask: 1 },
} as const;

/** One of the numbers that `what` is made of. */
export function partOf(
  what: number,
  { shift, mask }: { readonly shift: number; readonly mask: number },
): number {
  return (what >> shift) & mask;
}

const IS_TEXT = 'f.peer_high IS NULL';
const IS_SCATTERED = 'f.ambiguity IS NOT NULL AND f.opener_low IS NULL';

const WHAT_SELECT = `(ascii(f.direction) * 8192 + ascii(f.certainty) * 64 + f.reading * 4 + f.readings - 1
    + CASE WHEN ${IS_TEXT} THEN 16 ELSE 0 END + CASE WHEN ${IS_SCATTERED} THEN 32 ELSE 0 END
    + CASE WHEN f.action = 'REJECT' THEN 1048576 ELSE 0 END)::INTEGER`;

/** Epoch seconds in 32 bits. */
const seconds = (column: string) => `least(greatest(f.${column}, 0), 4294967295)::UINTEGER`;

/** Tables that a query of rows needs. */
export interface TableNames {
  /** Places by interface: its position * 2^16. */
  readonly interfaces: string;
  /** Positions of the peers that have no number. */
  readonly texts: string;
}

let tables = 0;

/** Names that no other reading has: several may share a connection. */
export function namesOfTables(): TableNames {
  tables++;
  return { interfaces: `sga_interface_${tables}`, texts: `sga_peer_text_${tables}` };
}

/** Queries that together have all rows: several use several cores. `hasTexts`: some peers have no number. */
export function rowsQueries(
  days: Days,
  actions: readonly Action[],
  names: TableNames,
  hasTexts: boolean,
): string[] {
  const { labels } = days;
  const middle = Math.ceil(labels.length / 2);
  return [labels.slice(0, middle), labels.slice(middle)]
    .filter((part) => part.length > 0)
    .map((part) => rowsQuery(days, part, actions, names, hasTexts));
}

/** `labels`: the days in a row of which it has the rows. */
function rowsQuery(
  days: Days,
  labels: readonly string[],
  actions: readonly Action[],
  { interfaces, texts }: TableNames,
  hasTexts: boolean,
): string {
  const day = `(CAST(f.day AS DATE) - DATE '${days.labels[0]}')`;
  return `SELECT ${WHAT_SELECT}, (f.protocol::INTEGER * 131072 + coalesce(f.port + 1, 0))::INTEGER,
      (i.place + ${day})::UBIGINT,
      CASE WHEN ${IS_SCATTERED} THEN f.ambiguity::UBIGINT
        ELSE (coalesce(f.opener_low, 0)::BIGINT + coalesce(f.opener_high, 65535)::BIGINT * 65536)::UBIGINT END,
      coalesce(f.opener_ports, []::INTEGER[]), coalesce(f.peer_high, 0)::UBIGINT,
      ${hasTexts ? `CASE WHEN ${IS_TEXT} THEN t.id ELSE f.peer_low END` : 'f.peer_low'}::UBIGINT,
      f.flows::DOUBLE, f.bytes::DOUBLE, f.packets::DOUBLE, ${seconds('first_seen')}, ${seconds('last_seen')}
    FROM flows AS f JOIN ${interfaces} AS i ON f.interface = i.interface
      ${hasTexts ? `LEFT JOIN ${texts} AS t ON ${IS_TEXT} AND f.peer = t.peer` : ''}
    WHERE f.action IN (${actions.map((action) => `'${action}'`).join(', ')}) AND ${inWindow({ labels })} AND (f.reading = 0 OR f.opener_low IS NULL)`;
}

export function flowRows(count: number, columns: readonly Column[]): FlowRows {
  const [what, service, place, openers, ports, peerHigh, peerLow, ...sums] = columns;
  const [flows, bytes, packets, first, last] = sums;
  return {
    count,
    what: what as Int32Array,
    service: service as Int32Array,
    place: place as Uint32Array,
    openers: openers as Uint32Array,
    openerPorts: ports as ListColumn,
    peerHigh: peerHigh as Uint32Array,
    peerLow: peerLow as Uint32Array,
    flows: flows as Float64Array,
    bytes: bytes as Float64Array,
    packets: packets as Float64Array,
    firstSeen: first as Uint32Array,
    lastSeen: last as Uint32Array,
  };
}
