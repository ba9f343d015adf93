import type { FileRecords } from '../model/rollup.ts';
import { type Batch, makeBatches } from './batches.ts';
import { type Census, isoDay } from './days.ts';
import { missingSharpeners } from './fields.ts';
import { objectName } from './log-source.ts';
import { KIND } from './query/connections.ts';
import type { ReadFile } from './read-inputs.ts';
import type { FileCounts } from './reduce/read-log.ts';
import { type RemoteInputs, storedName } from './refresh.ts';
import type { Counts, StoredBatch } from './store.ts';

/** Where files that were read are named. */
interface Place {
  readonly folder: string;
  /** Whether the folder is a store that later runs go on with. */
  readonly keep: boolean;
  readonly remote?: RemoteInputs;
}

/** What the store keeps of the files that were read. */
export function batchesOf(logs: readonly ReadFile[], input: Place): StoredBatch[] {
  const byPath = new Map(logs.map((log) => [log.file.path, log]));
  const batches = makeBatches(
    logs.map(({ file }) => file),
    !input.keep,
  );
  return batches.map((batch) => {
    const read = batch.files.flatMap(({ path }) => byPath.get(path) ?? []);
    const files = read.map(({ file, counts }) => ({
      file: shownName(file.path, input),
      ...withSum(counts),
    }));
    const days = new Set(read.flatMap((log) => log.days));
    return {
      ...storedBatch(batch, input),
      days: [...days].sort((left, right) => left - right).map(isoDay),
      counts: files.reduce(sumOf, NO_COUNTS),
      ...withRefused(files),
    };
  });
}

function storedBatch(
  { layout, files }: Batch,
  { folder, remote }: Place,
): Pick<StoredBatch, 'files' | 'missingFields'> {
  const fields = layout.kind === 'text' ? layout.fields : [...layout.columns.keys()];
  return {
    files: files.map(({ path, size, modified, hash }) => ({
      name: storedName(path, folder, remote),
      size,
      modified: objectName(path) === null ? modified : null,
      hash,
    })),
    missingFields: missingSharpeners(fields),
  };
}

/** By which people know a file. */
export function shownName(path: string, { remote }: Pick<Place, 'remote'>): string {
  return remote?.nameOf(path) ?? path;
}

function withRefused(files: readonly FileRecords[]): Pick<StoredBatch, 'refusedFiles'> {
  const refused = files.filter((each) => each.refused > 0);
  return refused.length > 0 ? { refusedFiles: refused } : {};
}

const NO_COUNTS: Counts = {
  ...{ read: 0, accepted: 0, rejected: 0, noData: 0, skipData: 0, refused: 0 },
};

function sumOf(sum: Counts, counts: Counts): Counts {
  return {
    read: sum.read + counts.read,
    accepted: sum.accepted + counts.accepted,
    rejected: sum.rejected + counts.rejected,
    noData: sum.noData + counts.noData,
    skipData: sum.skipData + counts.skipData,
    refused: sum.refused + counts.refused,
  };
}

function withSum(counts: FileCounts): Counts {
  return { read: Object.values(counts).reduce((sum, count) => sum + count, 0), ...counts };
}

/** The counts of a batch of connections. */
export function countsOf(rows: readonly Census[]): Counts {
  const of = (kind: number) =>
    rows.reduce((sum, row) => (row.kind === kind ? sum + row.records : sum), 0);
  return withSum({
    accepted: of(KIND.accepted),
    rejected: of(KIND.rejected),
    noData: of(KIND.noData),
    skipData: of(KIND.skipData),
    refused: of(KIND.refused),
  });
}
