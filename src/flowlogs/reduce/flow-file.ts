import { parseAddress } from '../../model/address.ts';
import type { ColumnItems, ProvidedRows } from '../engine/provided-rows.ts';
import type { DayFlows } from './day-flows.ts';
import { Dictionary } from './dictionary.ts';
import { CERTAINTIES, FlowRows } from './flow-rows.ts';
import { OPENER_PORTS_KEPT } from './flow-sums.ts';

const OPENER_COLUMNS = Array.from({ length: OPENER_PORTS_KEPT }, (_, index) => `o${index}`);
/** More than any count of opener ports: what has none, or more than are kept. */
const NO_PORTS = OPENER_PORTS_KEPT + 1;
/** An ambiguity's number is day * 2^40 + its number within the day, from 1: of this the day's part, in the upper word. */
const AMBIGUITY_DAY_HIGH = 2 ** 8;

/** The rows of `flows` of some days, in order, as numbers and places of texts. */
export function flowRows(days: readonly DayFlows[]): ProvidedRows {
  const texts = {
    interfaces: new Dictionary(),
    accounts: new Dictionary(),
    vpcs: new Dictionary(),
  };
  const peers6 = new Dictionary();
  const parts = days.map((flows) => {
    const rows = new FlowRows(flows);
    return {
      rows,
      codes: flows.order,
      interfaces: flows.interfaces.map(({ id }) => texts.interfaces.place(id)),
      accounts: flows.interfaces.map(({ account }) => texts.accounts.place(account)),
      vpcs: flows.interfaces.map(({ vpc }) => texts.vpcs.place(vpc)),
      peers6: flows.addresses6.map((text) => peers6.place(text)),
    };
  });
  const words6 = new Uint32Array(peers6.texts.length * 4);
  for (const [place, text] of peers6.texts.entries()) writeWords(words6, place * 4, text);
  return {
    columns: {
      ...{ day: 'INTEGER', account: texts.accounts.texts, vpc: texts.vpcs.texts },
      ...{ interface: texts.interfaces.texts, ingress: 'INTEGER', peer6: peers6.texts },
      ...{ peer_high: 'UBIGINT', peer_low: 'UBIGINT', protocol: 'INTEGER', port: 'INTEGER' },
      ...{ rejected: 'INTEGER', certainty: CERTAINTIES, ambiguity: 'UBIGINT' },
      ...{ reading: 'INTEGER', readings: 'INTEGER', flows: 'DOUBLE', bytes: 'DOUBLE' },
      ...{ packets: 'DOUBLE', first_seen: 'BIGINT', last_seen: 'BIGINT' },
      ...{ opener_low: 'INTEGER', opener_high: 'INTEGER', openers: 'INTEGER' },
      ...Object.fromEntries(OPENER_COLUMNS.map((name) => [name, 'USMALLINT' as const])),
    },
    size: parts.reduce((sum, { codes }) => sum + codes.length, 0),
    fill(columns, from, count) {
      let first = 0;
      let filled = 0;
      for (const part of parts) {
        const start = Math.max(from + filled - first, 0);
        const wanted = Math.min(count - filled, part.codes.length - start);
        if (wanted > 0) {
          fillPart(columns, part, start, wanted, filled, words6);
          filled += wanted;
        }
        first += part.codes.length;
        if (filled === count) return;
      }
    },
  };
}

/** The same as `flows` has them. */
export function flowsSelect(relation: string): string {
  const text = (name: string) => `nullif(CAST(${name} AS VARCHAR), '')`;
  const octet = (shift: number) => `CAST((peer_low >> ${shift}) & 255 AS VARCHAR)`;
  const ipv4 = [24, 16, 8, 0].map(octet).join(` || '.' || `);
  const isMapped = `peer6 <> '' AND peer_high = 0 AND peer_low >> 32 = 65535`;
  return `SELECT DATE '1970-01-01' + day AS day, ${text('account')} AS account, ${text('vpc')} AS vpc,
    CAST(interface AS VARCHAR) AS interface, CASE ingress WHEN 1 THEN 'ingress' ELSE 'egress' END AS direction,
    CASE WHEN peer6 = '' THEN ${ipv4} ELSE CAST(peer6 AS VARCHAR) END AS peer,
    CASE WHEN NOT (${isMapped}) THEN peer_high END AS peer_high,
    CASE WHEN NOT (${isMapped}) THEN peer_low END AS peer_low,
    CAST(protocol AS SMALLINT) AS protocol, nullif(port, -1) AS port,
    CASE rejected WHEN 1 THEN 'REJECT' ELSE 'ACCEPT' END AS action, CAST(certainty AS VARCHAR) AS certainty,
    nullif(ambiguity, 0) AS ambiguity, reading, readings,
    ${wholeNumber('flows')} AS flows, ${wholeNumber('bytes')} AS bytes, ${wholeNumber('packets')} AS packets,
    first_seen, last_seen, nullif(opener_low, -1) AS opener_low, nullif(opener_high, -1) AS opener_high,
    CASE WHEN openers < ${NO_PORTS} THEN CAST(list_sort([${OPENER_COLUMNS.join(', ')}][1:openers]) AS INTEGER[]) END AS opener_ports
  FROM ${relation}`;
}

