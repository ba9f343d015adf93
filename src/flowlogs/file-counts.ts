import type { FileRecords } from '../model/rollup.ts';
import { NO_ADDRESSES } from './addresses.ts';
import type { Engine } from './engine/duckdb.ts';
import { recordSource } from './engine/record-source.ts';
import type { ReadBatch, ReadSource } from './ingest.ts';
import { KIND, kindsQuery } from './query/connections.ts';

const FILE = 'sgaudit_file';

/**
 * What each file of a batch holds, for those with lines that were refused. The batch is read once more, as to carry each
 * record's file through the rollup would cost every run. Call it only where something was refused, and after the
 * addresses were looked at.
 */
export async function countRefused(engine: Engine, batch: ReadBatch): Promise<FileRecords[]> {
  const files = new Map<string, Map<number, number>>();
  const add = (file: string, kind: number, records: number) => {
    const kinds = files.get(file) ?? new Map<number, number>();
    kinds.set(kind, (kinds.get(kind) ?? 0) + records);
    files.set(file, kinds);
  };
  for (const source of batch.sources) {
    for (const row of await kindsOf(engine, source)) {
      add(source.paths.get(row.file) ?? row.file, row.kind, row.records);
    }
  }
  for (const [file, lines] of batch.refusedLines) add(file, KIND.refused, lines);
  return [...files]
    .map(([file, kinds]) => describe(file, kinds))
    .filter(({ refused }) => refused > 0);
}

function kindsOf(
  engine: Engine,
  { layout, encoding, checked, paths }: ReadSource,
): Promise<{ file: string; kind: number; records: number }[]> {
  const source = recordSource(layout, encoding, [...paths.keys()], checked, FILE);
  return engine.rows(kindsQuery(source, FILE, NO_ADDRESSES));
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
