import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type AthenaExecution,
  type AthenaPlace,
  rowsOf,
  startQuery,
  waitForQuery,
} from '../aws/athena/query.ts';
import { type Downloaded, downloadAll, downloadOne } from '../aws/athena/results.ts';
import type { AwsAccess } from '../aws/clients.ts';
import { type Engine, quoteName, quoteText } from '../flowlogs/engine/duckdb.ts';
import { arrivalsFile } from '../flowlogs/table/arrivals-file.ts';
import type { DayRange } from '../flowlogs/table/day-range.ts';
import { daysQuery, type LogTableShape } from '../flowlogs/table/query.ts';
import { ARRIVAL_COLUMNS, arrivalsFrom } from '../flowlogs/table/update.ts';
import type { EngineMessages } from '../messages/engines.ts';
import { SgauditError } from '../model/problem.ts';
import type { AthenaJournal, JournalEntry } from './athena-journal.ts';

/** How rows come back: as parquet that UNLOAD writes, or as the result of a SELECT, where UNLOAD is not allowed. */
export type AthenaResults = 'unload' | 'select';

export interface AthenaCost {
  queries: number;
  /** Those among them that an earlier run had started. */
  resumed: number;
  /** Bytes of the objects, known before; null where that could not be told. */
  estimatedBytes: number | null;
  scannedBytes: number;
  downloadedBytes: number;
}

export interface AthenaSource {
  readonly aws: AwsAccess;
  readonly place: AthenaPlace;
  readonly name: string;
  readonly shape: LogTableShape;
  readonly results: AthenaResults;
  /** A prefix for results, `s3://bucket/prefix/`; null where the workgroup keeps them. */
  readonly output: string | null;
  readonly journal: AthenaJournal;
  readonly cost: AthenaCost;
  readonly messages: EngineMessages;
  readonly onProgress: (message: string) => void;
  readonly onNotice: (message: string) => void;
  /** Is told of the ranges of queries that are new; may refuse. */
  readonly announce: (ranges: readonly DayRange[]) => Promise<void>;
}

/** What a query has left in S3: a prefix of our own, or single objects. */
export interface Leftovers {
  readonly output: string | null;
  readonly own: readonly string[];
}

/** The answer of an earlier query is not, or not wholly, there. */
export class ResultsGone extends SgauditError {
  constructor(message: string) {
    super('athena-results', message);
  }
}

/** The prefix of one query's results; made for it, so that all in it is ours. */
export function outputOf(
  { output }: Pick<AthenaSource, 'output'>,
  { token }: Pick<JournalEntry, 'token'>,
): string | null {
  return output === null ? null : `${output.replace(/\/?$/, '/')}sgaudit-${token}/`;
}

/** How every query that answers a SELECT begins. */
export const SELECT_HEAD = `SELECT ${ARRIVAL_COLUMNS.map(quoteName).join(', ')} FROM (`;

function textOf(source: AthenaSource, entry: JournalEntry): string {
  const select = `${SELECT_HEAD}${daysQuery(source.shape, entry.days)}) AS connections`;
  const sql =
    source.results === 'unload'
      ? `UNLOAD (${select}) TO ${quoteText(rowsPrefix(source, entry))} WITH (format = 'PARQUET', compression = 'ZSTD')`
      : select;
  if (Buffer.byteLength(sql) > 262_144) {
    throw new SgauditError(
      'athena-limit',
      'Athena: the query is longer than 262,144 bytes: ask for fewer days at once with athena.daysPerQuery',
    );
  }
  return sql;
}

const rowsPrefix = (source: AthenaSource, entry: JournalEntry) => `${outputOf(source, entry)}rows/`;

/** The query's id: Athena's answer of before, else its answer now, which is the same for the same token. */
export async function startedQuery(source: AthenaSource, entry: JournalEntry): Promise<string> {
  if (entry.id !== null) return entry.id;
  const { aws, place, journal } = source;
  const sql = textOf(source, entry);
  const output = outputOf(source, entry);
  const id = await startQuery(aws, place, { sql, token: entry.token, output });
  journal.started(entry.token, id);
  return id;
}

