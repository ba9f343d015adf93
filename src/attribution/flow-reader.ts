import type { SqlConnection } from '../model/rollup.ts';
import type { Classification, Signature } from './classification.ts';
import { FlowNumbers, type Flows, MOST_READINGS } from './flow-numbers.ts';
import {
  type Action,
  AMBIGUOUS,
  type FlowRows,
  flowRows,
  interfaceHashes,
  partOf,
  REJECT,
  type RowsAsked,
  rowsQueries,
  textHashes,
  WHAT,
} from './flow-rows.ts';
import type { PeerBlocks } from './peer-blocks.ts';
import { type Openers, RowOpeners } from './row-openers.ts';
import { ScatteredRows } from './scattered-rows.ts';
import type { Days } from './timeline.ts';

const DAY_MS = 86_400_000;

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
  return (partOf(what, WHAT.action) === REJECT ? sinks.REJECT : sinks.ACCEPT)!;
}

/** Whether it is the other reading of a set, which is the first one turned round. */
function isTurned(what: number): boolean {
  return partOf(what, WHAT.reading) > 0 && partOf(what, WHAT.isScattered) === 0;
}

/** Of more interfaces than these, choosing their rows is left to the sink. */
const MOST_NAMED = 200;

interface Reading {
  readonly sinks: Sinks;
  /** Only their rows are read; null: those of all. */
  readonly interfaces: readonly string[] | null;
  readonly scattered: ScatteredRows;
}

/** Reads the window's traffic in one pass over the rollup, each row with its signature. */
export class FlowReader {
  /** By their ids. */
  readonly interfaces: readonly string[];
  readonly peers: PeerBlocks;
  readonly #sql: SqlConnection;
  readonly #days: Days;
  readonly #numbers: FlowNumbers;
  readonly #openers: RowOpeners;
  /** Whether some peers have no number in the rollup; null before the first reading. */
  #hasTexts: boolean | null = null;

  constructor(sql: SqlConnection, days: Days, classification: Classification) {
    this.#sql = sql;
    this.#days = days;
    this.#numbers = new FlowNumbers(classification, days.start / DAY_MS);
    this.#openers = new RowOpeners(this.#numbers.services);
    this.interfaces = [...classification.members.keys()];
    this.peers = this.#numbers.peers;
  }

  /** Of the number that a flow had. */
  signature(number: number): Signature {
    return this.#numbers.signature(number);
  }

  serviceOf(protocol: number, port: number): number {
    return this.#numbers.services.of(protocol, port);
  }

  /**
   * Hands on every row of the window, or of some interfaces: those with an action to its sink. Few rows need columns that
   * cost much to read: whether there are such, a day tells before the others are read.
   */
  async read(sinks: Sinks, interfaces: readonly string[] | null = null): Promise<void> {
    if (interfaces?.length === 0) return;
    this.#hasTexts ??= await this.#name();
    const areFew = interfaces !== null && interfaces.length <= MOST_NAMED;
    const named = areFew ? interfaces : null;
    const reading = { sinks, interfaces: named, scattered: new ScatteredRows() };
    const { labels } = this.#days;
    const middle = labels.length >> 1;
    const areSome = await this.#readDays([[labels[middle]!]], reading, false);
    const others = [labels.slice(0, middle), labels.slice(middle + 1)];
    await this.#readDays(others, reading, areSome);
    this.#readSets(reading, true);
  }

  /** Parts of days in a row; says whether rows had to be read again, as not all of their columns were asked for. */
  async #readDays(
    parts: readonly (readonly string[])[],
    reading: Reading,
    isFull: boolean,
  ): Promise<boolean> {
    let putOff = 0;
    const queries = rowsQueries(this.#asked(reading, isFull, null), parts);
    await this.#sql.columns(queries, (count, columns) => {
      putOff += this.#readRows(flowRows(count, columns), reading);
      if (reading.scattered.isFull) this.#readSets(reading, false);
    });
    if (putOff > 0) await this.#readPutOff(parts, reading, putOff);
    return putOff > 0;
  }

  #asked({ sinks, interfaces }: Reading, isFull: boolean, onlyBelow: number | null): RowsAsked {
    const actions = ACTIONS.filter((action) => sinks[action] !== undefined);
    return { actions, hasTexts: this.#hasTexts === true, isFull, interfaces, onlyBelow };
  }

  /** Gives numbers to interfaces, and to peers that have none in the rollup; says whether there are such. */
  async #name(): Promise<boolean> {
    const texts = await textHashes(this.#sql);
    this.#numbers.nameTexts(texts);
    this.#numbers.nameInterfaces(await interfaceHashes(this.#sql, this.interfaces));
    return texts.size > 0;
  }

  /** Answers how many rows were put off: those that need more columns than there are. */
  #readRows(of: FlowRows, { sinks, scattered }: Reading): number {
    let putOff = 0;
    for (let row = 0; row < of.count; row++) {
      const what = of.what[row]!;
      if (isTurned(what)) continue;
      if (partOf(what, WHAT.isText) === 1 && of.openerPorts === null) putOff++;
      else if (partOf(what, WHAT.isScattered) === 1) scattered.add(of, row);
      else if (!this.#readRow(of, row, sinkOf(sinks, what))) putOff++;
    }
    return putOff;
  }

  /** False where the row needs more columns than there are. */
  #readRow(of: FlowRows, row: number, sink: FlowSink): boolean {
    const numbers = this.#numbers;
    const { flows } = numbers;
    numbers.fill(0, of, row);
    if (partOf(of.what[row]!, WHAT.certainty) === AMBIGUOUS) {
      numbers.turn(of.openers[row]! & 0xffff);
      sink.ambiguous(flows, 2);
      return true;
    }
    const protocol = flows.protocol[0]!;
    if (flows.certainty[0] === 0 || (protocol !== 6 && protocol !== 17)) {
      sink.oriented(flows, null);
      return true;
    }
    const openers = this.#openers.of(of, row, protocol);
    if (openers === null) return false;
    sink.oriented(flows, openers);
    return true;
  }

  /** Reads the rows that were put off. Throws where not just these come again. */
  async #readPutOff(
    parts: readonly (readonly string[])[],
    reading: Reading,
    count: number,
  ): Promise<void> {
    const { sinks, scattered } = reading;
    const { lastCut } = this.#numbers.services;
    let read = 0;
    const queries = rowsQueries(this.#asked(reading, true, lastCut), parts);
    await this.#sql.columns(queries, (size, columns) => {
      const of = flowRows(size, columns);
      for (let row = 0; row < size; row++) {
        const what = of.what[row]!;
        const isPutOff = partOf(what, WHAT.isText) === 1 || this.#openers.areSeveral(of, row);
        if (!isPutOff || isTurned(what)) continue;
        if (partOf(what, WHAT.isScattered) === 1) scattered.add(of, row);
        else this.#readRow(of, row, sinkOf(sinks, what));
        read++;
      }
      if (scattered.isFull) this.#readSets(reading, false);
    });
    if (read !== count) throw new Error(`${count} rows were put off, and ${read} were read`);
  }

  #readSets({ scattered, sinks }: Reading, isEnd: boolean): void {
    const numbers = this.#numbers;
    scattered.takeSets((of, rows) => {
      const readings = Math.min(rows.length, MOST_READINGS);
      for (let at = 0; at < readings; at++) numbers.fill(at, of, rows[at]!);
      sinkOf(sinks, of.what[rows[0]!]!).ambiguous(numbers.flows, readings);
    }, isEnd);
  }
}
