import { SgauditError } from '../../model/problem.ts';
import type { RollupSummary } from '../../model/rollup.ts';
import { fixAddresses } from '../addresses.ts';
import { isoDay, takeCensus } from '../days.ts';
import { type Engine, openEngine } from '../engine/duckdb.ts';
import { SHARPENING } from '../fields.ts';
import { makeDays } from '../make-days.ts';
import { CONNECTIONS_TABLE, KIND } from '../query/connections.ts';
import { daysOfTable } from '../reduce/table-days.ts';
import type { RollupOptions } from '../rollup.ts';
import {
  emptyManifest,
  lockStore,
  type Manifest,
  readManifest,
  type StoredBatch,
  type StoredDay,
  writeManifest,
} from '../store.ts';
import { countsOf } from '../stored-batches.ts';
import { makeWorkspace } from '../workspace.ts';
import { type DayRange, dayAfter, daysIn, epochDay, rangesOf } from './day-range.ts';

/** A table of flow logs in an engine that reduces records where they are. */
export interface LogTable {
  readonly engine: Exclude<RollupSummary['engine'], 'duckdb'>;
  /** By which a store knows it: `trino://host/catalog.schema.table`. */
  readonly name: string;
  /** Is told of the wanted days before anything is asked: removes what earlier runs left that serves none of them. */
  tidy?(wanted: readonly string[]): Promise<void>;
  /** Queries that an earlier run began. */
  begun?(wanted: readonly string[]): Promise<readonly BegunQuery[]>;
  /** Is told of all other queries before the first of them, and may refuse. */
  announce?(ranges: readonly DayRange[]): Promise<void>;
  /** Puts the connections of the days into DuckDB's table `arrivals`. */
  load(days: DayRange, into: Engine, workFolder: string): Promise<void>;
  /** Is told when what was loaded is kept. */
  settle?(): Promise<void>;
}

/** A query that an earlier run began, and those of the wanted days that it answers: the others of its range do not count. */
export interface BegunQuery {
  readonly range: DayRange;
  readonly days: readonly string[];
}

export interface TableOptions
  extends Pick<RollupOptions, 'inventoryAddresses' | 'threads' | 'memoryLimit' | 'signal'> {
  readonly table: LogTable;
  readonly store: string;
  /** The days that are wanted; those that the store has and that are over are not asked for again. */
  readonly days: DayRange;
  readonly now: Date;
  /** Days of one query at most. */
  readonly daysPerQuery: number;
  readonly onProgress?: RollupOptions['onProgress'];
}

/** Columns as `tableConnectionsQuery` gives them, with their types in DuckDB. */
const ARRIVALS = {
  ...{ day: 'INTEGER', kind: 'TINYINT', interface: 'VARCHAR', protocol: 'SMALLINT' },
  ...{ a: 'VARCHAR', a_port: 'INTEGER', b: 'VARCHAR', b_port: 'INTEGER' },
  ...{ a_outer: 'VARCHAR', b_outer: 'VARCHAR', evidence: 'SMALLINT', hours: 'INTEGER' },
  ...{ records: 'BIGINT', bytes: 'BIGINT', packets: 'BIGINT' },
  ...{ first_seen: 'BIGINT', last_seen: 'BIGINT', account: 'VARCHAR', vpc: 'VARCHAR' },
  ...{ refused_day: 'INTEGER', present_any: 'INTEGER', present_all: 'INTEGER' },
} as const;
export const ARRIVAL_COLUMNS = Object.keys(ARRIVALS) as (keyof typeof ARRIVALS)[];

const ARRIVALS_TABLE = `CREATE OR REPLACE TABLE arrivals (${Object.entries(ARRIVALS)
  .map(([name, type]) => `${name} ${type}`)
  .join(', ')})`;

/** What of a relation with these columns, whatever types it has, goes into the table `arrivals`. */
export function arrivalsFrom(relation: string): string {
  const columns = Object.entries(ARRIVALS).map(([name, type]) => `CAST("${name}" AS ${type})`);
  return `INSERT INTO arrivals SELECT ${columns.join(', ')} FROM ${relation}`;
}

/** Delivery is at most ten minutes late as a rule; a day that was asked for earlier than this after its end is asked again. */
const SETTLED_AFTER_MS = 6 * 3_600_000;

/** The days of the range that have to be asked for. */
export async function daysToAsk(options: TableOptions): Promise<string[]> {
  const manifest = await manifestOf(options);
  const asked = new Set(manifest.batches.flatMap((batch) => batch.files.map(({ name }) => name)));
  return daysIn(options.days).filter(
    (day) => !asked.has(nameOf(options.table, day)) || manifest.days[day]?.state === 'open',
  );
}

/**
 * Brings a rollup folder up to date with a table and leaves it closed: days that it lacks, and those that were not over
 * when they were asked for. Until the new manifest is written, the folder is what it was.
 * @throws SgauditError `rollup-…`, and what the table's engine says
 */
export async function updateFromTable(options: TableOptions): Promise<void> {
  const unlock = await lockStore(options.store);
  const workspace = await makeWorkspace();
  try {
    const manifest = await manifestOf(options);
    const wanted = await daysToAsk(options);
    await options.table.tidy?.(wanted);
    if (wanted.length === 0) return;
    const engine = await openEngine({
      database: ':memory:',
      temporaryFolder: workspace.folder,
      ...(options.threads === undefined ? {} : { threads: options.threads }),
      ...(options.memoryLimit === undefined ? {} : { memoryLimit: options.memoryLimit }),
    });
    const interrupt = () => engine.interrupt();
    options.signal?.addEventListener('abort', interrupt);
    try {
      const work = { ...options, manifest, wanted, workFolder: workspace.folder };
      await writeManifest(options.store, await refreshed(engine, work));
      await options.table.settle?.();
    } finally {
      options.signal?.removeEventListener('abort', interrupt);
      engine.close();
    }
  } finally {
    await workspace.remove();
    await unlock();
  }
}