/** Waits for a query's end and takes its rows in. Answers what it has left in S3. */
export async function takeAnswer(
  source: AthenaSource,
  entry: JournalEntry,
  into: Engine,
  workFolder: string,
): Promise<Leftovers> {
  const { aws, cost, messages } = source;
  const { first, last } = entry.days;
  const id = await startedQuery(source, entry);
  const execution = await waitForQuery(aws, id, (bytes) =>
    source.onProgress(messages.athenaRuns(first, last, bytes)),
  );
  if (execution.sql.trim() !== textOf(source, entry)) {
    throw new ResultsGone(`Athena: query ${id} is another one than was noted: run again`);
  }
  cost.queries++;
  cost.scannedBytes += execution.scannedBytes;
  source.onProgress(messages.downloading(first, last));
  const folder = join(workFolder, `athena-${entry.token}`);
  await mkdir(folder, { recursive: true });
  const onBytes = (bytes: number) => {
    cost.downloadedBytes += bytes;
  };
  const said = rowsOf(aws, id);
  // It is waited for below; until then a failure of the download is the one to tell.
  said.catch(() => undefined);
  const isWhole =
    source.results === 'unload'
      ? await takeParquet(source, entry, execution, { into, folder, onBytes })
      : await takeCsv(aws, execution, { into, folder, onBytes });
  const [row] = await into.rows<{ rows: number }>('SELECT count(*) AS rows FROM arrivals');
  verify(id, { arrived: row?.rows ?? 0, said: await said, isWhole });
  const output = outputOf(source, entry);
  const result = execution.outputLocation;
  return { output, own: result === null || output !== null ? [] : [result, `${result}.metadata`] };
}

interface Taking {
  readonly into: Engine;
  readonly folder: string;
  readonly onBytes: (bytes: number) => void;
}

/** Whether every file is there that Athena says it has written; null where it does not say. */
async function takeParquet(
  source: AthenaSource,
  entry: JournalEntry,
  { manifest }: AthenaExecution,
  { into, folder, onBytes }: Taking,
): Promise<boolean | null> {
  const { aws } = source;
  const all = await downloadAll(aws, outputOf(source, entry) ?? '', folder, onBytes);
  const files = all.filter(({ url }) => url.startsWith(rowsPrefix(source, entry)));
  // It lies beside them as a rule.
  const list =
    all.find(({ url }) => url === manifest) ??
    (manifest === null ? null : await downloadOne(aws, manifest, folder, onBytes));
  if (files.length > 0) {
    const paths = files.map(({ path }) => quoteText(path)).join(', ');
    await into.run(arrivalsFrom(`read_parquet([${paths}], hive_partitioning=false)`));
  }
  return list === null ? null : isComplete(files, await readFile(list.path, 'utf8'));
}

/** A manifest has the address of a file on each line. */
function isComplete(files: readonly Downloaded[], manifest: string): boolean {
  const here = new Set(files.map(({ url }) => url));
  const written = manifest.split(/\r?\n/).map((line) => line.trim().replace(/^"|"$/g, ''));
  return written.every((url) => url === '' || here.has(url));
}

async function takeCsv(
  aws: AwsAccess,
  { id, outputLocation }: AthenaExecution,
  { into, folder, onBytes }: Taking,
): Promise<null> {
  const file =
    outputLocation === null ? null : await downloadOne(aws, outputLocation, folder, onBytes);
  if (file === null) throw new ResultsGone(`Athena: the result of query ${id} is gone`);
  await into.run(arrivalsFrom(arrivalsFile(file.path)));
  return null;
}

/**
 * All rows are here: all files of the manifest, or as many rows as Athena counted. Where it says neither, what S3 lists
 * right after the query is all there is.
 */
function verify(
  id: string,
  {
    arrived,
    said,
    isWhole,
  }: { readonly arrived: number; readonly said: number | null; readonly isWhole: boolean | null },
): void {
  if (isWhole === true || arrived === said) return;
  if (isWhole === null && said === null) return;
  const missing =
    isWhole === false
      ? 'not all of the files that it wrote are there'
      : `answered ${said} rows, and ${arrived} have arrived`;
  throw new ResultsGone(
    `Athena: query ${id}: ${missing}; its results were changed or removed meanwhile. Run again`,
  );
}
