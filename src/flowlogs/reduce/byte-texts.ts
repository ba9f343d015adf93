/** Bytes that are compared at once. */
const WORD_BYTES = 4;

/**
 * Texts that recur in a log (interfaces, accounts), known by their bytes: a text that was seen before is not made
 * again. Numbers are given in order of appearance.
 */
export class ByteTexts {
  readonly texts: string[] = [];
  #bytes = Buffer.alloc(4096);
  #view = viewOf(this.#bytes);
  #used = 0;
  /** Where in `#bytes` each text begins; one more entry for the end of the last. */
  #starts = new Int32Array(256);
  #hashes = new Int32Array(256);
  /** Open addressing: number + 1, or 0. */
  #slots = new Int32Array(512);

  /** The number of the text that stands in `buffer` from `start` up to `end`. */
  numberOf(buffer: Buffer, start: number, end: number): number {
    const view = viewOf(buffer);
    const known = this.find(view, start, end - start);
    return known >= 0 ? known : this.#add(buffer, view, start, end);
  }

  /** The number of a text that was seen before; -1 where it was not. */
  find(view: DataView, start: number, length: number): number {
    const mask = this.#slots.length - 1;
    const hash = hashOf(view, start, length);
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = this.#slots[slot]! - 1;
      if (number < 0) return -1;
      if (this.#hashes[number] === hash && this.#equals(number, view, start, length)) return number;
    }
  }

  #equals(number: number, view: DataView, start: number, length: number): boolean {
    const from = this.#starts[number]!;
    if (this.#starts[number + 1]! - from !== length) return false;
    return equalBytes(this.#view, from, view, start, length);
  }

  #add(buffer: Buffer, view: DataView, start: number, end: number): number {
    const number = this.texts.length;
    const length = end - start;
    if (this.#used + length > this.#bytes.length) {
      const wider = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#used + length));
      this.#bytes.copy(wider, 0, 0, this.#used);
      this.#bytes = wider;
      this.#view = viewOf(wider);
    }
    this.#bytes.set(buffer.subarray(start, end), this.#used);
    this.#used += length;
    if (number + 2 > this.#starts.length) {
      this.#starts = doubled(this.#starts);
      this.#hashes = doubled(this.#hashes);
    }
    this.#starts[number + 1] = this.#used;
    this.#hashes[number] = hashOf(view, start, length);
    this.texts.push(buffer.toString('utf8', start, end));
    if (this.texts.length * 2 > this.#slots.length) {
      this.#slots = new Int32Array(this.#slots.length * 2);
      for (let each = 0; each < number; each++) this.#place(each);
    }
    this.#place(number);
    return number;
  }

  #place(number: number): void {
    const mask = this.#slots.length - 1;
    let slot = this.#hashes[number]! & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = number + 1;
  }
}

export function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
}

/** Whether the same bytes stand in both. */
export function equalBytes(
  left: DataView,
  leftStart: number,
  right: DataView,
  rightStart: number,
  length: number,
): boolean {
  let at = 0;
  for (; at + WORD_BYTES <= length; at += WORD_BYTES) {
    if (left.getInt32(leftStart + at) !== right.getInt32(rightStart + at)) return false;
  }
  for (; at < length; at++) {
    if (left.getUint8(leftStart + at) !== right.getUint8(rightStart + at)) return false;
  }
  return true;
}

function hashOf(view: DataView, start: number, length: number): number {
  let hash = length;
  let at = 0;
  for (; at + WORD_BYTES <= length; at += WORD_BYTES) {
    hash = Math.imul(hash ^ view.getInt32(start + at), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; at < length; at++) hash = Math.imul(hash ^ view.getUint8(start + at), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(array.length * 2);
  wider.set(array);
  return wider;
}