/** A sum as BIGINT, which stops at the largest. */
const wholeNumber = (column: string) =>
  `CASE WHEN ${column} >= 9223372036854775807 THEN 9223372036854775807 ELSE CAST(${column} AS BIGINT) END`;

interface Part {
  readonly rows: FlowRows;
  readonly codes: Uint32Array;
  readonly interfaces: readonly number[];
  readonly accounts: readonly number[];
  readonly vpcs: readonly number[];
  readonly peers6: readonly number[];
}

function fillPart(
  columns: readonly ColumnItems[],
  part: Part,
  from: number,
  count: number,
  to: number,
  words6: Uint32Array,
): void {
  const { rows, codes } = part;
  const [day, account, vpc, eni, ingress, peer6, high, low, protocol, port, rejected, certainty] =
    columns as [
      ...[ColumnItems, ColumnItems, ColumnItems, ColumnItems, ColumnItems, ColumnItems],
      ...[ColumnItems, ColumnItems, ColumnItems, ColumnItems, ColumnItems, ColumnItems],
    ];
  const [ambiguity, reading, readings, flows, bytes, packets, firstSeen, lastSeen, ...openers] =
    columns.slice(12) as [
      ...[ColumnItems, ColumnItems, ColumnItems, ColumnItems],
      ...[ColumnItems, ColumnItems, ColumnItems, ColumnItems],
      ...ColumnItems[],
    ];
  const [openerLow, openerHigh, openerCount, ...ports] = openers as [
    ...[ColumnItems, ColumnItems, ColumnItems],
    ...ColumnItems[],
  ];
  const { openerPorts, day: dayNumber } = rows.flows;
  for (let index = 0; index < count; index++) {
    rows.read(codes[from + index]!);
    const at = to + index;
    day[at] = dayNumber;
    account[at] = part.accounts[rows.interface]!;
    vpc[at] = part.vpcs[rows.interface]!;
    eni[at] = part.interfaces[rows.interface]!;
    ingress[at] = rows.isIngress ? 1 : 0;
    if (rows.peerIs6) {
      const place = part.peers6[rows.peer]!;
      peer6[at] = place;
      low[at * 2] = words6[place * 4]!;
      low[at * 2 + 1] = words6[place * 4 + 1]!;
      high[at * 2] = words6[place * 4 + 2]!;
      high[at * 2 + 1] = words6[place * 4 + 3]!;
    } else {
      peer6[at] = 0;
      low[at * 2] = rows.peer;
      low[at * 2 + 1] = 0xffff;
      high[at * 2] = 0;
      high[at * 2 + 1] = 0;
    }
    protocol[at] = rows.protocol;
    port[at] = rows.port;
    rejected[at] = rows.isRejected ? 1 : 0;
    certainty[at] = rows.certainty;
    // The sum is beyond what a double holds.
    ambiguity[at * 2] = rows.set;
    ambiguity[at * 2 + 1] = rows.set === 0 ? 0 : dayNumber * AMBIGUITY_DAY_HIGH;
    reading[at] = rows.reading;
    readings[at] = rows.readings;
    flows[at] = rows.records;
    bytes[at] = rows.bytes;
    packets[at] = rows.packets;
    firstSeen[at * 2] = rows.firstSeen;
    firstSeen[at * 2 + 1] = 0;
    lastSeen[at * 2] = rows.lastSeen;
    lastSeen[at * 2 + 1] = 0;
    openerLow[at] = rows.openerLow;
    openerHigh[at] = rows.openerHigh;
    const block = rows.openerBlock;
    const kept = block < 0 ? NO_PORTS : openerPorts[block]!;
    openerCount[at] = kept;
    if (kept < NO_PORTS)
      for (let each = 0; each < kept; each++) ports[each]![at] = openerPorts[block + 1 + each]!;
  }
}

/** An IPv6 address in four words, the lowest first. */
function writeWords(words: Uint32Array, at: number, text: string): void {
  const value = parseAddress(text)?.value ?? 0n;
  for (let word = 0; word < 4; word++) {
    words[at + word] = Number((value >> BigInt(32 * word)) & 0xffff_ffffn);
  }
}
