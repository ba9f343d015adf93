import type { DuckDBConnection, DuckDBDataChunk, DuckDBTypeId } from '@duckdb/node-api';

/** A query whose rows are not all there: it failed after some of them. What failed, the engine does not say. */
export class BrokenOff extends Error {
  constructor() {
    super('a query failed after some of its rows');
  }
}

/**
 * The rows of a query, chunk by chunk, none of which is kept; the next one is made in another thread while one is used.
 * The engine answers a query that fails half-way like one that is done, with no further chunk. But the failure aborts
 * its transaction: so it has one of its own, and is asked after it. Answers how many rows there
 * were. Throws `BrokenOff`, and what the engine says before the first chunk.
 */
export async function eachChunk(
  connection: DuckDBConnection,
  sql: string,
  use: (chunk: DuckDBDataChunk, types: readonly DuckDBTypeId[]) => void | Promise<void>,
): Promise<number> {
  let rows = 0;
  await connection.run('BEGIN TRANSACTION');
  try {
    const result = await connection.stream(sql);
    const types = result.columnTypes().map(({ typeId }) => typeId);
    let next = result.fetchChunk();
    for (;;) {
      const chunk = await next;
      if (chunk === null || chunk.rowCount === 0) break;
      next = result.fetchChunk();
      try {
        await use(chunk, types);
      } catch (error) {
        await next.catch(() => undefined);
        throw error;
      }
      // Its texts lie in it: it is held until they have been used.
      rows += chunk.rowCount;
    }
    await connection.run('SELECT 1').catch((error: Error) => {
      throw /transaction is aborted/.test(error.message) ? new BrokenOff() : error;
    });
    return rows;
  } finally {
    await connection.run('ROLLBACK');
  }
}
