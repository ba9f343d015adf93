import { symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DamagedInput } from '../model/rollup.ts';
import { type Batch, makeBatches } from './batches.ts';
import type { Engine } from './engine/duckdb.ts';
import { recordSource } from './engine/record-source.ts';
import { damagedInput } from './inspect.ts';
import type { Layout } from './layout.ts';
import { normaliseFile } from './normalise.ts';
import { connectionsQuery } from './query/connections.ts';
import { DUCKDB } from './query/dialect.ts';
import type { SourceFile } from './source-file.ts';

export interface ReadBatch extends Batch {
  /** Stands in the column `batch` of `connections`. */
  readonly id: number;
  /** Lines that were no records and never reached the engine, by the file's path. */
  readonly refusedLines: ReadonlyMap<string, number>;
  /** From where the engine read. */
  readonly sources: readonly ReadSource[];
}

/** What one statement read. */
export interface ReadSource {
  readonly layout: Layout;
  readonly encoding: SourceFile['encoding'];
  readonly checked: boolean;
  /** Each path as the engine knows it, with that of the file that it stands for. */
  readonly paths: ReadonlyMap<string, string>;
}

/**
 * Reads files into the table `connections`, batch by batch. A batch is first read strictly:
 * the engine refuses it where a line is not exactly what the layout says. Then its files are halved until those that it
 * refuses are found; these are rewritten line by line, without what is no record.
 */
export async function ingest(
  engine: Engine,
  files: readonly SourceFile[],
  folder: string,
  options: {
    /** Files of several days may make one batch: see `makeBatches`. */
    readonly together: boolean;
    readonly onBatch: (batch: Batch) => void;
    readonly signal?: AbortSignal;
  },
): Promise<{ batches: ReadBatch[]; damaged: DamagedInput[] }> {
  if (files.length === 0) return { batches: [], damaged: [] };
  const { together, onBatch, signal } = options;
  const reader = new Reader(engine, folder);
  const read: ReadBatch[] = [];
  const ids = await engine.rows<{ id: number | null }>('SELECT max(batch) AS id FROM connections');
  let id = (ids[0]?.id ?? 0) + 1;
  for (const batch of makeBatches(files, together)) {
    signal?.throwIfAborted();
    const { refusedLines, sources } = await reader.read(batch, id);
    const files = batch.files.filter((file) => !reader.damaged.includes(file));
    read.push({ ...batch, files, id, refusedLines, sources });
    onBatch(batch);
    id++;
  }
  const damaged = reader.damaged.map(({ path }) =>
    damagedInput(path, 'the parquet file is damaged inside: fetch it again'),
  );
  return { batches: read, damaged };
}

class Reader {
  /** Files that turned out to be damaged only where their pages were read. */
  readonly damaged: SourceFile[] = [];
  readonly #engine: Engine;
  readonly #folder: string;
  #scratch = 0;

  constructor(engine: Engine, folder: string) {
    this.#engine = engine;
    this.#folder = folder;
  }

  async read(batch: Batch, id: number): Promise<Pick<ReadBatch, 'refusedLines' | 'sources'>> {
    const sources: ReadSource[] = [];
    const refusedLines = new Map<string, number>();
    const clean = batch.files.filter((file) => file.clean);
    const unfit = await this.#readStrictly({ ...batch, files: clean }, id, sources);
    for (const file of [...batch.files.filter((each) => !each.clean), ...unfit]) {
      const { parts, refused } = await normaliseFile(file, this.#scratchPath('rewritten'));
      if (refused > 0) refusedLines.set(file.path, refused);
      for (const { layout, path } of parts) {
        const paths = new Map([[path, file.path]]);
        await this.#insert({ layout, encoding: 'plain', checked: true, paths }, id, sources);
      }
    }
    return { refusedLines, sources };
  }

  /** The files that the engine does not take as they are. */
  async #readStrictly(batch: Batch, id: number, sources: ReadSource[]): Promise<SourceFile[]> {
    if (batch.files.length === 0) return [];
    const paths = new Map<string, string>();
    for (const { path } of batch.files) paths.set(await this.#plainPath(path), path);
    const { layout, encoding } = batch;
    try {
      await this.#insert({ layout, encoding, checked: false, paths }, id, sources);
      return [];
    } catch (error) {
      if (!isDataError(error, batch.encoding)) throw error;
      if (batch.files.length === 1) {
        if (batch.encoding !== 'parquet') return [...batch.files];
        this.damaged.push(...batch.files);
        return [];
      }
    }
    const half = Math.ceil(batch.files.length / 2);
    return [
      ...(await this.#readStrictly({ ...batch, files: batch.files.slice(0, half) }, id, sources)),
      ...(await this.#readStrictly({ ...batch, files: batch.files.slice(half) }, id, sources)),
    ];
  }

  async #insert(source: ReadSource, id: number, sources: ReadSource[]): Promise<void> {
    const { layout, encoding, checked, paths } = source;
    const records = recordSource(layout, encoding, [...paths.keys()], checked);
    await this.#engine.run(
      `INSERT INTO connections SELECT ${id} AS batch, * FROM (${connectionsQuery(records, DUCKDB)})`,
    );
    sources.push(source);
  }

  /** The engine reads `*`, `?` and brackets in a path as a pattern; such files are read through a link. */
  async #plainPath(path: string): Promise<string> {
    const absolute = resolve(path);
    if (!/[*?[\]{}]/.test(absolute)) return absolute;
    const link = this.#scratchPath('link');
    await symlink(absolute, link);
    return link;
  }

  #scratchPath(kind: string): string {
    return join(this.#folder, `${kind}-${this.#scratch++}`);
  }
}

/** A line or a page that is not what the layout says, as opposed to a full disk, memory or an interrupt. */
function isDataError(error: unknown, encoding: SourceFile['encoding']): boolean {
  const { message } = error as Error;
  if (encoding !== 'parquet') return /^(Invalid Input|Conversion) Error/.test(message);
  return (
    !/^(Out of Memory|INTERRUPT|Interrupted|FATAL|INTERNAL)/i.test(message) &&
    !/No space left/.test(message)
  );
}
