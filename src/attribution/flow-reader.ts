import type { SqlConnection } from '../model/rollup.ts';
import { ClassesOverDays, ServiceClassTable } from './class-tables.ts';
import {
  type Classification,
  joinSignature,
  type Signature,
  splitSignature,
} from './classification.ts';
import {
  type Action,
  type FlowRows,
  flowRows,
  namesOfTables,
  partOf,
  rowsQueries,
  type TableNames,
  WHAT,
} from './flow-rows.ts';
import { NumberTable } from './number-table.ts';
import { PeerBlocks } from './peer-blocks.ts';
import { ScatteredRows } from './scattered-rows.ts';
import type { Days } from './timeline.ts';

/**
 * Readings of rows in small numbers, one array a column. The reader fills the same arrays again: what they hold, holds
 * until the call returns.
 */
export interface Flows {
  /** Number of the signature, and the signature's parts. */
  readonly signature: Int32Array;
  readonly member: Int32Array;
  readonly peerClass: Int32Array;
  readonly service: Int32Array;
  /** 1 or 0. */
  readonly egress: Int32Array;
  /** 1 learned, 2 inferred, else 0. */
  readonly certainty: Int32Array;
  /** Position among the interfaces. */
  readonly interface: Int32Array;
  /** Position in the window. */
  readonly day: Int32Array;
  readonly protocol: Int32Array;
  /** −1 where the protocol has none. */
  readonly port: Int32Array;
  readonly peer: Float64Array;
  readonly flows: Float64Array;
  readonly bytes: Float64Array;
  readonly packets: Float64Array;
  readonly firstSeen: Float64Array;
  readonly lastSeen: Float64Array;
}

/** A set has at most four. */
const MOST_READINGS = 4;

/** As a row's place has them: more than a window can have. */
const DAY_BITS = 16;
const DAYS = 2 ** DAY_BITS;

const letter = (text: string) => text.charCodeAt(0);
const EGRESS = letter('egress');
const [AMBIGUOUS, LEARNED, INFERRED] = [letter('ambiguous'), letter('learned'), letter('inferred')];

/** The ports from which a learned or inferred row was opened, had the other end opened it. */
export interface Openers {
  readonly low: number;
  readonly high: number;
  /** So many are known one by one; where none is, all from the lowest to the highest count. */
  readonly count: number;
  portAt(position: number): number;
}

export interface FlowSink {
  /** The first of the flows; `openers` only where the other end may have opened it. */
  oriented(of: Flows, openers: Openers | null): void;
  /** The first so many are the readings of a set, of which one is right; each has the set's counts. */
  ambiguous(of: Flows, readings: number): void;
}

/** Of the actions that are asked for. */
export type Sinks = Readonly<Partial<Record<Action, FlowSink>>>;

const ACTIONS: readonly Action[] = ['ACCEPT', 'REJECT'];

function sinkOf(sinks: Sinks, what: number): FlowSink {
  const isRejected = partOf(what, WHAT.isRejected) === 1;
  return (isRejected ? sinks.REJECT : sinks.ACCEPT)!;
}

/** Reads the window's traffic in one pass over the rollup, each row with its signature. */
export class FlowReader {
  /** By their ids. */
  readonly interfaces: readonly string[];
  readonly peers: PeerBlocks;
  readonly #sql: SqlConnection;
  readonly #days: Days;
  readonly #sizes: Classification;
  readonly #signatures = new NumberTable(2 ** 14);
  readonly #members: ClassesOverDays;
  readonly #peerClasses: ClassesOverDays;
  readonly #services: ServiceClassTable;
  readonly #flows = emptyFlows();
  /** Peers that the rollup has no number of, in order. */
  #texts: readonly string[] | null = null;
  /** Their numbers. */
  #numbersOfTexts: readonly number[] = [];

