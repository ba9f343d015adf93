import { createHash } from 'node:crypto';
import { SgauditError } from '../model/problem.ts';
import type { Rollup, RollupSummary, SqlConnection } from '../model/rollup.ts';
import { type Engine, quoteText } from './engine/duckdb.ts';
import { dayFile, type Manifest } from './store.ts';

/** Columns of the two tables of a rollup (src/model/rollup.ts) with their SQL types. */
const COLUMNS = {
  flows: `day DATE, account VARCHAR, vpc VARCHAR, interface VARCHAR, direction VARCHAR, peer VARCHAR, peer_high UBIGINT, peer_low UBIGINT,
    protocol SMALLINT, port INTEGER, action VARCHAR, certainty VARCHAR, ambiguity UBIGINT, reading INTEGER,
    readings INTEGER, flows BIGINT, bytes BIGINT, packets BIGINT, first_seen BIGINT, last_seen BIGINT,
    opener_low INTEGER, opener_high INTEGER, opener_ports INTEGER[]`,
  coverage: `day DATE, account VARCHAR, vpc VARCHAR, interface VARCHAR, accepted BIGINT, rejected BIGINT,
    no_data BIGINT, skip_data BIGINT, hours INTEGER, first_seen BIGINT, last_seen BIGINT`,
} as const;

const TABLES = ['flows', 'coverage'] as const;
export type ViewFiles = Readonly<Record<(typeof TABLES)[number], readonly string[]>>;

/** The files of the days that the manifest names. */
export function storedFiles(folder: string, manifest: Manifest): ViewFiles {
  const of = (table: (typeof TABLES)[number]) =>
    Object.entries(manifest.days).map(([day, { generation }]) =>
      dayFile(folder, table, day, generation),
    );
  return { flows: of('flows'), coverage: of('coverage') };
}

/** Makes the views `flows` and `coverage` over the files, and answers the open rollup. */
export async function openViews(
  engine: Engine,
  folder: string,
  filesOf: ViewFiles,
  manifest: Manifest,
  close: () => Promise<void>,
): Promise<Rollup> {
  for (const table of TABLES) {
    const files = filesOf[table];
    if (files.length === 0) await engine.run(`CREATE TABLE ${table} (${COLUMNS[table]})`);
    else
      await engine.run(`CREATE VIEW ${table} AS SELECT * FROM ${parquet(files)}`).catch(incomplete);
  }
  return { sql: whole(engine, folder), summary: summaryOf(manifest), close };

  function incomplete(): never {
    throw new SgauditError(
      'rollup-damaged',
      `rollup: a file of "${folder}" is missing or cannot be read: remove the folder and build it again`,
    );
  }
}

/** Errors of the engine that are not for what a file holds. */
const OTHER_ERRORS =
  /^(?:Out of Memory|Interrupt|FATAL|INTERNAL|Binder|Parser|Catalog)|No space left/i;

/** The connection, which says of a damaged file of the rollup that it is one. */
function whole(engine: SqlConnection, folder: string): SqlConnection {
  const explain = (error: unknown): never => {
    const { message } = error as Error;
    if (error instanceof SgauditError || OTHER_ERRORS.test(message)) throw error;
    const file = /file "([^"]+)"/.exec(message)?.[1] ?? folder;
    throw new SgauditError(
      'rollup-damaged',
      `rollup: "${file}" cannot be read (${message}): remove the folder "${folder}" and build it again`,
    );
  };
  return {
    run: (sql) => engine.run(sql).catch(explain),
    rows: <Row>(sql: string) => engine.rows<Row>(sql).catch(explain),
    columns: (queries, use) => engine.columns(queries, use).catch(explain),
    insert: (table, rows) => engine.insert(table, rows),
  };
}

export function parquet(files: readonly string[]): string {
  return `read_parquet([${files.map(quoteText).join(', ')}], hive_partitioning=false)`;
}

/** A list that people read; how many lines were refused in all stands beside it. */
const MOST_REFUSED_FILES = 100;

function summaryOf(manifest: Manifest): RollupSummary {
  const total = { read: 0, accepted: 0, rejected: 0, noData: 0, skipData: 0, refused: 0 };
  const missing = new Set<string>();
  for (const { counts, missingFields } of manifest.batches) {
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += counts[key];
    for (const field of missingFields) missing.add(field);
  }
  return {
    engine: manifest.engine,
    days: Object.keys(manifest.days).sort(),
    records: total,
    damaged: manifest.damaged,
    refusedFiles: manifest.batches
      .flatMap((batch) => batch.refusedFiles ?? [])
      .sort((left, right) => right.refused - left.refused || (left.file < right.file ? -1 : 1))
      .slice(0, MOST_REFUSED_FILES),
    duplicates: manifest.duplicates ?? 0,
    missingFields: [...missing],
    rejectsOnly: total.accepted === 0 && total.rejected > 0,
    rejectsDropped: Object.values(manifest.days).reduce((sum, day) => sum + day.rejectsDropped, 0),
    ...originOf(manifest),
  };
}

/** Logs that an engine far away has read have no hash here; a day that was made again has another generation. */
function originOf({ schemaVersion, batches, days }: Manifest): Pick<RollupSummary, 'origin'> {
  const hashes = batches.flatMap((batch) => batch.files.map((file) => file.hash));
  const known = hashes.length > 0 && hashes.every((hash) => hash !== '');
  const generations = Object.entries(days).map(([day, { generation }]) => `${day} ${generation}`);
  const parts = (known ? hashes : generations).sort();
  const sha256 = createHash('sha256').update(parts.map((part) => `${part}\n`).join(''));
  return { origin: { schemaVersion, files: parts.length, sha256: sha256.digest('hex') } };
}
