import type {
  DuckDBConnection,
  DuckDBResultReader,
  DuckDBTypeId as TypeId,
} from '@duckdb/node-api';
import type { SqlConnection } from '../../model/rollup.ts';
import { BrokenOff, eachChunk } from './chunks.ts';
import { duckdb } from './node-api.ts';
import type { ProvidedRows } from './provided-rows.ts';
import { readColumns, type UseColumns } from './read-columns.ts';
import { RowWriter } from './row-writer.ts';

const { DuckDBInstance, DuckDBTypeId } = duckdb;

export interface EngineOptions {
  /** A database file, or `:memory:`: what does not fit into memory then spills. */
  readonly database: string;
  /** Where the engine may spill. */
  readonly temporaryFolder: string;
  readonly threads?: number;
  /** `1GB`, as DuckDB writes sizes. */
  readonly memoryLimit?: string;
}

/** DuckDB behind the few calls that the core needs. */
export interface Engine extends SqlConnection {
  /** Rows chunk by chunk, none of which is kept; columns without null values. */
  stream(sql: string, onChunk: (chunk: Chunk) => void): Promise<void>;
  /**
   * Runs a statement that reads rows from memory as a relation, and nothing of the database. Several may run at once.
   */
  runOver(rows: ProvidedRows, statement: (relation: string) => string): Promise<void>;
  interrupt(): void;
  close(): void;
}

/** Some rows of an answer, by column. */
export interface Chunk {
  readonly size: number;
  /** Of a column of whole numbers: one 32-bit word a row, of 64-bit ones two, the lower first. */
  words(column: number): Int32Array;
  doubles(column: number): Float64Array;
  texts(column: number): readonly string[];
}

/** Opens DuckDB without any extension that would have to be downloaded. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const settings = {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    preserve_insertion_order: 'false',
    temp_directory: options.temporaryFolder,
    ...(options.memoryLimit === undefined ? {} : { memory_limit: options.memoryLimit }),
  };
  const instance = await DuckDBInstance.create(options.database, {
    ...settings,
    ...(options.threads === undefined ? {} : { threads: String(options.threads) }),
  });
  const connect = async () => {
    const made = await instance.connect();
    await made.run(`SET TimeZone = 'UTC'`);
    return made;
  };
  const connection = await connect();
  const writer = new RowWriter(settings);
  let isInterrupted = false;
  /** Not streamed, a query that broke off says why. */
  const sayingWhy = async (sql: string, reading: Promise<void>) => {
    try {
      await reading;
    } catch (error) {
      if (error instanceof BrokenOff && !isInterrupted) await connection.run(sql);
      throw error;
    }
  };
  // A stream ends with the next statement of its connection: those of several queries at once have their own.
  const streaming = new Set<DuckDBConnection>();
  const idle: DuckDBConnection[] = [];
  const streamed = async (sql: string, use: UseColumns): Promise<void> => {
    const own = idle.pop() ?? (await connect());
    streaming.add(own);
    try {
      await readColumns(own, sql, use);
    } finally {
      streaming.delete(own);
      idle.push(own);
    }
  };
  return {
    async run(sql) {
      await connection.run(sql);
    },
    async rows<Row>(sql: string) {
      return toRows<Row>(await connection.runAndReadAll(sql));
    },
    async columns(queries, use) {
      const readings = queries.map((sql) => sayingWhy(sql, streamed(sql, use)));
      // None goes on reading after this has failed.
      await Promise.allSettled(readings);
      await Promise.all(readings);
    },
    insert: (table, rows) => insert(connection, table, rows),
    stream: (sql, onChunk) => sayingWhy(sql, stream(connection, sql, onChunk)),
    runOver: (rows, statement) => writer.run(rows, statement),
    interrupt() {
      isInterrupted = true;
      for (const each of [connection, ...streaming]) each.interrupt();
      writer.interrupt();
    },
    close() {
      writer.close();
      for (const each of [connection, ...streaming, ...idle]) each.closeSync();
      instance.closeSync();
    },
  };
}

async function stream(
  connection: DuckDBConnection,
  sql: string,
  onChunk: (chunk: Chunk) => void,
): Promise<void> {
  await eachChunk(connection, sql, (chunk) => {
    const itemsOf = (column: number) =>
      (chunk.getColumnVector(column) as unknown as { items: NodeJS.TypedArray }).items;
    onChunk({
      size: chunk.rowCount,
      words(column) {
        const { buffer, byteOffset, byteLength } = itemsOf(column);
        return new Int32Array(buffer, byteOffset, byteLength / 4);
      },
      doubles: (column) => itemsOf(column) as Float64Array,
      texts: (column) => chunk.getColumnValues(column) as string[],
    });
  });
}

/** A text as a SQL literal. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as a SQL identifier. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function toRows<Row>(reader: DuckDBResultReader): Row[] {
  const names = reader.deduplicatedColumnNames();
  const convert = reader.columnTypes().map((type) => CONVERSIONS.get(type.typeId) ?? identity);
  return reader.getRows().map((values) => {
    const row: Record<string, unknown> = {};
    for (const [index, name] of names.entries()) {
      const value = values[index];
      row[name] = value === null || value === undefined ? null : convert[index]?.(value);
    }
    return row as Row;
  });
}

const identity = (value: unknown): unknown => value;

function safeNumber(value: unknown): unknown {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Values that JavaScript shows otherwise than the contract of `SqlConnection` says. */
const CONVERSIONS: ReadonlyMap<TypeId, (value: unknown) => unknown> = new Map([
  [DuckDBTypeId.BIGINT, safeNumber],
  [DuckDBTypeId.DATE, String],
  [DuckDBTypeId.DECIMAL, Number],
  [DuckDBTypeId.LIST, (value) => [...(value as { items: readonly unknown[] }).items]],
]);

async function insert(
  connection: DuckDBConnection,
  table: string,
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  if (rows.length === 0) return;
  const described = await connection.runAndReadAll(`SELECT * FROM ${quoteName(table)} LIMIT 0`);
  const types = described.columnTypes();
  const appender = await connection.createAppender(table);
  for (const row of rows) {
    for (const [index, value] of row.entries()) {
      const type = types[index];
      if (type === undefined) throw new Error(`${table} has no column ${index}`);
      if (value === null || value === undefined) appender.appendNull();
      else appender.appendValue(toEngine(value, type.typeId) as string, type);
    }
    appender.endRow();
  }
  appender.closeSync();
}

const WIDE = new Set([
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UHUGEINT,
]);

function toEngine(value: unknown, type: TypeId): unknown {
  if (WIDE.has(type) && typeof value === 'number') return BigInt(value);
  if (type === DuckDBTypeId.DATE && typeof value === 'string') {
    return { days: Math.floor(Date.parse(`${value}T00:00:00Z`) / 86_400_000) };
  }
  return value;
}
