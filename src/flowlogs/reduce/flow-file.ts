import { parseAddress } from '../../model/address.ts';
import type { ProvidedColumn, ProvidedLists } from '../engine/provided-columns.ts';
import type { ProvidedRows } from '../engine/provided-rows.ts';
import type { DayFlows } from './day-flows.ts';
import { Dictionary, setPlace, setWhole } from './dictionary.ts';
import { CERTAINTIES, FlowRows } from './flow-rows.ts';
import { PeerTexts } from './peer-texts.ts';

/** An ambiguity's number is day * 2^40 + its number within the day, from 1: of this the day's part, in the upper word. */
const AMBIGUITY_DAY_HIGH = 2 ** 8;
const DIRECTIONS = ['egress', 'ingress'];
const ACTIONS = ['ACCEPT', 'REJECT'];

/** The rows of `flows` of some days, in order, and the statement that reads them. */
export function flowRows(days: readonly DayFlows[]): {
  rows: ProvidedRows;
  select: (relation: string) => string;
} {
  const texts = {
    interfaces: new Dictionary(),
    accounts: new Dictionary(),
    vpcs: new Dictionary(),
  };
  const peers = new PeerTexts();
  const parts = days.map((flows): Part => {
    peers.add(flows);
    return {
      rows: new FlowRows(flows),
      codes: flows.order,
      interfaces: flows.interfaces.map(({ id }) => texts.interfaces.place(id)),
      accounts: flows.interfaces.map(({ account }) => texts.accounts.place(account)),
      vpcs: flows.interfaces.map(({ vpc }) => texts.vpcs.place(vpc)),
      peers,
      peers6: flows.addresses6.map((text) => peers.place6(text)),
      words6: wordsOf(flows.addresses6),
    };
  });
  const size = parts.reduce((sum, { codes }) => sum + codes.length, 0);
  const rows: ProvidedRows = {
    columns: {
      ...{ day: 'DATE', account: texts.accounts.texts, vpc: texts.vpcs.texts },
      ...{ interface: texts.interfaces.texts, direction: DIRECTIONS, peer: peers.texts },
      ...{ peer_high: 'UBIGINT', peer_low: 'UBIGINT', protocol: 'SMALLINT', port: 'INTEGER' },
      ...{ action: ACTIONS, certainty: CERTAINTIES, ambiguity: 'UBIGINT' },
      ...{ reading: 'INTEGER', readings: 'INTEGER', flows: 'BIGINT', bytes: 'BIGINT' },
      ...{ packets: 'BIGINT', first_seen: 'BIGINT', last_seen: 'BIGINT' },
      ...{ opener_low: 'INTEGER', opener_high: 'INTEGER', opener_ports: 'INTEGER[]' },
    },
    size,
    fill(filled, from, count) {
      let first = 0;
      let to = 0;
      for (const part of parts) {
        const start = Math.max(from + to - first, 0);
        const wanted = Math.min(count - to, part.codes.length - start);
        if (wanted > 0) {
          fillPart(filled, part, start, wanted, to);
          to += wanted;
        }
        first += part.codes.length;
        if (to === count) return;
      }
    },
  };
  return { rows, select: (relation) => flowsSelect(relation, peers.isWhole) };
}

/**
 * Columns of few texts are written as the lists that they are. Peers may be many, and are written as texts; those that
 * have no place in the list are made of their number.
 */
function flowsSelect(relation: string, isWhole: boolean): string {
  const octet = (shift: number) => `CAST((peer_low >> ${shift}) & 255 AS VARCHAR)`;
  const ipv4 = [24, 16, 8, 0].map(octet).join(` || '.' || `);
  const text = isWhole
    ? 'CAST(peer AS VARCHAR)'
    : `CASE WHEN peer IS NULL THEN ${ipv4} ELSE CAST(peer AS VARCHAR) END`;
  return `SELECT * REPLACE (${text} AS peer) FROM ${relation}`;
}

interface Part {
  readonly rows: FlowRows;
  readonly codes: Uint32Array;
  readonly interfaces: readonly number[];
  readonly accounts: readonly number[];
  readonly vpcs: readonly number[];
  readonly peers: PeerTexts;
  readonly peers6: readonly number[];
  readonly words6: Uint32Array;
}

