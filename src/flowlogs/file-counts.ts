import type { FileRecords } from '../model/rollup.ts';
import { NO_ADDRESSES } from './addresses.ts';
import type { Engine } from './engine/duckdb.ts';
import { recordSource } from './engine/record-source.ts';
import type { ReadBatch } from './ingest.ts';
import { KIND, kindsQuery } from './query/connections.ts';

const FILE = 'sgaudit_file';

/**
 * What each parquet file of a batch holds, for those with records that were refused. The batch is read once more, as to
 * carry each record's file through the rollup would cost every run. Call it only where something was refused, and after
 * the addresses were looked at.
 */
export async function countRefused(
  engine: Engine,
  { layout, paths }: ReadBatch,
): Promise<FileRecords[]> {
  const source = recordSource(layout, [...paths.keys()], FILE);
  const rows = await engine.rows<{ file: string; kind: number; records: number }>(
    kindsQuery(source, FILE, NO_ADDRESSES),
  );
  const files = new Map<string, Map<number, number>>();
  for (const { file, kind, records } of rows) {
    const path = paths.get(file) ?? file;
    const kinds = files.get(path) ?? new Map<number, number>();
    kinds.set(kind, (kinds.get(kind) ?? 0) + records);
    files.set(path, kinds);
  }
  return [...files]
    .map(([file, kinds]) => describe(file, kinds))
    .filter(({ refused }) => refused > 0);
}

function describe(file: string, kinds: ReadonlyMap<number, number>): FileRecords {
  const of = (kind: number) => kinds.get(kind) ?? 0;
  return {
    file,
    read: [...kinds.values()].reduce((sum, records) => sum + records, 0),
    accepted: of(KIND.accepted),
    rejected: of(KIND.rejected),
    noData: of(KIND.noData),
    skipData: of(KIND.skipData),
    refused: of(KIND.refused),
  };
}
