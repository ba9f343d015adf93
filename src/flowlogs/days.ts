import { formatAddress, parseAddress } from '../model/address.ts';
import { type Engine, quoteText } from './engine/duckdb.ts';
import { mergedQuery } from './query/connections.ts';
import { DUCKDB } from './query/dialect.ts';
import {
  boundedQuery,
  coverageQuery,
  droppedQuery,
  flowsQuery,
  settledQuery,
} from './query/flows.ts';
import {
  certainAddressesQuery,
  OWN_ADDRESSES_TABLE,
  orientQuery,
  SHARED_ADDRESSES_TABLE,
  sharedAddressesQuery,
} from './query/orient.ts';
import { ENDPOINTS_TABLE, endpointsQuery, pairQuery, servicesQuery } from './query/services.ts';
import { type DayTable, dayFile, type StoredDay } from './store.ts';
import { parquet } from './views.ts';

/** How much of `connections` a batch, a kind and a day have. */
export interface Census {
  readonly batch: number;
  readonly kind: number;
  /** Epoch day; null for what was refused. */
  readonly day: number | null;
  readonly connections: number;
  readonly records: number;
}

export async function takeCensus(engine: Engine): Promise<Census[]> {
  return engine.rows<Census>(`SELECT batch, kind, day, count(*) AS connections,
    CAST(sum(records) AS BIGINT) AS records FROM connections GROUP BY batch, kind, day ORDER BY day`);
}

/** Days in a row that are done together: statements have their price, and so has memory. */
export interface DaySpan {
  /** Epoch days, ascending. */
  readonly days: readonly number[];
  /** Some day's connections lie in several batches, and requests may be apart from their replies. */
  readonly scattered: boolean;
}

/** Connections that are oriented together; a day that has more stands alone. */
const SPAN_CONNECTIONS = 1_000_000;

export function spansOf(census: readonly Census[], isWanted: (day: number) => boolean): DaySpan[] {
  const days = new Map<number, { connections: number; batches: Set<number> }>();
  for (const { day, batch, connections } of census) {
    if (day === null || !isWanted(day)) continue;
    const known = days.get(day) ?? { connections: 0, batches: new Set() };
    known.connections += connections;
    known.batches.add(batch);
    days.set(day, known);
  }
  const spans: { days: number[]; scattered: boolean; connections: number }[] = [];
  for (const [day, { connections, batches }] of [...days].sort(([left], [right]) => left - right)) {
    let span = spans.at(-1);
    if (!span || span.connections + connections > SPAN_CONNECTIONS) {
      span = { days: [], scattered: false, connections: 0 };
      spans.push(span);
    }
    span.days.push(day);
    span.connections += connections;
    span.scattered ||= batches.size > 1;
  }
  return spans;
}

export async function prepareTables(
  engine: Engine,
  ownAddresses: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  for (const table of [ENDPOINTS_TABLE, SHARED_ADDRESSES_TABLE, OWN_ADDRESSES_TABLE]) {
    await engine.run(table.replace('CREATE TABLE', 'CREATE OR REPLACE TABLE'));
  }
  const rows = [...ownAddresses].flatMap(([id, addresses]) =>
    [...new Set(addresses.map(canonical))].map((address) => [id, address]),
  );
  await engine.insert('own_addresses', rows);
}

function canonical(text: string): string {
  const address = parseAddress(text);
  return address ? formatAddress(address) : text;
}

/**
 * Where a span's connections are: in `connections`, or brought together in a table of the span, so that it does not
 * matter in which files the records of a connection lie.
 */
const relationOf = (span: DaySpan) =>
  span.scattered
    ? mergedTable(span)
    : `(SELECT * FROM connections WHERE ${withinDays(span)}) AS within`;

const mergedTable = ({ days }: DaySpan) => `connections_${days[0]}`;

/** What lies between the days of a span and is not one of them is not wanted. */
const withinDays = ({ days }: DaySpan) => `day IN (${days.join(', ')})`;

/** First pass: what days teach about services and about the interfaces' own addresses. */
export async function learnDays(engine: Engine, span: DaySpan): Promise<void> {
  if (span.scattered) {
    await engine.run(
      `CREATE TEMP TABLE ${mergedTable(span)} AS ${mergedQuery(withinDays(span), DUCKDB)}`,
    );
  }
  const relation = relationOf(span);
  await engine.run(`INSERT INTO endpoints
    SELECT e.day, e.address, e.protocol, e.port, e.answered, e.opened, e.sketch,
      coalesce(p.pair_bits, 0), e.lowest
    FROM (${endpointsQuery(relation, DUCKDB)}) AS e
    LEFT JOIN (${pairQuery(relation, DUCKDB)}) AS p
      ON p.day = e.day AND p.address = e.address AND p.protocol = e.protocol AND p.port = e.port`);
  await engine.run(`INSERT INTO shared_addresses ${sharedAddressesQuery(relation, DUCKDB)}`);
}

