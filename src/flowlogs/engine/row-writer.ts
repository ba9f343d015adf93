import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { duckdb } from './node-api.ts';
import { ProvidedRelations, type ProvidedRows } from './provided-rows.ts';

/**
 * Runs statements over rows from memory, in an instance of its own with one thread: such a statement is one task, and
 * where another thread takes it, the one that waits for it looks for more without a pause, for a whole core. Here each
 * statement runs in the thread that asks.
 */
export class RowWriter {
  readonly #settings: Readonly<Record<string, string>>;
  #opened: Promise<Opened> | null = null;
  /** A connection runs one statement at a time. */
  readonly #connections: DuckDBConnection[] = [];
  readonly #idle: DuckDBConnection[] = [];
  #instance: DuckDBInstance | null = null;

  constructor(settings: Readonly<Record<string, string>>) {
    this.#settings = settings;
  }

  async run(rows: ProvidedRows, statement: (relation: string) => string): Promise<void> {
    this.#opened ??= this.#open();
    const { instance, relations } = await this.#opened;
    const connection = this.#idle.pop() ?? (await this.#connect(instance));
    try {
      await relations.with(rows, (relation) => connection.run(statement(relation)));
    } finally {
      this.#idle.push(connection);
    }
  }

  interrupt(): void {
    for (const each of this.#connections) each.interrupt();
  }

  close(): void {
    for (const each of this.#connections) each.closeSync();
    this.#instance?.closeSync();
  }

  async #open(): Promise<Opened> {
    const settings = { ...this.#settings, threads: '1' };
    const instance = await duckdb.DuckDBInstance.create(':memory:', settings);
    this.#instance = instance;
    const connection = await this.#connect(instance);
    this.#idle.push(connection);
    return { instance, relations: new ProvidedRelations(connection) };
  }

  async #connect(instance: DuckDBInstance): Promise<DuckDBConnection> {
    const connection = await instance.connect();
    this.#connections.push(connection);
    return connection;
  }
}

interface Opened {
  readonly instance: DuckDBInstance;
  readonly relations: ProvidedRelations;
}
