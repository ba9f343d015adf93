import type { DamagedInput } from '../model/rollup.ts';
import { dayInPath } from './batches.ts';
import { type Engine, quoteText } from './engine/duckdb.ts';
import { layoutOfColumns, TRANSIT_GATEWAY } from './layout.ts';
import { logSource, objectName } from './log-source.ts';
import type { ParquetFile, SourceFile } from './source-file.ts';

/**
 * A file that is left out, with what its path tells. A transit gateway's log holds no interface's record; but who joined
 * files may have put others behind it, so the name must be AWS's.
 */
export function damagedInput(file: string, problem: string): DamagedInput {
  const source = logSource(file);
  const isForeign = problem === TRANSIT_GATEWAY && objectName(file) !== null;
  return { file, problem, days: isForeign ? [] : daysIn(file), ...(source ? { source } : {}) };
}

/** Records lie in their day's folder or in the next day's. */
function daysIn(file: string): string[] | null {
  const day = dayInPath(file);
  if (day === null) return null;
  const before = new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  return [before, day];
}

export type ParquetReading =
  | { readonly ok: true; readonly file: SourceFile }
  | { readonly ok: false; readonly problem: string };

/** A parquet file with its columns. */
export async function describeParquet(file: ParquetFile, engine: Engine): Promise<ParquetReading> {
  try {
    const described = await engine.rows<{ column_name: string; column_type: string }>(
      `DESCRIBE SELECT * FROM read_parquet(${quoteText(file.path)}, hive_partitioning=false)`,
    );
    const reading = layoutOfColumns(
      described.map((column) => ({ name: column.column_name, type: column.column_type })),
    );
    if (!reading.ok) return reading;
    return { ok: true, file: { ...file, layout: reading.layout } };
  } catch {
    return { ok: false, problem: 'the parquet file cannot be read: fetch it again' };
  }
}
