import type { DuckDBConnection, DuckDBTypeId as TypeId } from '@duckdb/node-api';
import type { Vector } from '@duckdb/node-bindings';
import type { Column } from '../../model/rollup.ts';
import { collectYoungGarbage } from '../garbage.ts';
import { eachChunk } from './chunks.ts';
import { bindings, duckdb } from './node-api.ts';

const { DuckDBTypeId } = duckdb;

export type UseColumns = (rows: number, columns: readonly Column[]) => void;

/**
 * The rows of a query as DuckDB has them in memory, chunk by chunk: values one by one take ten times as long. Throws as
 * `eachChunk`.
 */
export async function readColumns(
  connection: DuckDBConnection,
  sql: string,
  use: UseColumns,
): Promise<void> {
  const used = new UsedBuffers();
  await eachChunk(connection, sql, (chunk, types) => {
    const rows = chunk.rowCount;
    const columns = types.map((type, at) =>
      columnOf(bindings.data_chunk_get_vector(chunk.chunk, at), type, rows, used),
    );
    use(rows, columns);
    used.release();
    countChunk();
  });
}

/** Chunks that are kept as garbage at most, some 160 kB each. */
const MOST_USED = 32;
let usedChunks = 0;

/**
 * The engine's memory of a chunk is free again when JavaScript's object for it is collected, of which V8 sees but a few
 * bytes: it would wait for hundreds of them. The engine makes the next chunks in what is free, else in new pages.
 */
function countChunk(): void {
  usedChunks++;
  if (usedChunks < MOST_USED) return;
  usedChunks = 0;
  collectYoungGarbage();
}

/**
 * Buffers over the engine's memory, of which the garbage collector counts the bytes: those of some hundred chunks start a
 * collection of everything. What is sent to a port that is closed is given up at once.
 */
class UsedBuffers {
  readonly #port: MessagePort;
  #buffers: ArrayBuffer[] = [];

  constructor() {
    const { port1, port2 } = new MessageChannel();
    port2.close();
    this.#port = port1;
  }

  add(data: Uint8Array): void {
    this.#buffers.push(data.buffer as ArrayBuffer);
  }

  release(): void {
    this.#port.postMessage(null, this.#buffers);
    this.#buffers = [];
  }
}

function columnOf(vector: Vector, type: TypeId, rows: number, used: UsedBuffers): Column {
  const bytes = (each: number, of: Vector = vector, count = rows): Uint8Array => {
    const data = bindings.vector_get_data(of, each * count);
    used.add(data);
    return data;
  };
  switch (type) {
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.DATE:
      return int32(bytes(4));
    case DuckDBTypeId.DOUBLE: {
      const data = bytes(8);
      return new Float64Array(data.buffer, data.byteOffset, rows);
    }
    case DuckDBTypeId.UINTEGER:
      return uint32(bytes(4));
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UBIGINT:
      return uint32(bytes(8));
    case DuckDBTypeId.LIST: {
      const size = bindings.list_vector_get_size(vector);
      const values = size === 0 ? NOTHING : bytes(4, bindings.list_vector_get_child(vector), size);
      return { entries: uint32(bytes(16)), values: int32(values) };
    }
    default:
      throw new Error(`columns of the type ${DuckDBTypeId[type]} are not read`);
  }
}

const NOTHING = new Uint8Array(0);

function int32(data: Uint8Array): Int32Array {
  return new Int32Array(data.buffer, data.byteOffset, data.byteLength / 4);
}

function uint32(data: Uint8Array): Uint32Array {
  return new Uint32Array(data.buffer, data.byteOffset, data.byteLength / 4);
}
