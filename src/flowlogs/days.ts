import { formatAddress, parseAddress } from '../model/address.ts';
import { type Engine, quoteText } from './engine/duckdb.ts';
import { mergedQuery } from './query/connections.ts';
import { DUCKDB } from './query/dialect.ts';
import { boundedQuery, coverageQuery, droppedQuery, flowsQuery } from './query/flows.ts';
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

/** Epoch days that hold any record, in order. */
export async function daysOf(engine: Engine): Promise<number[]> {
  const rows = await engine.rows<{ day: number }>(
    'SELECT DISTINCT day FROM connections WHERE day IS NOT NULL ORDER BY day',
  );
  return rows.map(({ day }) => day);
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

/**
 * Where a day's connections are: in `connections` if one batch has them all, else brought together in a table of the day,
 * so that it does not matter in which files the records of a connection lie.
 */
async function relationOf(engine: Engine, day: number): Promise<string> {
  const table = `connections_${day}`;
  const [made] = await engine.rows(`SELECT 1 FROM duckdb_tables() WHERE table_name = '${table}'`);
  if (made) return table;
  const [batches] = await engine.rows<{ n: number }>(
    `SELECT count(DISTINCT batch) AS n FROM connections WHERE day = ${day}`,
  );
  if (batches?.n === 1) return 'connections';
  await engine.run(`CREATE TEMP TABLE ${table} AS ${mergedQuery(day, DUCKDB)}`);
  return table;
}

function canonical(text: string): string {
  const address = parseAddress(text);
  return address ? formatAddress(address) : text;
}

/** First pass: what a day teaches about services and about the interfaces' own addresses. */
export async function learnDay(engine: Engine, day: number): Promise<void> {
  const relation = await relationOf(engine, day);
  await engine.run(`CREATE OR REPLACE TEMP TABLE pairs AS ${pairQuery(relation, day, DUCKDB)}`);
  await engine.run(`INSERT INTO endpoints
    SELECT e.day, e.address, e.protocol, e.port, e.answered, e.opened, e.sketch,
      coalesce(p.pair_bits, 0), e.lowest
    FROM (${endpointsQuery(relation, day, DUCKDB)}) AS e
    LEFT JOIN pairs AS p ON p.address = e.address AND p.protocol = e.protocol AND p.port = e.port`);
  await engine.run(`INSERT INTO shared_addresses ${sharedAddressesQuery(relation, day, DUCKDB)}`);
}

/** Between the passes: what all days together say. */
export async function concludeLearning(engine: Engine): Promise<void> {
  await engine.run(`CREATE OR REPLACE TABLE services AS ${servicesQuery('endpoints', DUCKDB)}`);
  await engine.run(
    `CREATE OR REPLACE TABLE certain_addresses AS ${certainAddressesQuery('shared_addresses')}`,
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

/** Second pass: writes the day's flows and coverage as parquet. Answers how many rejected connections went beyond the bound. */
export async function writeDay(
  engine: Engine,
  day: number,
  target: { readonly folder: string; readonly generation: string },
): Promise<number> {
  const relation = await relationOf(engine, day);
  const file = (table: DayTable) => dayFile(target.folder, table, isoDay(day), target.generation);
  await engine.run(
    `CREATE OR REPLACE TEMP TABLE oriented AS ${orientQuery(relation, day, DUCKDB)}`,
  );
  await engine.run(
    `CREATE OR REPLACE TEMP TABLE day_coverage AS ${coverageQuery(relation, day, DUCKDB)}`,
  );
  const kept = `(${boundedQuery('oriented')})`;
  await engine.run(copy(flowsQuery(kept, 'day_coverage', day), file('flows')));
  await engine.run(copy('SELECT * FROM day_coverage ORDER BY interface', file('coverage')));
  await engine.run(copy(`SELECT * FROM endpoints WHERE day = ${day}`, file('endpoints')));
  await engine.run(copy(`SELECT * FROM shared_addresses WHERE day = ${day}`, file('addresses')));
  const [row] = await engine.rows<{ dropped: bigint }>(droppedQuery('oriented'));
  await engine.run(`DROP TABLE IF EXISTS connections_${day}`);
  return Number(row?.dropped ?? 0n);
}

function copy(query: string, path: string): string {
  return `COPY (${query}) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd)`;
}

export function isoDay(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
