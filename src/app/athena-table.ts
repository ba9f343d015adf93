import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type AthenaPlace, rowsOf, startQuery, waitForQuery } from '../aws/athena/query.ts';
import { downloadAll, downloadOne, removeObjects } from '../aws/athena/results.ts';
import type { AwsAccess } from '../aws/clients.ts';
import { type Engine, quoteName, quoteText } from '../flowlogs/engine/duckdb.ts';
import { arrivalsFile } from '../flowlogs/table/arrivals-file.ts';
import { type DayRange, dayAfter, daysIn } from '../flowlogs/table/day-range.ts';
import { daysQuery, type LogTableShape } from '../flowlogs/table/query.ts';
import { ARRIVAL_COLUMNS, arrivalsFrom, type LogTable } from '../flowlogs/table/update.ts';
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
  readonly onProgress: (message: string) => void;
  readonly onNotice: (message: string) => void;
  /** Is told of the ranges of queries that are new; may refuse. */
  readonly announce: (ranges: readonly DayRange[]) => Promise<void>;
}

/** So long after its start a query's answer still holds for days that were not over then. */
const HOLDS_MS = 3_600_000;
/** And a query of days that were over this long before, for as long as Athena remembers it. */
const SETTLED_MS = 6 * 3_600_000;

/** A table of Athena as a source of days. */
export function athenaLogTable(source: AthenaSource): LogTable {
  const ended: { token: string; output: string | null; own: string[] }[] = [];
  const { journal } = source;
  return {
    engine: 'athena',
    name: source.name,
    announce: source.announce,
    async begun(wanted) {
      const isWanted = (day: string) => wanted.includes(day);
      const goesOn = (entry: JournalEntry) =>
        entry.key === keyOf(source, entry.days) &&
        holds(entry) &&
        daysIn(entry.days).every(isWanted);
      const all = journal.entries();
      const entries = all.filter(goesOn);
      journal.remove(new Set(all.filter((each) => !goesOn(each)).map(({ token }) => token)));
      return entries.map(({ days }) => days);
    },
    async load(days, into, workFolder) {
      const key = keyOf(source, days);
      const before = journal.find(key);
      const entry = before ?? journal.add(key, days);
      try {
        ended.push(await answer(source, entry, into, workFolder));
        if (before) source.cost.resumed++;
      } catch (error) {
        // A query whose end is not known is gone on with; one that has ended badly is not.
        if (!mayGoOn(error)) {
          journal.remove(new Set([entry.token]));
          await clean(source, [{ output: outputOf(source, entry), own: [] }]).catch(
            () => undefined,
          );
        }
        if (before && error instanceof Gone) {
          await into.run('DELETE FROM arrivals');
          ended.push(await answer(source, journal.add(key, days), into, workFolder));
        } else throw error;
      }
    },
    async settle() {
      journal.remove(new Set(ended.map(({ token }) => token)));
      const cleaned = await clean(source, ended);
      if (!cleaned) {
        source.onNotice(
          'Athena: the results of the queries stay in S3, as the caller lacks s3:DeleteObject there',
        );
      }
    },
  };
}

/** An earlier query that cannot be gone on with: it had failed, or its results are gone. */
class Gone extends SgauditError {}

function mayGoOn(error: unknown): boolean {
  return error instanceof SgauditError && /^(aws-|spool-|s3-)/.test(error.code);
}

function holds({ days, startedAt }: JournalEntry): boolean {
  const started = Date.parse(startedAt);
  const settled = Date.parse(`${dayAfter(days.last)}T00:00:00Z`) + SETTLED_MS <= started;
  return settled || Date.now() - started < HOLDS_MS;
}

function keyOf({ shape, place, results, output }: AthenaSource, days: DayRange): string {
  const parts = [daysQuery(shape, days), place.database, place.workgroup, results, output ?? ''];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** The prefix of one query's results; made for it, so that all in it is ours. */
function outputOf({ output }: AthenaSource, { token }: Pick<JournalEntry, 'token'>): string | null {
  return output === null ? null : `${output.replace(/\/?$/, '/')}sgaudit-${token}/`;
}

/** Runs a query, or goes on with it, and takes its rows in. Answers what it left in S3. */
async function answer(
  source: AthenaSource,
  entry: JournalEntry,
  into: Engine,
  workFolder: string,
): Promise<{ token: string; output: string | null; own: string[] }> {
  const { aws, place, cost, results } = source;
  const output = outputOf(source, entry);
  const columns = ARRIVAL_COLUMNS.map(quoteName).join(', ');
  const select = `SELECT ${columns} FROM (${daysQuery(source.shape, entry.days)}) AS connections`;
  const sql =
    results === 'unload'
      ? `UNLOAD (${select}) TO ${quoteText(`${output}rows/`)} WITH (format = 'PARQUET', compression = 'ZSTD')`
      : select;
  if (Buffer.byteLength(sql) > 262_144) {
    throw new SgauditError(
      'athena-limit',
      'Athena: the query is longer than 262,144 bytes: ask for fewer days at once with athena.daysPerQuery',
    );
  }
  const days = `${entry.days.first} to ${entry.days.last}`;
  const id = await startQuery(aws, place, { sql, token: entry.token, output });
  const execution = await waitForQuery(aws, id, (bytes) =>
    source.onProgress(`Athena is asked for ${days}: ${Math.round(bytes / 1e6)} MB scanned`),
  );
  cost.queries++;
  cost.scannedBytes += execution.scannedBytes;
  const folder = join(workFolder, `athena-${entry.token}`);
  await mkdir(folder, { recursive: true });
  const onBytes = (bytes: number) => {
    cost.downloadedBytes += bytes;
  };
  source.onProgress(`downloading the answer for ${days}`);
  const result = execution.outputLocation;
  if (results === 'unload') {
    const files = await downloadAll(aws, `${output}rows/`, folder, onBytes);
    if (files.length > 0) {
      const list = files.map(quoteText).join(', ');
      await into.run(arrivalsFrom(`read_parquet([${list}], hive_partitioning=false)`));
    }
  } else {
    const file = result === null ? null : await downloadOne(aws, result, folder, onBytes);
    if (file === null)
      throw new Gone('athena-results', `Athena: the result of query ${id} is gone`);
    await into.run(arrivalsFrom(arrivalsFile(file)));
  }
  await verify(aws, id, into);
  const own = result === null || output !== null ? [] : [result, `${result}.metadata`];
  return { token: entry.token, output, own };
}

/** As many rows have come as Athena says that there are. */
async function verify(aws: AwsAccess, id: string, into: Engine): Promise<void> {
  const said = await rowsOf(aws, id);
  const [row] = await into.rows<{ rows: number }>('SELECT count(*) AS rows FROM arrivals');
  if (said === null || row?.rows === said) return;
  throw new Gone(
    'athena-results',
    `Athena: query ${id} answered ${said} rows, and ${row?.rows} have arrived: its results were changed or removed meanwhile. Run again`,
  );
}

function clean(
  { aws }: AthenaSource,
  queries: readonly { readonly output: string | null; readonly own: readonly string[] }[],
): Promise<boolean> {
  return removeObjects(aws, {
    prefixes: queries.flatMap(({ output }) => output ?? []),
    objects: queries.flatMap(({ own }) => own),
  });
}