  constructor(sql: SqlConnection, days: Days, classification: Classification) {
    this.#sql = sql;
    this.#days = days;
    this.#sizes = classification;
    const { members, peers, unreadablePeer, tree, services } = classification;
    this.interfaces = [...members.keys()];
    this.peers = new PeerBlocks(tree, peers.length);
    this.#members = new ClassesOverDays([...members.values()]);
    this.#peerClasses = new ClassesOverDays([...peers, unreadablePeer]);
    this.#services = new ServiceClassTable(services);
  }

  /** Of the number that a flow had. */
  signature(number: number): Signature {
    return splitSignature(this.#signatures.keyAt(number), this.#sizes);
  }

  serviceOf(protocol: number, port: number): number {
    return this.#services.of(protocol, port);
  }

  /** Hands on every row of the window, in one pass: those with an action to its sink. */
  async read(sinks: Sinks): Promise<void> {
    const names = namesOfTables();
    try {
      const hasTexts = await this.#prepare(names);
      const scattered = new ScatteredRows();
      const actions = ACTIONS.filter((action) => sinks[action] !== undefined);
      const queries = rowsQueries(this.#days, actions, names, hasTexts);
      await this.#sql.columns(queries, (count, columns) => {
        this.#readRows(flowRows(count, columns), scattered, sinks);
        if (scattered.isFull) this.#readSets(scattered, sinks, false);
      });
      this.#readSets(scattered, sinks, true);
    } finally {
      for (const name of Object.values(names)) await this.#sql.run(`DROP TABLE IF EXISTS ${name}`);
    }
  }

  /** Numbers interfaces, and the peers that have none in the rollup; says whether there are such. */
  async #prepare(names: TableNames): Promise<boolean> {
    const sql = this.#sql;
    await sql.run(`CREATE TABLE ${names.interfaces} (interface VARCHAR, place BIGINT)`);
    await sql.insert(
      names.interfaces,
      this.interfaces.map((id, at) => [id, at * DAYS]),
    );
    this.#texts ??= await this.#numberTexts();
    if (this.#texts.length === 0) return false;
    await sql.run(`CREATE TABLE ${names.texts} (peer VARCHAR, id UBIGINT)`);
    await sql.insert(
      names.texts,
      this.#texts.map((peer, at) => [peer, at]),
    );
    return true;
  }

