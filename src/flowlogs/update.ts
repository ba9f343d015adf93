import type { DamagedInput } from '../model/rollup.ts';
import { fixAddresses } from './addresses.ts';
import { type Census, isoDay, takeCensus } from './days.ts';
import type { Engine } from './engine/duckdb.ts';
import { missingSharpeners } from './fields.ts';
import { countRefused } from './file-counts.ts';
import { ingest, type ReadBatch } from './ingest.ts';
import { inspectInputs, objectName } from './inspect.ts';
import { makeDays } from './make-days.ts';
import { CONNECTIONS_TABLE, KIND } from './query/connections.ts';
import { daysOfTable } from './reduce/table-days.ts';
import { pathsOf, planRefresh, type Refresh, type RemoteInputs, storedName } from './refresh.ts';
import type { RollupProgress } from './rollup.ts';
import type { Counts, Manifest, StoredBatch, StoredDay } from './store.ts';

export interface UpdateInput {
  readonly engine: Engine;
  readonly paths: readonly string[];
  readonly logFormat: readonly string[] | null;
  readonly ownAddresses: ReadonlyMap<string, readonly string[]>;
  /** The rollup folder, and one for scratch files. */
  readonly folder: string;
  readonly workFolder: string;
  /** Whether the folder is a store that later runs go on with. */
  readonly keep: boolean;
  readonly manifest: Manifest;
  /** Of files that were fetched from elsewhere. */
  readonly remote?: RemoteInputs;
  readonly onProgress: (progress: RollupProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Reads what is new, does the days again that it touches, and answers the manifest that makes them count.
 * Until that is written, the folder is what it was.
 */
export async function update(input: UpdateInput): Promise<Manifest> {
  const { engine, folder, manifest, remote, onProgress, signal } = input;
  const refresh = await planRefresh(input.paths, manifest, folder, remote);
  if (refresh.fresh.length === 0 && refresh.outdated.length === 0) return manifest;

  const again = await pathsOf(refresh.outdated, refresh, remote);
  await engine.run(CONNECTIONS_TABLE);
  const first = await read(input, [...refresh.fresh, ...again], refresh.standing);
  const outdatedDays = refresh.outdated.flatMap((batch) => batch.days);
  const touched = new Set([...(await daysOf(engine, refresh)), ...outdatedDays]);
  const sharesDay = (batch: StoredBatch) => batch.days.some((day) => touched.has(day));
  const companions = refresh.standing.filter(sharesDay);
  const second = await read(input, await pathsOf(companions, refresh, remote), []);
  await fixAddresses(engine);
  const census = await takeCensus(engine);
  const batches = await describe(engine, census, [...first.batches, ...second.batches], input);
  const isTouched = (day: number) => refresh.standing.length === 0 || touched.has(isoDay(day));

  const known = [...refresh.standing, ...batches].flatMap((batch) => batch.missingFields);
  const days = await makeDays({
    ...{ engine, folder, touched, onProgress },
    sources: daysOfTable(engine, census, isTouched),
    keep: input.keep,
    ownAddresses: input.ownAddresses,
    standing: manifest.days,
    isShown: !known.includes('srcaddr') && !known.includes('dstaddr'),
    ...(signal ? { signal } : {}),
  });
  return {
    ...manifest,
    days: withNewestOpen(days),
    batches: [...refresh.standing.filter((batch) => !sharesDay(batch)), ...batches],
    damaged: stillDamaged(manifest, input, [...first.damaged, ...second.damaged], batches),
    duplicates: first.duplicates,
  };
}

/** The days of what was read; which they are matters only where a store may hold more of them. */
async function daysOf(engine: Engine, refresh: Refresh): Promise<string[]> {
  if (refresh.standing.length === 0) return [];
  const rows = await engine.rows<{ day: number }>(
    'SELECT DISTINCT day FROM connections WHERE day IS NOT NULL',
  );
  return rows.map(({ day }) => isoDay(day));
}

interface Read {
  readonly batches: readonly ReadBatch[];
  readonly damaged: readonly DamagedInput[];
  /** Files that say what another one says. */
  readonly duplicates: number;
}

/** Reads files that are whole, and that say nothing that a standing batch has said already. */
async function read(
  input: UpdateInput,
  paths: readonly string[],
  standing: readonly StoredBatch[],
): Promise<Read> {
  const { engine, logFormat, onProgress, signal } = input;
  let inspected = 0;
  const onFile = () => onProgress({ stage: 'inspect', done: ++inspected, total: paths.length });
  const fetchAgain = input.remote?.fetchAgain;
  const inputs = await inspectInputs(paths, engine, { logFormat, onFile, fetchAgain, signal });
  const known = new Set(standing.flatMap((batch) => batch.files.map((file) => file.hash)));
  const files = inputs.files.filter((file) => !known.has(file.hash));
  let done = 0;
  const onBatch = (batch: { files: readonly unknown[] }) => {
    done += batch.files.length;
    onProgress({ stage: 'read', done, total: files.length });
  };
  const { batches, damaged } = await ingest(engine, files, input.workFolder, {
    together: !input.keep,
    onBatch,
    ...(signal ? { signal } : {}),
  });
  const duplicates = inputs.duplicates.length + inputs.files.length - files.length;
  const found = [...inputs.damaged, ...damaged];
  const shown = (file: string) => input.remote?.nameOf(file) ?? file;
  return {
    batches,
    damaged: found.map((each) => ({ ...each, file: shown(each.file) })),
    duplicates,
  };
}

/** What the store keeps of the batches that were read. */
async function describe(
  engine: Engine,
  census: readonly Census[],
  batches: readonly ReadBatch[],
  { folder, remote }: Pick<UpdateInput, 'folder' | 'remote'>,
): Promise<StoredBatch[]> {
  const described: StoredBatch[] = [];
  const shown = <Named extends { readonly file: string }>(each: Named): Named => ({
    ...each,
    file: remote?.nameOf(each.file) ?? each.file,
  });
  for (const batch of batches) {
    const fields =
      batch.layout.kind === 'text' ? batch.layout.fields : [...batch.layout.columns.keys()];
    const own = census.filter((row) => row.batch === batch.id);
    const counts = countsOf(own, batch.refusedLines);
    described.push({
      files: batch.files.map(({ path, size, modified, hash }) => ({
        name: storedName(path, folder, remote),
        size,
        modified: objectName(path) === null ? modified : null,
        hash,
      })),
      days: [...new Set(own.flatMap(({ day }) => (day === null ? [] : [isoDay(day)])))],
      counts,
      missingFields: missingSharpeners(fields),
      ...(counts.refused > 0
        ? { refusedFiles: (await countRefused(engine, batch)).map(shown) }
        : {}),
    });
  }
  return described;
}

/** The counts of a batch: those of its rows, and lines that never reached the engine. */
export function countsOf(
  rows: readonly Census[],
  refusedLines: ReadonlyMap<string, number>,
): Counts {
  const of = (kind: number) =>
    rows.reduce((sum, row) => (row.kind === kind ? sum + row.records : sum), 0);
  const counts = {
    accepted: of(KIND.accepted),
    rejected: of(KIND.rejected),
    noData: of(KIND.noData),
    skipData: of(KIND.skipData),
    refused: [...refusedLines.values()].reduce((sum, lines) => sum + lines, of(KIND.refused)),
  };
  return { read: Object.values(counts).reduce((sum, count) => sum + count, 0), ...counts };
}

/** The newest day may still grow; the others are complete as far as the logs are. */
function withNewestOpen(days: Readonly<Record<string, StoredDay>>): Record<string, StoredDay> {
  const names = Object.keys(days).sort();
  return Object.fromEntries(
    names.map((name, index) => {
      const state = index === names.length - 1 ? 'open' : 'complete';
      return [name, { ...days[name]!, state }];
    }),
  );
}

/** Damage of earlier runs counts until the file is read whole; files given again have been looked at again. */
function stillDamaged(
  manifest: Manifest,
  input: UpdateInput,
  found: readonly DamagedInput[],
  batches: readonly StoredBatch[],
): DamagedInput[] {
  const { folder, remote } = input;
  const given = new Set(input.paths.map((path) => remote?.nameOf(path) ?? path));
  const whole = new Set(batches.flatMap((batch) => batch.files.map((file) => file.name)));
  const earlier = manifest.damaged.filter(
    ({ file }) => !given.has(file) && !whole.has(file) && !whole.has(storedName(file, folder)),
  );
  return [...earlier, ...found].sort((left, right) => (left.file < right.file ? -1 : 1));
}
