import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { readColumns } from '../../src/flowlogs/engine/read-columns.ts';
import { parseAddress } from '../../src/model/address.ts';
import type {
  CoverageRow,
  FlowRow,
  Rollup,
  RollupSummary,
  SqlConnection,
} from '../../src/model/rollup.ts';

const FLOW_COLUMNS = `day DATE, account VARCHAR, vpc VARCHAR, interface VARCHAR, direction VARCHAR, peer VARCHAR, peer_high UBIGINT, peer_low UBIGINT,
  protocol SMALLINT, port INTEGER, action VARCHAR, certainty VARCHAR, ambiguity UBIGINT, reading INTEGER,
  readings INTEGER, flows BIGINT, bytes BIGINT, packets BIGINT, first_seen BIGINT, last_seen BIGINT,
  opener_low INTEGER, opener_high INTEGER, opener_ports INTEGER[]`;
const COVERAGE_COLUMNS = `day DATE, account VARCHAR, vpc VARCHAR, interface VARCHAR, accepted BIGINT, rejected BIGINT,
  no_data BIGINT, skip_data BIGINT, hours INTEGER, first_seen BIGINT, last_seen BIGINT`;

/** One for all rollups of a test file: temporary tables belong to a connection. */
let database: Promise<DuckDBInstance> | null = null;

/** An open rollup of exactly these rows, as the engine would give it. */
export async function rollupOf(
  flows: readonly FlowRow[],
  coverage: readonly CoverageRow[],
  summary: Partial<RollupSummary> = {},
): Promise<Rollup> {
  database ??= DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await (await database).connect();
  await connection.run(`CREATE TEMP TABLE flows (${FLOW_COLUMNS})`);
  await connection.run(`CREATE TEMP TABLE coverage (${COVERAGE_COLUMNS})`);
  await insertValues(connection, 'flows', flows.map(flowValues));
  await insertValues(connection, 'coverage', coverage.map(coverageValues));
  return {
    sql: connectionOf(connection),
    summary: {
      engine: 'duckdb',
      days: [...new Set(coverage.map((row) => row.day))].sort(),
      records: { read: 0, accepted: 0, rejected: 0, noData: 0, skipData: 0, refused: 0 },
      damaged: [],
      missingFields: [],
      rejectsOnly: false,
      ...summary,
    },
    close: async () => {
      connection.closeSync();
    },
  };
}

/** The model's connection over a DuckDB connection. */
export function connectionOf(connection: DuckDBConnection): SqlConnection {
  return {
    run: async (sql) => {
      await connection.run(sql);
    },
    rows: async <Row>(sql: string): Promise<Row[]> => {
      const reader = await connection.runAndReadAll(sql);
      const types = reader.columnTypes().map(String);
      const names = reader.columnNames();
      return reader.getRowsJS().map((row) => {
        const entries = row.map((value, at) => [names[at], plain(value, types[at]!)]);
        return Object.fromEntries(entries) as Row;
      });
    },
    columns: async (queries, use) => {
      for (const sql of queries) await readColumns(connection, sql, use);
    },
    insert: async (table, rows) => insertValues(connection, table, rows),
  };
}

/** BIGINT as number where it is safe; dates as their day. */
function plain(value: unknown, type: string): unknown {
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value !== 'bigint' || type === 'UBIGINT' || type === 'HUGEINT') return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

async function insertValues(
  connection: DuckDBConnection,
  table: string,
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += 1_000) {
    const values = rows.slice(at, at + 1_000).map((row) => `(${row.map(literal).join(', ')})`);
    await connection.run(`INSERT INTO ${table} VALUES ${values.join(', ')}`);
  }
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  return `'${String(value).replaceAll("'", "''")}'`;
}

function flowValues(row: FlowRow): unknown[] {
  return [
    row.day,
    row.account,
    row.vpc,
    row.interface,
    row.direction,
    row.peer,
    ...peerWords(row.peer),
    row.protocol,
    row.port,
    row.action,
    row.certainty,
    row.ambiguity,
    row.reading,
    row.readings,
    row.flows,
    row.bytes,
    row.packets,
    row.first_seen,
    row.last_seen,
    row.opener_low,
    row.opener_high,
    row.opener_ports,
  ];
}

/** As the rollup has them: null for IPv6 addresses at ::ffff:0:0/96. */
function peerWords(peer: string): readonly [bigint | null, bigint | null] {
  const address = parseAddress(peer);
  if (address === null || (address.family === 6 && address.value >> 32n === 0xffffn)) {
    return [null, null];
  }
  return [address.value >> 64n, address.value & ((1n << 64n) - 1n)];
}

function coverageValues(row: CoverageRow): unknown[] {
  return [
    row.day,
    row.account,
    row.vpc,
    row.interface,
    row.accepted,
    row.rejected,
    row.no_data,
    row.skip_data,
    row.hours,
    row.first_seen,
    row.last_seen,
  ];
}
