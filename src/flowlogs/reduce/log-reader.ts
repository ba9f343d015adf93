import type { OnBytes } from '../source-file.ts';
import type { DayColumns, DayConnections } from './day-connections.ts';
import type { ParquetReader } from './parquet-reader.ts';
import { type LogReading, readLog } from './read-log.ts';
import { RecordSink, sinkAfter } from './record-sink.ts';

/** So that a file may be larger than memory: 48 bytes each, half as much beside, and twice that while a table grows. */
const MOST_CONNECTIONS = 3_000_000;

/** Whether the content with this SHA-256 is to be read here: nobody else has taken it. */
export type Claim = (hash: string) => boolean | Promise<boolean>;

/** What is told while a large file is read. */
export interface ReadWatch {
  /** Connections, by day, for which there is no room; the reader goes on when they are taken. */
  readonly onPart: (days: readonly DayColumns[]) => Promise<void>;
  /** Bytes of the file that were gone through since the last time; all of them are in the end. */
  readonly onBytes: OnBytes;
}

/** Reads logs one after another and collects their connections. */
export interface LogReader {
  read(path: string, watch: ReadWatch): Promise<LogReading>;
  /** The connections since the last time, by day. */
  flush(): Promise<readonly DayColumns[]>;
  /** Frees what only reading needs. */
  close(): Promise<void>;
}

/** Reads in the thread that asks. */
export class OwnReader {
  readonly #claim: Claim;
  readonly #most: number;
  /** It loads the engine, which takes a thread longer than to read a small text log. */
  #parquet: ParquetReader | null;
  readonly #onScan: () => void;
  #sink = new RecordSink();
  #isStopped = false;

  /**
   * `most`: connections of which it holds no more in the middle of a file. `onScan` is told before the engine works for
   * it.
   */
  constructor(
    claim: Claim,
    most: number = MOST_CONNECTIONS,
    parquet: ParquetReader | null = null,
    onScan: () => void = () => undefined,
  ) {
    this.#claim = claim;
    this.#most = most;
    this.#parquet = parquet;
    this.#onScan = onScan;
  }

  async read(
    path: string,
    logFormat: readonly string[] | null,
    { onPart, onBytes }: ReadWatch,
  ): Promise<LogReading> {
    const sink = this.#sink;
    const makeRoom = () => {
      if (sink.size > this.#most) return onPart(columnsOf(sink.takeTables()));
      const parquet = this.#parquet;
      if (parquet === null || parquet.size <= this.#most) return undefined;
      return onPart(columnsOf(parquet.takeTables()));
    };
    const openParquet = () => this.#openParquet();
    const reading = await readLog(path, logFormat, sink, openParquet, this.#claim, {
      ...{ makeRoom, onBytes },
    });
    await makeRoom();
    return reading;
  }

  async flush(): Promise<readonly DayColumns[]> {
    const tables = this.#sink.takeTables();
    this.#sink = sinkAfter(tables);
    return columnsOf([...tables, ...(this.#parquet?.flush() ?? [])]);
  }

  async close(): Promise<void> {
    await this.#parquet?.close();
  }

  async #openParquet(): Promise<ParquetReader> {
    if (this.#parquet === null) {
      const { ParquetReader } = await import('./parquet-reader.ts');
      if (this.#isStopped) throw new Error('the reader was stopped');
      this.#onScan();
      this.#parquet = new ParquetReader();
    }
    return this.#parquet;
  }

  /** Gives up what the engine does for it; it is of no use after that. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#parquet?.stop();
  }
}

function columnsOf(tables: readonly DayConnections[]): DayColumns[] {
  return tables.map((table) => table.columns());
}
