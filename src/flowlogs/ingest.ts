import { symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DamagedInput } from '../model/rollup.ts';
import { type Batch, makeBatches } from './batches.ts';
import type { Engine } from './engine/duckdb.ts';
import { recordSource } from './engine/record-source.ts';
import { damagedInput } from './inspect.ts';
import { normaliseFile } from './normalise.ts';
import { connectionsQuery, type RecordSource } from './query/connections.ts';
import { DUCKDB } from './query/dialect.ts';
import type { SourceFile } from './source-file.ts';

export interface ReadBatch extends Batch {
  /** Stands in the column `batch` of `connections`. */
  readonly id: number;
  /** Lines that were no records and never reached the engine. */
  readonly refusedLines: number;
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
    const refusedLines = await reader.read(batch, id);
    const files = batch.files.filter((file) => !reader.damaged.includes(file));
    read.push({ ...batch, files, id, refusedLines });
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

  /** Answers how many lines were refused before the engine saw them. */
  async read(batch: Batch, id: number): Promise<number> {
    const clean = batch.files.filter((file) => file.clean);
    const unfit = await this.#readStrictly({ ...batch, files: clean }, id);
    let refused = 0;
    for (const file of [...batch.files.filter((each) => !each.clean), ...unfit]) {
      const rewritten = await normaliseFile(file, this.#scratchPath('rewritten'));
      refused += rewritten.refused;
      for (const part of rewritten.parts) {
        await this.#insert(recordSource(part.layout, 'plain', [part.path], true), id);
      }
    }
    return refused;
  }

  /** The files that the engine does not take as they are. */
  async #readStrictly(batch: Batch, id: number): Promise<SourceFile[]> {
    if (batch.files.length === 0) return [];
    const paths = await Promise.all(batch.files.map((file) => this.#plainPath(file.path)));
    try {
      await this.#insert(recordSource(batch.layout, batch.encoding, paths), id);
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
      ...(await this.#readStrictly({ ...batch, files: batch.files.slice(0, half) }, id)),
      ...(await this.#readStrictly({ ...batch, files: batch.files.slice(half) }, id)),
    ];
  }

  async #insert(source: RecordSource, id: number): Promise<void> {
    await this.#engine.run(
      `INSERT INTO connections SELECT ${id} AS batch, * FROM (${connectionsQuery(source, DUCKDB)})`,
    );
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
