import { type FileHandle, open } from 'node:fs/promises';
import { quoteName, quoteText } from '../engine/duckdb.ts';
import { ARRIVAL_COLUMNS } from './update.ts';

/**
 * DuckDB's view of arrivals in a file as Athena writes one: a header, every value in quotes, null as nothing at all.
 */
export function arrivalsFile(path: string): string {
  const columns = ARRIVAL_COLUMNS.map((name) => `${quoteName(name)}: 'VARCHAR'`).join(', ');
  return `read_csv(${quoteText(path)}, columns={${columns}}, auto_detect=false, header=true, delim=',', quote='"', escape='"', nullstr='', allow_quoted_nulls=false)`;
}

/** Writes such a file: rows that arrive one page at a time are read many times faster from it than put in one by one. */
export class ArrivalsWriter {
  readonly #file: FileHandle;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(path: string): Promise<ArrivalsWriter> {
    const file = await open(path, 'w');
    await file.write(`${ARRIVAL_COLUMNS.map(cell).join(',')}\n`);
    return new ArrivalsWriter(file);
  }

  async write(rows: readonly (readonly unknown[])[]): Promise<void> {
    await this.#file.write(rows.map((row) => `${row.map(cell).join(',')}\n`).join(''));
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

function cell(value: unknown): string {
  return value === null || value === undefined ? '' : `"${String(value).replaceAll('"', '""')}"`;
}
