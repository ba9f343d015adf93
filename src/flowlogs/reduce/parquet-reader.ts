import { CHUNK_ROWS, DamagedParquet, ParquetScan } from '../engine/parquet-scan.ts';
import { layoutOfColumns } from '../layout.ts';
import type { ParquetFile, SourceFile } from '../source-file.ts';
import type { DayConnections } from './day-connections.ts';
import { ParquetRecords } from './parquet-records.ts';
import { RecordSink, sinkAfter } from './record-sink.ts';

export type ParquetReading =
  | { readonly ok: true; readonly file: SourceFile; readonly sink: RecordSink }
  | { readonly ok: false; readonly problem: string };

const UNREADABLE = 'the parquet file cannot be read: fetch it again';
const DAMAGED = 'the parquet file is damaged inside: fetch it again';

/** Bytes of a file that may hold more connections than there is room for. */
const LARGE_FILE = 32 << 20;

/** A file as it was read: what is to be scanned of it. */
interface Scanned {
  readonly path: string;
  readonly layout: Extract<SourceFile['layout'], { kind: 'parquet' }>;
}

/**
 * Reads parquet files one after another and collects their connections. That a file is damaged shows when some of its
 * records have been taken: then the files that are whole are read again, and from there on each file is looked through
 * before it is taken. So is a large one at once, whose connections are handed on in its middle.
 */
export class ParquetReader {
  #scan: Promise<ParquetScan> | null = null;
  #sink = new RecordSink(CHUNK_ROWS);
  #records = new ParquetRecords(this.#sink);
  /** Those whose records the sink has. */
  #files: Scanned[] = [];
  #looksFirst = false;
  #isStopped = false;
  readonly #large: number;

  /** `large`: bytes of a file that is looked through first. */
  constructor(large: number = LARGE_FILE) {
    this.#large = large;
  }

  /** How many connections it has. */
  get size(): number {
    return this.#sink.size;
  }

  /**
   * The sink then counts the file's records. `makeRoom` is asked in the middle of a large file, and may call `takeTables`.
   * Never throws for what is wrong with the file.
   */
  async read(
    file: ParquetFile,
    makeRoom: () => Promise<void> | undefined,
  ): Promise<ParquetReading> {
    const scan = await this.#opened();
    const { path } = file;
    const described = await orProblem(scan.columns(path), UNREADABLE);
    if (!described.ok) return described;
    const reading = layoutOfColumns(described.value);
    if (!reading.ok) return reading;
    if (reading.layout.kind !== 'parquet') return { ok: false, problem: UNREADABLE };
    const scanned = { path, layout: reading.layout };
    const isLarge = file.size > this.#large;
    if (this.#looksFirst || isLarge) {
      const whole = await orProblem(scan.check(path, this.#records.use(reading.layout)), DAMAGED);
      if (!whole.ok) return whole;
    }
    const taken = await orProblem(
      this.#take(scan, scanned, isLarge ? makeRoom : () => undefined),
      DAMAGED,
    );
    if (!taken.ok && isLarge) throw new Error(`${path} changed while it was read`);
    if (!taken.ok) {
      await this.#takeAgain(scan);
      return taken;
    }
    this.#files.push(scanned);
    return { ok: true, file: { ...file, layout: reading.layout }, sink: this.#sink };
  }

  /** The connections since the last time, by day. */
  flush(): DayConnections[] {
    const tables = this.takeTables();
    this.#renew(tables);
    return tables;
  }

  /** The same in the middle of a file. */
  takeTables(): DayConnections[] {
    this.#files = [];
    return this.#sink.takeTables();
  }

  /** Gives up what it is at; it is of no use after that. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await (await this.#scan)?.stop();
  }

  async close(): Promise<void> {
    (await this.#scan)?.close();
    this.#scan = null;
  }

  #opened(): Promise<ParquetScan> {
    if (this.#isStopped) throw new Error('the reader was stopped');
    this.#scan ??= ParquetScan.open();
    return this.#scan;
  }

  #take(
    scan: ParquetScan,
    { path, layout }: Scanned,
    makeRoom: () => Promise<void> | undefined = () => undefined,
  ): Promise<void> {
    this.#sink.reset();
    const records = this.#records;
    return scan.read(path, records.use(layout), (rows, columns) => {
      records.take(rows, columns);
      return makeRoom();
    });
  }

  /** Without what was taken of a damaged file. */
  async #takeAgain(scan: ParquetScan): Promise<void> {
    this.#looksFirst = true;
    this.#renew();
    for (const file of this.#files) await this.#take(scan, file);
  }

  #renew(tables: readonly DayConnections[] = []): void {
    this.#sink = sinkAfter(tables, CHUNK_ROWS);
    this.#records = new ParquetRecords(this.#sink);
  }
}

type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: string };

async function orProblem<Value>(work: Promise<Value>, problem: string): Promise<Outcome<Value>> {
  try {
    return { ok: true, value: await work };
  } catch (error) {
    if (error instanceof DamagedParquet) return { ok: false, problem };
    throw error;
  }
}
