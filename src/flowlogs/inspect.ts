import { basename } from 'node:path';
import type { DamagedInput } from '../model/rollup.ts';
import { dayInPath } from './batches.ts';
import { type Engine, quoteText } from './engine/duckdb.ts';
import { layoutOfColumns } from './layout.ts';
import type { ParquetFile, SourceFile } from './source-file.ts';

/** `123456789012_vpcflowlogs_eu-west-1_fl-0123abcd_20261101T0005Z_0a1b2c3d.log.gz`: unique by its last part. */
const OBJECT_NAME = /^\d{12}_vpcflowlogs_[a-z0-9-]+_fl-[0-9a-f]+_\d{8}T\d{4}Z_[0-9a-f]+\.log/;

/** The name that AWS gave the object, without what was appended to it; null for other files. */
export function objectName(path: string): string | null {
  return OBJECT_NAME.exec(basename(path))?.[0] ?? null;
}

/** A damaged file with the days that its path names: records lie in their day's folder or in the next day's. */
export function damagedInput(file: string, problem: string): DamagedInput {
  const day = dayInPath(file);
  if (day === null) return { file, problem, days: null };
  const before = new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  return { file, problem, days: [before, day] };
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
