import { isoDay } from '../days.ts';
import { type Engine, quoteText } from '../engine/duckdb.ts';
import type { ProvidedRows } from '../engine/provided-rows.ts';
import { type DayTable, dayFile } from '../store.ts';
import { coverageRows, endpointRows, sharedRows } from './day-files.ts';
import type { DayFlows } from './day-flows.ts';
import { flowRows } from './flow-file.ts';
import type { DayLessons } from './learn-day.ts';

/** Rows of `flows` that are written together at most, where days need no files of their own: a file has its price. */
const ROWS_TOGETHER = 150_000;

/** Writes the files of days under one generation. Until a manifest names them, they do not count. */
export class DayWriter {
  readonly #engine: Engine;
  readonly #folder: string;
  readonly #generation: string;
  /** A store has files of its own for each day; otherwise those of some days stand under the first one's name. */
  readonly #eachDay: boolean;
  #waiting: DayFlows[] = [];

  constructor(engine: Engine, folder: string, generation: string, eachDay: boolean) {
    this.#engine = engine;
    this.#folder = folder;
    this.#generation = generation;
    this.#eachDay = eachDay;
  }

  /** What only later runs need. */
  async lessons({ day, endpoints, shared }: DayLessons): Promise<void> {
    if (!this.#eachDay) return;
    await this.#write(endpointRows(day, endpoints), all, day, 'endpoints');
    await this.#write(sharedRows(day, shared), all, day, 'addresses');
  }

  async flows(flows: DayFlows): Promise<void> {
    this.#waiting.push(flows);
    const rows = this.#waiting.reduce((sum, each) => sum + sizeOf(each), 0);
    if (this.#eachDay || rows > ROWS_TOGETHER) await this.finish();
  }

  async finish(): Promise<void> {
    const days = this.#waiting;
    this.#waiting = [];
    const [first] = days;
    if (!first) return;
    const { rows, select } = flowRows(days);
    await this.#write(rows, select, first.day, 'flows');
    await this.#write(coverageRows(days), all, first.day, 'coverage');
  }

  async #write(
    rows: ProvidedRows,
    select: (relation: string) => string,
    day: number,
    table: DayTable,
  ): Promise<void> {
    const path = dayFile(this.#folder, table, isoDay(day), this.#generation);
    await this.#engine.runOver(
      rows,
      (relation) =>
        `COPY (${select(relation)}) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)`,
    );
  }
}

const all = (relation: string) => `SELECT * FROM ${relation}`;

const sizeOf = ({ order }: DayFlows) => order.length;
