import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { bindings, duckdb } from './node-api.ts';
import {
  columnOf,
  engineType,
  type ProvidedColumn,
  type ProvidedType,
} from './provided-columns.ts';

const { DuckDBTableFunction, INTEGER } = duckdb;

/** Rows in memory that a statement reads as a relation. */
export interface ProvidedRows {
  readonly columns: Readonly<Record<string, ProvidedType>>;
  readonly size: number;
  /** Writes some of the rows into the columns, from their first row on. */
  fill(columns: readonly ProvidedColumn[], from: number, count: number): void;
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
            info.addResultColumn(name, engineType(type));
          }
          info.setCardinality(rows.size, true);
          info.setBindData(rows);
        },
        initFunction: (info) => {
          info.setMaxThreads(1);
          info.setInitData(new Progress());
        },
        mainFunction: (info, chunk) => {
          (info.getInitData() as Progress).fill(info.getBindData() as ProvidedRows, chunk);
        },
      }),
    );
  }
}

const FUNCTION = 'rows_in_memory';
const ROWS_A_CHUNK = 2048;

/** How far a statement has read. */
class Progress {
  #done = 0;
  #columns: readonly ProvidedColumn[] | null = null;

  fill(rows: ProvidedRows, chunk: DuckDBDataChunk): void {
    const count = Math.min(ROWS_A_CHUNK, rows.size - this.#done);
    chunk.rowCount = count;
    if (count === 0) return;
    this.#columns ??= Object.values(rows.columns).map((type) => columnOf(type, ROWS_A_CHUNK));
    rows.fill(this.#columns, this.#done, count);
    for (const [index, column] of this.#columns.entries()) {
      column.flush(bindings.data_chunk_get_vector(chunk.chunk, index));
    }
    this.#done += count;
  }
}
