import { symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DamagedInput } from '../model/rollup.ts';
import { type Batch, makeBatches } from './batches.ts';
import type { Engine } from './engine/duckdb.ts';
import { recordSource } from './engine/record-source.ts';
import { damagedInput } from './inspect.ts';
import { connectionsQuery } from './query/connections.ts';
import { DUCKDB } from './query/dialect.ts';
import type { SourceFile } from './source-file.ts';

export interface ReadBatch extends Batch {
  /** Stands in the column `batch` of `connections`. */
  readonly id: number;
  /** Each path as the engine knows it, with that of the file that it stands for. */
  readonly paths: ReadonlyMap<string, string>;
}

/**
 * Reads parquet files into the table `connections`, batch by batch. Where the engine refuses one, its files are halved
 * until those that it refuses are found: these are damaged.
 */
export async function ingest(
  engine: Engine,
  files: readonly SourceFile[],
  folder: string,
  options: {
    /** Files of several days may make one batch: see `makeBatches`. */
    readonly together: boolean;
    readonly signal?: AbortSignal;
  },
): Promise<{ batches: ReadBatch[]; damaged: DamagedInput[] }> {
  const { together, signal } = options;
  const reader = new Reader(engine, folder);
  const read: ReadBatch[] = [];
  let id = await nextBatch(engine);
  for (const batch of makeBatches(files, together)) {
    signal?.throwIfAborted();
    const paths = await reader.read(batch, id);
    const files = batch.files.filter((file) => !reader.damaged.includes(file));
    read.push({ ...batch, files, id, paths });
    id++;
  }
  const damaged = reader.damaged.map(({ path }) =>
    damagedInput(path, 'the parquet file is damaged inside: fetch it again'),
  );
  return { batches: read, damaged };
}

async function nextBatch(engine: Engine): Promise<number> {
  const ids = await engine.rows<{ id: number | null }>('SELECT max(batch) AS id FROM connections');
  return (ids[0]?.id ?? 0) + 1;
}

class Reader {
  /** Files that turned out to be damaged only where their pages were read. */
  readonly damaged: SourceFile[] = [];
  readonly #engine: Engine;
  readonly #folder: string;
  #links = 0;

  constructor(engine: Engine, folder: string) {
    this.#engine = engine;
    this.#folder = folder;
  }

  /** The paths of what was read, as the engine knows them. */
  async read(batch: Batch, id: number): Promise<Map<string, string>> {
    if (batch.files.length === 0) return new Map();
    const paths = new Map<string, string>();
    for (const { path } of batch.files) paths.set(await this.#plainPath(path), path);
    try {
      const records = recordSource(batch.layout, [...paths.keys()]);
      await this.#engine.run(
        `INSERT INTO connections SELECT ${id} AS batch, * FROM (${connectionsQuery(records, DUCKDB)})`,
      );
      return paths;
    } catch (error) {
      if (!isDataError(error)) throw error;
      if (batch.files.length === 1) {
        this.damaged.push(...batch.files);
        return new Map();
      }
    }
    const half = Math.ceil(batch.files.length / 2);
    return new Map([
      ...(await this.read({ ...batch, files: batch.files.slice(0, half) }, id)),
      ...(await this.read({ ...batch, files: batch.files.slice(half) }, id)),
    ]);
  }

  /** The engine reads `*`, `?` and brackets in a path as a pattern; such files are read through a link. */
  async #plainPath(path: string): Promise<string> {
    const absolute = resolve(path);
    if (!/[*?[\]{}]/.test(absolute)) return absolute;
    const link = join(this.#folder, `link-${this.#links++}`);
    await symlink(absolute, link);
    return link;
  }
}

/** A page that is not what the file says, as opposed to a full disk, memory or an interrupt. */
function isDataError(error: unknown): boolean {
  const { message } = error as Error;
  return (
    !/^(Out of Memory|INTERRUPT|Interrupted|FATAL|INTERNAL)/i.test(message) &&
    !/No space left/.test(message)
  );
}