function fillPart(
  columns: readonly ProvidedColumn[],
  part: Part,
  from: number,
  count: number,
  to: number,
): void {
  const { rows, codes, peers, words6 } = part;
  const column = (index: number) => columns[index]!;
  const items = (index: number) => columns[index]!.items;
  const [day, account, vpc, eni, direction] = [items(0), column(1), column(2), items(3), items(4)];
  const [peer, high, low, protocol, port] = [column(5), column(6), column(7), items(8), column(9)];
  const [action, certainty, ambiguity] = [items(10), items(11), column(12)];
  const [reading, readings, flows, bytes] = [items(13), items(14), column(15), column(16)];
  const [packets, firstSeen, lastSeen] = [column(17), items(18), items(19)];
  const [openerLow, openerHigh] = [column(20), column(21)];
  const openerPorts = column(22) as ProvidedLists;
  const { day: dayNumber, openerPorts: ports } = rows.flows;
  for (let index = 0; index < count; index++) {
    rows.read(codes[from + index]!);
    const at = to + index;
    day[at] = dayNumber;
    setPlace(account, at, part.accounts[rows.interface]!);
    setPlace(vpc, at, part.vpcs[rows.interface]!);
    eni[at] = part.interfaces[rows.interface]!;
    direction[at] = rows.isIngress ? 1 : 0;
    if (rows.peerIs6) {
      setPlace(peer, at, part.peers6[rows.peer]!);
      setNumber6(high, low, at, words6, rows.peer * 4);
    } else {
      setPlace(peer, at, peers.place4(rows.peer));
      low.items[at * 2] = rows.peer;
      low.items[at * 2 + 1] = 0xffff;
      high.items[at * 2] = 0;
      high.items[at * 2 + 1] = 0;
    }
    protocol[at] = rows.protocol;
    setPlace(port, at, rows.port);
    action[at] = rows.isRejected ? 1 : 0;
    certainty[at] = rows.certainty;
    if (rows.set === 0) ambiguity.setNull(at);
    else {
      // The sum is beyond what a double holds.
      ambiguity.items[at * 2] = rows.set;
      ambiguity.items[at * 2 + 1] = dayNumber * AMBIGUITY_DAY_HIGH;
    }
    reading[at] = rows.reading;
    readings[at] = rows.readings;
    setWhole(flows, at, rows.records);
    setWhole(bytes, at, rows.bytes);
    setWhole(packets, at, rows.packets);
    firstSeen[at * 2] = rows.firstSeen;
    firstSeen[at * 2 + 1] = 0;
    lastSeen[at * 2] = rows.lastSeen;
    lastSeen[at * 2 + 1] = 0;
    setPlace(openerLow, at, rows.openerLow);
    setPlace(openerHigh, at, rows.openerHigh);
    const block = rows.openerBlock;
    if (block < 0) openerPorts.setNull(at);
    else openerPorts.setSorted(at, ports, block + 1, ports[block]!);
  }
}

/** An IPv6 peer as a number; none where it lies among the IPv4 addresses. */
function setNumber6(
  high: ProvidedColumn,
  low: ProvidedColumn,
  row: number,
  words: Uint32Array,
  from: number,
): void {
  const isMapped = words[from + 3] === 0 && words[from + 2] === 0 && words[from + 1] === 0xffff;
  if (isMapped) {
    high.setNull(row);
    low.setNull(row);
    return;
  }
  low.items[row * 2] = words[from]!;
  low.items[row * 2 + 1] = words[from + 1]!;
  high.items[row * 2] = words[from + 2]!;
  high.items[row * 2 + 1] = words[from + 3]!;
}

/** IPv6 addresses in four words each, the lowest first. */
function wordsOf(texts: readonly string[]): Uint32Array {
  const words = new Uint32Array(texts.length * 4);
  for (const [place, text] of texts.entries()) {
    const value = parseAddress(text)?.value ?? 0n;
    for (let word = 0; word < 4; word++) {
      words[place * 4 + word] = Number((value >> BigInt(32 * word)) & 0xffff_ffffn);
    }
  }
  return words;
}
