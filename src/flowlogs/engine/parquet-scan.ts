import type { DuckDBConnection, DuckDBInstance, DuckDBTypeId as TypeId } from '@duckdb/node-api';
import type { Vector } from '@duckdb/node-bindings';
import { BrokenOff, eachChunk } from './chunks.ts';
import { quoteText } from './duckdb.ts';
import { bindings, duckdb } from './node-api.ts';

const { DuckDBTypeId } = duckdb;

/** Rows of a chunk at most. */
export const CHUNK_ROWS = bindings.vector_size();

/** A column of some rows as the engine has it in memory. */
export interface ScannedColumn {
  /** A bit for each row, the lowest first; null where every row has a value. */
  readonly valid: Uint8Array | null;
  /**
   * Of a row: one word of an INTEGER, two of a BIGINT (the lower first), four of a VARCHAR: how many bytes it has, and
   * these, up to twelve; of a longer text the first four.
   */
  readonly words: Int32Array;
  /** All bytes of a text, as long as its chunk is used. */
  bytes(row: number): Uint8Array;
}

/** Is handed the rows of a file, chunk by chunk. */
export type UseChunk = (rows: number, columns: readonly ScannedColumn[]) => void | Promise<void>;

/** The file is not what it says. The message is the engine's. */
export class DamagedParquet extends Error {}

/**
 * Reads parquet files, and does nothing else with the engine: in the thread that opened it, so that several files can
 * be read at once. Errors other than `DamagedParquet` have nothing to do with the file.
 */
export class ParquetScan {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  /** What was asked last. */
  #running: Promise<unknown> = Promise.resolve();
  #isStopped = false;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  static async open(): Promise<ParquetScan> {
    const instance = await duckdb.DuckDBInstance.create(':memory:', {
      threads: '1',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const connection = await instance.connect();
    await connection.run(`SET TimeZone = 'UTC'`);
    return new ParquetScan(instance, connection);
  }

  /** The columns of a file, by name and type. Throws `DamagedParquet`. */
  async columns(path: string): Promise<{ name: string; type: string }[]> {
    const rows = await this.#keep(this.#rows(`DESCRIBE SELECT * FROM ${relation(path)}`));
    return rows.map(([name, type]) => ({ name: String(name), type: String(type) }));
  }

  /**
   * Hands on what the expressions (of the types INTEGER, BIGINT or VARCHAR) say of each record. Throws
   * `DamagedParquet`, maybe after some of the rows.
   */
  read(path: string, expressions: readonly string[], use: UseChunk): Promise<void> {
    return this.#keep(this.#read(path, expressions, use));
  }

  /** Reads the same and hands nothing on. Throws `DamagedParquet`. */
  check(path: string, expressions: readonly string[]): Promise<void> {
    return this.#keep(this.#check(path, expressions));
  }

  /** Gives up what it is at, and is closed when that has ended: nothing may end its thread before. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#connection.interrupt();
    await this.#running.catch(() => undefined);
    this.close();
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  #keep<Result>(running: Promise<Result>): Promise<Result> {
    this.#running = running;
    return running;
  }

  async #read(path: string, expressions: readonly string[], use: UseChunk): Promise<void> {
    this.#throwIfStopped();
    const sql = `SELECT ${expressions.join(', ')} FROM ${relation(path)}`;
    try {
      await eachChunk(this.#connection, sql, (chunk, types) => {
        this.#throwIfStopped();
        const rows = chunk.rowCount;
        const vector = (at: number) => bindings.data_chunk_get_vector(chunk.chunk, at);
        return use(
          rows,
          types.map((type, at) => scannedColumn(vector(at), type, rows)),
        );
      });
    } catch (error) {
      // Not streamed, it says what is wrong with the file, if it is the file.
      if (error instanceof BrokenOff) await this.#check(path, expressions);
      throw explainedScan(error);
    }
  }

  async #check(path: string, expressions: readonly string[]): Promise<void> {
    await this.#rows(`SELECT bit_xor(hash(${expressions.join(', ')})) FROM ${relation(path)}`);
  }

  async #rows(sql: string): Promise<unknown[][]> {
    this.#throwIfStopped();
    try {
      return (await this.#connection.runAndReadAll(sql)).getRows();
    } catch (error) {
      throw explainedScan(error);
    }
  }

  #throwIfStopped(): void {
    if (this.#isStopped) throw new Error('the scan was stopped');
  }
}

function scannedColumn(vector: Vector, type: TypeId, rows: number): ScannedColumn {
  const data = bindings.vector_get_data(vector, rows * sizeOf(type));
  return {
    valid: bindings.vector_get_validity(vector, Math.ceil(rows / 64) * 8),
    words: new Int32Array(data.buffer, data.byteOffset, data.byteLength / 4),
    bytes(row) {
      const at = data.byteOffset + row * TEXT_BYTES;
      const length = new DataView(data.buffer, at, 4).getUint32(0, true);
      return length <= INLINE_BYTES
        ? new Uint8Array(data.buffer, at + 4, length)
        : bindings.get_data_from_pointer(data.buffer as ArrayBuffer, at + 8, length);
    },
  };
}

const TEXT_BYTES = 16;
/** A text up to this length stands in its column itself. */
export const INLINE_BYTES = 12;

function sizeOf(type: TypeId): number {
  switch (type) {
    case DuckDBTypeId.INTEGER:
      return 4;
    case DuckDBTypeId.BIGINT:
      return 8;
    case DuckDBTypeId.VARCHAR:
      return TEXT_BYTES;
    default:
      throw new Error(`columns of the type ${DuckDBTypeId[type]} are not scanned`);
  }
}

/** The engine reads `*`, `?` and brackets in a path as a pattern, and one of them in brackets as itself. */
function relation(path: string): string {
  return `read_parquet(${quoteText(path.replace(/[*?[]/g, '[$&]'))}, hive_partitioning=false)`;
}

/** The engine says that a page is not what the file says, as opposed to a full disk, memory or an interrupt. */
function explainedScan(error: unknown): unknown {
  const { message } = error as Error;
  const isOfFile =
    /^[A-Za-z ]+ Error: /.test(message) &&
    !/^(Out of Memory|INTERRUPT|Interrupted|FATAL|INTERNAL)/i.test(message) &&
    !/No space left/.test(message);
  return isOfFile ? new DamagedParquet(message) : error;
}
