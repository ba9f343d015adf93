import type { Engine } from './engine/duckdb.ts';

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

/** Frees what only the making of a rollup needs. */
export async function dropWorkTables(engine: Engine): Promise<void> {
  for (const table of ['connections', 'text_numbers', 'fixes']) {
    await engine.run(`DROP TABLE IF EXISTS ${table}`);
  }
}

export function isoDay(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