/** Between the passes: what all days together say. `isShown`: all logs have `srcaddr` and `dstaddr`. */
export async function concludeLearning(engine: Engine, isShown: boolean): Promise<void> {
  await engine.run(`CREATE OR REPLACE TABLE services AS ${servicesQuery('endpoints', DUCKDB)}`);
  await engine.run(
    `CREATE OR REPLACE TABLE certain_addresses AS ${certainAddressesQuery('shared_addresses', isShown)}`,
  );
}

/** Loads what earlier runs learned on days that stand. */
export async function recall(
  engine: Engine,
  folder: string,
  days: Readonly<Record<string, StoredDay>>,
): Promise<void> {
  const of = (table: DayTable) =>
    Object.entries(days).map(([day, { generation }]) => dayFile(folder, table, day, generation));
  if (Object.keys(days).length === 0) return;
  await engine.run(`INSERT INTO endpoints SELECT * FROM ${parquet(of('endpoints'))}`);
  await engine.run(`INSERT INTO shared_addresses SELECT * FROM ${parquet(of('addresses'))}`);
}

/** Frees what only the making of a rollup needs. */
export async function dropWorkTables(engine: Engine): Promise<void> {
  for (const table of WORK_TABLES) await engine.run(`DROP TABLE IF EXISTS ${table}`);
}

const WORK_TABLES = [
  ...['connections', 'endpoints', 'shared_addresses', 'own_addresses', 'services'],
  ...['certain_addresses', 'oriented', 'span_coverage', 'fixes'],
];

export interface DayTarget {
  readonly folder: string;
  readonly generation: string;
  /** A store has files of its own for each day; otherwise those of a span's first day hold the whole span. */
  readonly eachDay: boolean;
}

/**
 * Second pass: writes flows and coverage of a span as parquet.
 * Answers how many rejected connections of each day went beyond the bound.
 */
export async function writeDays(
  engine: Engine,
  span: DaySpan,
  target: DayTarget,
): Promise<ReadonlyMap<number, number>> {
  const relation = relationOf(span);
  const oriented = settledQuery(orientQuery(relation, DUCKDB), DUCKDB);
  await engine.run(`CREATE OR REPLACE TEMP TABLE oriented AS ${oriented}`);
  await engine.run(
    `CREATE OR REPLACE TEMP TABLE span_coverage AS ${coverageQuery(relation, DUCKDB)}`,
  );
  if (span.scattered) await engine.run(`DROP TABLE ${mergedTable(span)}`);
  const flows = flowsQuery(`(${boundedQuery('oriented')})`, 'span_coverage');
  const [first] = span.days;
  if (!target.eachDay && first !== undefined) {
    await write(engine, flows, first, 'flows', target);
    await write(engine, 'SELECT * FROM span_coverage', first, 'coverage', target);
  } else {
    await writeEachDay(engine, span, flows, target);
  }
  const dropped = await engine.rows<{ day: number; dropped: bigint }>(droppedQuery('oriented'));
  return new Map(dropped.map((row) => [row.day, Number(row.dropped)]));
}

async function writeEachDay(
  engine: Engine,
  { days }: DaySpan,
  flows: string,
  target: DayTarget,
): Promise<void> {
  if (days.length > 1) await engine.run(`CREATE OR REPLACE TEMP TABLE span_flows AS ${flows}`);
  for (const day of days) {
    const date = `DATE '${isoDay(day)}'`;
    const ofDay = days.length > 1 ? `SELECT * FROM span_flows WHERE day = ${date}` : flows;
    const coverage = `SELECT * FROM span_coverage WHERE day = ${date}`;
    await write(engine, ofDay, day, 'flows', target);
    await write(engine, coverage, day, 'coverage', target);
    await write(engine, `SELECT * FROM endpoints WHERE day = ${day}`, day, 'endpoints', target);
    const addresses = `SELECT * FROM shared_addresses WHERE day = ${day}`;
    await write(engine, addresses, day, 'addresses', target);
  }
}

async function write(
  engine: Engine,
  query: string,
  day: number,
  table: DayTable,
  { folder, generation }: DayTarget,
): Promise<void> {
  const path = dayFile(folder, table, isoDay(day), generation);
  await engine.run(`COPY (${query}) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd)`);
}

export function isoDay(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
