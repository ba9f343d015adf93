import type { DuckDBConnection, DuckDBDataChunk, DuckDBType } from '@duckdb/node-api';
import { duckdb } from './node-api.ts';

const { BIGINT, DOUBLE, DuckDBTableFunction, ENUM, INTEGER, UBIGINT, USMALLINT } = duckdb;

/** Types that rows from memory may have; a list of distinct texts stands for a column of places in it. */
const TYPES = { INTEGER, BIGINT, UBIGINT, DOUBLE, USMALLINT } as const;
export type ProvidedType = keyof typeof TYPES | readonly string[];

/** Where the values of a column go; of a column of 64-bit whole numbers, two words each, the lower first. */
export type ColumnItems = Uint8Array | Uint16Array | Int32Array | Uint32Array | Float64Array;

/** Rows in memory that a statement reads as a relation. */
export interface ProvidedRows {
  readonly columns: Readonly<Record<string, ProvidedType>>;
  readonly size: number;
  /** Writes some of the rows into the columns, from their first item on. */
  fill(columns: readonly ColumnItems[], from: number, count: number): void;
}

/** The relations of a connection whose rows lie in memory; they are read in order, chunk by chunk. */
export class ProvidedRelations {
  readonly #connection: DuckDBConnection;
  readonly #relations = new Map<number, ProvidedRows>();
  #next = 0;

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  /** Answers what stands for the relation in a statement, and releases it when `use` is done. */
  async with<Result>(
    rows: ProvidedRows,
    use: (relation: string) => Promise<Result>,
  ): Promise<Result> {
    if (this.#next === 0) this.#register();
    const id = this.#next++;
    this.#relations.set(id, rows);
    try {
      return await use(`${FUNCTION}(${id})`);
    } finally {
      this.#relations.delete(id);
    }
  }

  #register(): void {
    this.#connection.registerTableFunction(
      DuckDBTableFunction.create({
        name: FUNCTION,
        parameterTypes: [INTEGER],
        bindFunction: (info) => {
          const rows = this.#relations.get(info.getParameter(0) as number)!;
          for (const [name, type] of Object.entries(rows.columns)) {
            info.addResultColumn(name, typeOf(type));
          }
          info.setCardinality(rows.size, true);
          info.setBindData(rows);
        },
        initFunction: (info) => {
          info.setMaxThreads(1);
          info.setInitData({ done: 0 } satisfies Progress);
        },
        mainFunction: (info, chunk) => {
          fillChunk(info.getBindData() as ProvidedRows, info.getInitData() as Progress, chunk);
        },
      }),
    );
  }
}

const FUNCTION = 'rows_in_memory';
const ROWS_A_CHUNK = 2048;

interface Progress {
  done: number;
}

function typeOf(type: ProvidedType): DuckDBType {
  return typeof type === 'string' ? TYPES[type] : ENUM(type);
}

function fillChunk(rows: ProvidedRows, progress: Progress, chunk: DuckDBDataChunk): void {
  const count = Math.min(ROWS_A_CHUNK, rows.size - progress.done);
  chunk.rowCount = count;
  if (count === 0) return;
  const vectors = Object.keys(rows.columns).map((_, index) => chunk.getColumnVector(index));
  rows.fill(vectors.map(itemsOf), progress.done, count);
  for (const vector of vectors) vector.flush();
  progress.done += count;
}

/** Vectors of numbers keep them in a typed array; 64-bit ones are written by their halves, which costs no BigInt. */
function itemsOf(vector: object): ColumnItems {
  const { items } = vector as { items: ColumnItems | BigInt64Array | BigUint64Array };
  return items instanceof BigInt64Array || items instanceof BigUint64Array
    ? new Uint32Array(items.buffer, items.byteOffset, items.length * 2)
    : items;
}
