import type { DayColumns } from './day-connections.ts';
import { ParquetReader } from './parquet-reader.ts';
import { type LogReading, readLog } from './read-log.ts';
import { RecordSink } from './record-sink.ts';

/** Whether the content with this SHA-256 is to be read here: nobody else has taken it. */
export type Claim = (hash: string) => boolean | Promise<boolean>;

/** Reads logs one after another and collects their connections. */
export interface LogReader {
  read(path: string): Promise<LogReading>;
  /** The connections since the last time, by day. */
  flush(): Promise<readonly DayColumns[]>;
  /** Frees what only reading needs. */
  close(): Promise<void>;
}

/** Reads in the thread that asks. */
export class OwnReader {
  readonly #claim: Claim;
  readonly #parquet = new ParquetReader();
  #sink = new RecordSink();

  constructor(claim: Claim) {
    this.#claim = claim;
  }

  read(path: string, logFormat: readonly string[] | null): Promise<LogReading> {
    return readLog(path, logFormat, this.#sink, this.#parquet, this.#claim);
  }

  async flush(): Promise<readonly DayColumns[]> {
    const tables = [...this.#sink.tables(), ...this.#parquet.flush()];
    this.#sink = new RecordSink();
    return tables.map((table) => table.columns());
  }

  close(): Promise<void> {
    return this.#parquet.close();
  }
}