  async #numberTexts(): Promise<readonly string[]> {
    const rows = await this.#sql.rows<{ peer: string }>(
      'SELECT DISTINCT peer FROM flows WHERE peer_high IS NULL AND peer IS NOT NULL ORDER BY peer',
    );
    const texts = rows.map(({ peer }) => peer);
    this.#numbersOfTexts = texts.map((text) => this.peers.numberOfText(text));
    return texts;
  }

  #readRows(of: FlowRows, scattered: ScatteredRows, sinks: Sinks): void {
    const flows = this.#flows;
    const openers = new RowOpeners(of);
    for (let row = 0; row < of.count; row++) {
      const what = of.what[row]!;
      if (partOf(what, WHAT.isScattered) === 1) {
        scattered.add(of, row);
        continue;
      }
      const sink = sinkOf(sinks, what);
      this.#fill(0, of, row);
      if (partOf(what, WHAT.certainty) === AMBIGUOUS) {
        this.#turn(of, row);
        sink.ambiguous(flows, 2);
        continue;
      }
      const protocol = flows.protocol[0];
      const turnable = flows.certainty[0] !== 0 && (protocol === 6 || protocol === 17);
      sink.oriented(flows, turnable ? openers.of(row) : null);
    }
  }

  #readSets(scattered: ScatteredRows, sinks: Sinks, isEnd: boolean): void {
    scattered.takeSets((of, rows) => {
      const readings = Math.min(rows.length, MOST_READINGS);
      for (let at = 0; at < readings; at++) this.#fill(at, of, rows[at]!);
      sinkOf(sinks, of.what[rows[0]!]!).ambiguous(this.#flows, readings);
    }, isEnd);
  }

  #fill(at: number, of: FlowRows, row: number): void {
    const flows = this.#flows;
    const what = of.what[row]!;
    const placeLow = of.place[2 * row]!;
    const id = of.place[2 * row + 1]! * DAYS + (placeLow >>> DAY_BITS);
    const day = placeLow & (DAYS - 1);
    const service = of.service[row]!;
    const protocol = service >> 17;
    const port = (service & 0x1ffff) - 1;
    flows.interface[at] = id;
    flows.day[at] = day;
    flows.protocol[at] = protocol;
    flows.port[at] = port;
    flows.flows[at] = of.flows[row]!;
    flows.bytes[at] = of.bytes[row]!;
    flows.packets[at] = of.packets[row]!;
    flows.firstSeen[at] = of.firstSeen[row]!;
    flows.lastSeen[at] = of.lastSeen[row]!;
    flows.member[at] = this.#members.on(id, day);
    flows.peerClass[at] = this.#peerClasses.on(this.#peer(at, of, row), day);
    flows.service[at] = this.#services.of(protocol, port);
    const direction = partOf(what, WHAT.direction);
    const certainty = partOf(what, WHAT.certainty);
    flows.egress[at] = direction === EGRESS ? 1 : 0;
    flows.certainty[at] = certainty === LEARNED ? 1 : certainty === INFERRED ? 2 : 0;
    this.#sign(at);
  }

  /** Numbers the peer, and answers the block around it. */
  #peer(at: number, of: FlowRows, row: number): number {
    const { peers } = this;
    const low = of.peerLow[2 * row]!;
    const second = of.peerLow[2 * row + 1]!;
    const third = of.peerHigh[2 * row]!;
    const fourth = of.peerHigh[2 * row + 1]!;
    if (second === 0xffff && third === 0 && fourth === 0) {
      this.#flows.peer[at] = low;
      return peers.node4(low);
    }
    const isText = partOf(of.what[row]!, WHAT.isText) === 1;
    const peer = isText ? this.#numbersOfTexts[low]! : peers.numberOf(fourth, third, second, low);
    this.#flows.peer[at] = peer;
    return peers.nodeOfOther(peer);
  }

  /** Of a set the second reading: the first one had the other end opened it. */
  #turn(of: FlowRows, row: number): void {
    this.#fill(1, of, row);
    const { port, protocol, service, egress } = this.#flows;
    if (port[1] !== -1) port[1] = of.openers[2 * row]! & 0xffff;
    service[1] = this.#services.of(protocol[1]!, port[1]!);
    egress[1] = 1 - egress[1]!;
    this.#sign(1);
  }

  #sign(at: number): void {
    const { member, peerClass, service, egress, certainty, signature } = this.#flows;
    const { peerClasses, serviceClasses } = this.#sizes;
    const place = (member[at]! * peerClasses + peerClass[at]!) * serviceClasses + service[at]!;
    signature[at] = this.#signatures.numberOf(joinSignature(place, egress[at]!, certainty[at]!));
  }
}

function emptyFlows(): Flows {
  const whole = () => new Int32Array(MOST_READINGS);
  const wide = () => new Float64Array(MOST_READINGS);
  return {
    ...{ signature: whole(), member: whole(), peerClass: whole(), service: whole() },
    ...{ egress: whole(), certainty: whole(), interface: whole(), day: whole() },
    ...{ protocol: whole(), port: whole(), peer: wide(), flows: wide(), bytes: wide() },
    ...{ packets: wide(), firstSeen: wide(), lastSeen: wide() },
  };
}

/** The columns of openers, looked at row by row. */
class RowOpeners implements Openers {
  low = 0;
  high = 0;
  count = 0;
  #first = 0;
  readonly #of: FlowRows;

  constructor(of: FlowRows) {
    this.#of = of;
  }

  of(at: number): this {
    const { openers, openerPorts } = this.#of;
    const ports = openers[2 * at]!;
    this.low = ports & 0xffff;
    this.high = ports >>> 16;
    this.#first = openerPorts.entries[4 * at]!;
    this.count = openerPorts.entries[4 * at + 2]!;
    return this;
  }

  portAt(position: number): number {
    return this.#of.openerPorts.values[this.#first + position]!;
  }
}
