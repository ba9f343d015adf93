import { basename } from 'node:path';
import type { DamagedInput } from '../model/rollup.ts';
import { dayInPath } from './batches.ts';
import { type Engine, quoteText } from './engine/duckdb.ts';
import { layoutOfColumns } from './layout.ts';
import { type Inspection, inspectFile, type SourceFile } from './source-file.ts';

export interface InspectedInputs {
  readonly files: readonly SourceFile[];
  readonly damaged: readonly DamagedInput[];
  /** Paths left out because another file holds the same records. */
  readonly duplicates: readonly string[];
}

/** `123456789012_vpcflowlogs_eu-west-1_fl-0123abcd_20261101T0005Z_0a1b2c3d.log.gz`: unique by its last part. */
const OBJECT_NAME = /^\d{12}_vpcflowlogs_[a-z0-9-]+_fl-[0-9a-f]+_\d{8}T\d{4}Z_[0-9a-f]+\.log/;

const PARALLEL = 3;

export interface InspectOptions {
  readonly logFormat: readonly string[] | null;
  readonly onFile: () => void;
  /** Gets a damaged file once more from where it came from; false where that is of no use. */
  readonly fetchAgain: ((path: string) => Promise<boolean>) | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Looks into every file: which are whole, what fields they have, which say the same twice. */
export async function inspectInputs(
  paths: readonly string[],
  engine: Engine,
  { logFormat, onFile, fetchAgain, signal }: InspectOptions,
): Promise<InspectedInputs> {
  const inspections = await mapParallel(paths, PARALLEL, async (path) => {
    signal?.throwIfAborted();
    let inspection = await inspectFile(path, logFormat);
    if (!inspection.ok && (await fetchAgain?.(path))) {
      inspection = await inspectFile(path, logFormat);
    }
    onFile();
    return { path, inspection };
  });
  const files: SourceFile[] = [];
  const damaged: DamagedInput[] = [];
  for (const { path, inspection } of inspections) {
    const read = await completeParquet(inspection, engine);
    if (read.ok) files.push(read.file);
    else damaged.push(damagedInput(path, read.problem));
  }
  const { kept, duplicates } = withoutDuplicates(files);
  const names = new Set(kept.map((file) => objectName(file.path)).filter((name) => name !== null));
  return {
    files: kept,
    // A damaged copy of an object that is there whole takes nothing away.
    damaged: damaged.filter(({ file }) => !names.has(objectName(file) ?? '')),
    duplicates,
  };
}

type Complete =
  | { readonly ok: true; readonly file: SourceFile }
  | { readonly ok: false; readonly problem: string };

async function completeParquet(inspection: Inspection, engine: Engine): Promise<Complete> {
  if (!inspection.ok) return inspection;
  const { file } = inspection;
  if (file.layout !== null) return { ok: true, file: { ...file, layout: file.layout } };
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

/** A damaged file with the days that its path names: records lie in their day's folder or in the next day's. */
export function damagedInput(file: string, problem: string): DamagedInput {
  const day = dayInPath(file);
  if (day === null) return { file, problem, days: null };
  const before = new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  return { file, problem, days: [before, day] };
}

/** The name that AWS gave the object, without what was appended to it; null for other files. */
export function objectName(path: string): string | null {
  return OBJECT_NAME.exec(basename(path))?.[0] ?? null;
}

/**
 * Keeps one file of each object name (the longest: another may have been cut off between two records) and of each
 * content (the first by path).
 */
function withoutDuplicates(files: readonly SourceFile[]): {
  kept: SourceFile[];
  duplicates: string[];
} {
  const byName = new Map<string, SourceFile>();
  for (const file of files) {
    const name = objectName(file.path) ?? file.path;
    const other = byName.get(name);
    if (!other || file.contentSize > other.contentSize) byName.set(name, file);
  }
  const byContent = new Map<string, SourceFile>();
  for (const file of byName.values()) {
    if (!byContent.has(file.hash)) byContent.set(file.hash, file);
  }
  const kept = [...byContent.values()];
  const keptPaths = new Set(kept.map((file) => file.path));
  return {
    kept,
    duplicates: files.map((file) => file.path).filter((path) => !keptPaths.has(path)),
  };
}

async function mapParallel<Item, Result>(
  items: readonly Item[],
  parallel: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index] as Item);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return results;
}
