import type { DuckDBType } from '@duckdb/node-api';
import type { Vector } from '@duckdb/node-bindings';
import { bindings, duckdb } from './node-api.ts';

/** Types of a column of numbers, and what a row takes: 64-bit whole numbers are two words, the lower first. */
const NUMBERS = {
  INTEGER: { type: duckdb.INTEGER, items: (rows: number) => new Int32Array(rows) },
  BOOLEAN: { type: duckdb.BOOLEAN, items: (rows: number) => new Uint8Array(rows) },
  TINYINT: { type: duckdb.TINYINT, items: (rows: number) => new Uint8Array(rows) },
  SMALLINT: { type: duckdb.SMALLINT, items: (rows: number) => new Int16Array(rows) },
  /** Days since 1970-01-01. */
  DATE: { type: duckdb.DATE, items: (rows: number) => new Int32Array(rows) },
  BIGINT: { type: duckdb.BIGINT, items: (rows: number) => new Uint32Array(rows * 2) },
  UBIGINT: { type: duckdb.UBIGINT, items: (rows: number) => new Uint32Array(rows * 2) },
} as const;

/** A list of distinct texts stands for a column of places in it. */
export type ProvidedType = keyof typeof NUMBERS | 'INTEGER[]' | readonly string[];

export type ColumnItems = Uint8Array | Uint16Array | Int16Array | Int32Array | Uint32Array;

const ALL_VALID = 0xffff_ffff;
const WORD_BITS = 32;

/** Some rows of one column, which are filled in memory of our own and copied to the engine as a whole. */
export class ProvidedColumn {
  /** Of a column of lists: nothing. */
  readonly items: ColumnItems;
  /** A bit a row. */
  readonly #valid: Uint32Array;
  #hasNulls = false;

  constructor(items: ColumnItems, rows: number) {
    this.items = items;
    this.#valid = new Uint32Array(Math.ceil(rows / (2 * WORD_BITS)) * 2).fill(ALL_VALID);
  }

  setNull(row: number): void {
    this.#valid[row >>> 5]! &= ~(1 << (row & 31));
    this.#hasNulls = true;
  }

  /** Hands the rows to the engine; the next ones begin with none that is null. */
  flush(vector: Vector): void {
    copy(vector, this.items);
    this.flushValid(vector);
  }

  protected flushValid(vector: Vector): void {
    if (!this.#hasNulls) return;
    const { buffer, byteLength } = this.#valid;
    bindings.vector_ensure_validity_writable(vector);
    bindings.copy_data_to_vector_validity(vector, 0, buffer as ArrayBuffer, 0, byteLength);
    this.#valid.fill(ALL_VALID);
    this.#hasNulls = false;
  }
}

/** Words of a row: where its list begins among the values, and its length, 64 bits each. */
const ENTRY_WORDS = 4;

/** A column of lists of whole numbers. */
export class ProvidedLists extends ProvidedColumn {
  readonly #entries: Uint32Array;
  #values = new Int32Array(1024);
  #size = 0;

  constructor(rows: number) {
    super(new Uint8Array(0), rows);
    this.#entries = new Uint32Array(rows * ENTRY_WORDS);
  }

  /** The row's list: so many of the numbers from `from` on, ascending. */
  setSorted(row: number, numbers: ArrayLike<number>, from: number, count: number): void {
    const begin = this.#size;
    this.#size += count;
    if (this.#size > this.#values.length) this.#widen();
    const values = this.#values;
    for (let index = 0; index < count; index++) {
      const number = numbers[from + index]!;
      let at = begin + index;
      for (; at > begin && values[at - 1]! > number; at--) values[at] = values[at - 1]!;
      values[at] = number;
    }
    this.#entries[row * ENTRY_WORDS] = begin;
    this.#entries[row * ENTRY_WORDS + 2] = count;
  }

  override setNull(row: number): void {
    super.setNull(row);
    this.#entries[row * ENTRY_WORDS] = this.#size;
    this.#entries[row * ENTRY_WORDS + 2] = 0;
  }

  override flush(vector: Vector): void {
    bindings.list_vector_reserve(vector, this.#size);
    bindings.list_vector_set_size(vector, this.#size);
    if (this.#size > 0) {
      copy(bindings.list_vector_get_child(vector), this.#values.subarray(0, this.#size));
    }
    copy(vector, this.#entries);
    this.flushValid(vector);
    this.#size = 0;
  }

  #widen(): void {
    const wider = new Int32Array(Math.max(this.#size, this.#values.length * 2));
    wider.set(this.#values);
    this.#values = wider;
  }
}

export function columnOf(type: ProvidedType, rows: number): ProvidedColumn {
  if (type === 'INTEGER[]') return new ProvidedLists(rows);
  if (typeof type === 'string') return new ProvidedColumn(NUMBERS[type].items(rows), rows);
  return new ProvidedColumn(placesIn(type, rows), rows);
}

export function engineType(type: ProvidedType): DuckDBType {
  if (type === 'INTEGER[]') return duckdb.LIST(duckdb.INTEGER);
  if (typeof type === 'string') return NUMBERS[type].type;
  return duckdb.ENUM(type.length === 0 ? NO_TEXTS : type);
}

/** An ENUM must have a value, if no row has it. */
const NO_TEXTS = ['-'];

/** As wide as DuckDB has places in a list of so many texts. */
function placesIn({ length }: readonly string[], rows: number): ColumnItems {
  if (length <= 0xff) return new Uint8Array(rows);
  return length <= 0xffff ? new Uint16Array(rows) : new Uint32Array(rows);
}

function copy(vector: Vector, { buffer, byteOffset, byteLength }: ColumnItems): void {
  bindings.copy_data_to_vector(vector, 0, buffer as ArrayBuffer, byteOffset, byteLength);
}