async function manifestOf({ table, store }: TableOptions): Promise<Manifest> {
  const manifest = await readManifest(store);
  if (manifest === null || manifest.batches.length === 0) {
    return { ...emptyManifest(null), engine: table.engine };
  }
  const other = manifest.batches
    .flatMap((batch) => batch.files)
    .find(({ name }) => !name.startsWith(`${table.name}/`));
  if (other) {
    throw new SgauditError(
      'rollup-source',
      `rollup: "${store}" was built from other logs ("${other.name}"), and its days would count twice: give ${table.name} a folder of its own`,
    );
  }
  return manifest;
}

const nameOf = (table: LogTable, day: string) => `${table.name}/${day}`;

interface Work extends TableOptions {
  readonly manifest: Manifest;
  readonly wanted: readonly string[];
  readonly workFolder: string;
}

async function refreshed(engine: Engine, work: Work): Promise<Manifest> {
  const { table, manifest, wanted, store, signal } = work;
  const onProgress = work.onProgress ?? (() => undefined);
  await engine.run(CONNECTIONS_TABLE);
  const missing = new Map<string, readonly string[]>();
  let done = 0;
  const begun = (await table.begun?.(wanted)) ?? [];
  const ofBegun = new Set(begun.flatMap(({ days }) => days));
  const fresh = wanted.filter((day) => !ofBegun.has(day));
  const ranges = rangesOf(fresh, work.daysPerQuery);
  await table.announce?.(ranges);
  const queries = [...begun, ...ranges.map((range) => ({ range, days: daysIn(range) }))];
  for (const { range, days } of queries) {
    signal?.throwIfAborted();
    onProgress({ stage: 'query', done, total: wanted.length });
    await engine.run(ARRIVALS_TABLE);
    await table.load(range, engine, work.workFolder);
    await takeIn(engine, days);
    for (const [day, fields] of await missingFields(engine)) {
      if (days.includes(day)) missing.set(day, fields);
    }
    done += days.length;
  }
  await engine.run('DROP TABLE arrivals');
  await fixAddresses(engine);
  const census = await takeCensus(engine);
  const batches = wanted.map((day): StoredBatch => {
    const own = census.filter(({ batch }) => batch === epochDay(day));
    const days = own.some((row) => row.day !== null) ? [day] : [];
    return {
      files: [{ name: nameOf(table, day), size: 0, modified: null, hash: '' }],
      days,
      counts: countsOf(own),
      missingFields: missing.get(day) ?? [],
    };
  });
  const asked = new Set(wanted.map((day) => nameOf(table, day)));
  const standing = manifest.batches.filter(
    ({ files }) => !files.some(({ name }) => asked.has(name)),
  );
  const known = [...standing, ...batches].flatMap((batch) => batch.missingFields);
  const days = await makeDays({
    ...{ engine, folder: store, keep: true, onProgress },
    sources: daysOfTable(engine, census, () => true),
    ownAddresses: work.inventoryAddresses,
    standing: manifest.days,
    touched: new Set(wanted),
    isShown: !known.includes('srcaddr') && !known.includes('dstaddr'),
    ...(signal ? { signal } : {}),
  });
  return {
    ...manifest,
    days: withOpenDays(days, new Set(wanted), work.now),
    batches: [...standing, ...batches],
  };
}

/** Each day is a batch of its own; refused records whose start is no time count for the first of them. */
async function takeIn(engine: Engine, days: readonly string[]): Promise<void> {
  const batches = days.map(epochDay);
  await engine.run(`INSERT INTO connections
    SELECT coalesce(day, refused_day, ${batches[0]}) AS batch, * EXCLUDE (refused_day, present_any, present_all)
    FROM arrivals WHERE batch IN (${batches.join(', ')})`);
}

/**
 * What the records of each day lack. Most fields count as there when some record has a value; the interface's own
 * addresses only when all have them, as to take other addresses for them would turn connections round (0012).
 */
async function missingFields(engine: Engine): Promise<Map<string, readonly string[]>> {
  const rows = await engine.rows<{ day: number; some: number; every: number }>(
    `SELECT day, bit_or(present_any) AS some, bit_and(present_all) AS every FROM arrivals
     WHERE kind <= ${KIND.rejected} GROUP BY day`,
  );
  return new Map(
    rows.map(({ day, some, every }) => {
      const isMissing = (field: string, index: number) =>
        ((field === 'srcaddr' || field === 'dstaddr' ? every : some) & (1 << index)) === 0;
      return [isoDay(day), SHARPENING.filter(isMissing)];
    }),
  );
}

function withOpenDays(
  days: Readonly<Record<string, StoredDay>>,
  written: ReadonlySet<string>,
  now: Date,
): Record<string, StoredDay> {
  const isOver = (day: string) =>
    Date.parse(`${dayAfter(day)}T00:00:00Z`) + SETTLED_AFTER_MS <= now.getTime();
  return Object.fromEntries(
    Object.entries(days).map(([day, stored]) => [
      day,
      written.has(day) && !isOver(day) ? { ...stored, state: 'open' as const } : stored,
    ]),
  );
}
