import { INLINE_BYTES, type ScannedColumn } from '../engine/parquet-scan.ts';
import type { RecordSink } from './record-sink.ts';

const TEXT_WORDS = 4;
/** A text's length, its first four bytes, and two pieces of twelve. */
const KEY_WORDS = 8;
const LONGEST = 28;

/**
 * The texts of a column that recur (interfaces), known by their bytes as they stand in the column: one that was seen
 * before is neither looked up in the engine's memory nor made again.
 */
export class ColumnTexts {
  readonly #sink: RecordSink;
  /** The sink's number of each text that is known. */
  #numbers = new Int32Array(128);
  #keys = new Int32Array(128 * KEY_WORDS);
  #size = 0;
  /** Open addressing: place + 1, or 0. */
  #slots = new Int32Array(256);
  readonly #key = new Int32Array(KEY_WORDS);

  constructor(sink: RecordSink) {
    this.#sink = sink;
  }

  /** The sink's number of a row's text. `pieces`: the text's bytes from the fifth and from the seventeenth on. */
  numberOf(text: ScannedColumn, pieces: readonly ScannedColumn[], row: number): number {
    if (!this.#setKey(text.words, pieces[0]!.words, pieces[1]!.words, row * TEXT_WORDS)) {
      return this.#lookUp(text, row);
    }
    const key = this.#key;
    const mask = this.#slots.length - 1;
    for (let slot = hashOf(key, 0) & mask; ; slot = (slot + 1) & mask) {
      const place = this.#slots[slot]! - 1;
      if (place < 0) return this.#add(this.#lookUp(text, row));
      if (this.#isKey(place)) return this.#numbers[place]!;
    }
  }

  /** Whether the pieces hold all of the text: those of one with other letters than ASCII begin elsewhere. */
  #setKey(text: Int32Array, second: Int32Array, third: Int32Array, at: number): boolean {
    const key = this.#key;
    const length = text[at]!;
    key[0] = length;
    key[1] = text[at + 1]!;
    if (length <= INLINE_BYTES) {
      key[2] = text[at + 2]!;
      key[3] = text[at + 3]!;
      key.fill(0, 4);
      return true;
    }
    if (length > LONGEST) return false;
    if (second[at] !== Math.min(length - 4, 12) || third[at] !== Math.max(length - 16, 0)) {
      return false;
    }
    for (let word = 1; word < TEXT_WORDS; word++) {
      key[word + 1] = second[at + word]!;
      key[word + 4] = third[at + word]!;
    }
    return true;
  }

  #isKey(place: number): boolean {
    const key = this.#key;
    const keys = this.#keys;
    const at = place * KEY_WORDS;
    for (let word = KEY_WORDS - 1; word >= 0; word--) {
      if (keys[at + word] !== key[word]) return false;
    }
    return true;
  }

  #lookUp(text: ScannedColumn, row: number): number {
    const bytes = Buffer.from(text.bytes(row));
    return this.#sink.text(bytes, 0, bytes.length);
  }

  /** Keeps the number of the text whose key is set. */
  #add(number: number): number {
    const place = this.#size++;
    if (this.#size > this.#numbers.length) {
      this.#numbers = wider(this.#numbers);
      this.#keys = wider(this.#keys);
    }
    this.#numbers[place] = number;
    this.#keys.set(this.#key, place * KEY_WORDS);
    if (this.#size * 2 > this.#slots.length) {
      this.#slots = new Int32Array(this.#slots.length * 2);
      for (let each = 0; each < place; each++) this.#settle(each);
    }
    this.#settle(place);
    return number;
  }

  #settle(place: number): void {
    const mask = this.#slots.length - 1;
    let slot = hashOf(this.#keys, place * KEY_WORDS) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = place + 1;
  }
}

function hashOf(keys: Int32Array, at: number): number {
  let hash = keys[at]!;
  for (let word = 1; word < KEY_WORDS; word++) {
    hash = Math.imul(hash ^ keys[at + word]!, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
}

function wider(array: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(array.length * 2);
  more.set(array);
  return more;
}
