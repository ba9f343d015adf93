import type { ProvidedColumn } from '../engine/provided-columns.ts';

/** Distinct texts in the order in which they came. */
export class Dictionary {
  readonly texts: string[] = [];
  readonly #places = new Map<string, number>();

  /** The text's place, made where there is none; -1 for null. */
  place(text: string | null): number {
    if (text === null) return -1;
    let place = this.#places.get(text);
    if (place === undefined) {
      place = this.texts.length;
      this.texts.push(text);
      this.#places.set(text, place);
    }
    return place;
  }
}

/** Sets a row of a column of texts by its place in the dictionary, or -1. */
export function setPlace(column: ProvidedColumn, row: number, place: number): void {
  if (place < 0) column.setNull(row);
  else column.items[row] = place;
}

/** Sets a row of a column of 64-bit whole numbers. What goes beyond the largest BIGINT stops there. */
export function setWhole(column: ProvidedColumn, row: number, value: number): void {
  const { items } = column;
  if (value >= LARGEST) {
    items[row * 2] = 0xffff_ffff;
    items[row * 2 + 1] = 0x7fff_ffff;
  } else {
    items[row * 2] = value;
    items[row * 2 + 1] = value / 2 ** 32;
  }
}

const LARGEST = 2 ** 63;
