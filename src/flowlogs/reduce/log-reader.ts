import type { DayColumns } from './day-connections.ts';
import { type LogReading, readLog } from './read-log.ts';
import { RecordSink } from './record-sink.ts';

/** Whether the content with this SHA-256 is to be read here: nobody else has taken it. */
export type Claim = (hash: string) => boolean | Promise<boolean>;

/** Reads logs one after another and collects their connections. */
export interface LogReader {
  read(path: string): Promise<LogReading>;
  /** The connections since the last time, by day. */
  flush(): Promise<readonly DayColumns[]>;
}

/** Reads in the thread that asks. */
export class OwnReader {
  readonly #claim: Claim;
  #sink = new RecordSink();

  constructor(claim: Claim) {
    this.#claim = claim;
  }

  read(path: string, logFormat: readonly string[] | null): Promise<LogReading> {
    return readLog(path, logFormat, this.#sink, this.#claim);
  }

  async flush(): Promise<readonly DayColumns[]> {
    const days = this.#sink.tables().map((table) => table.columns());
    this.#sink = new RecordSink();
    return days;
  }
}
