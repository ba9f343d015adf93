/**
 * Texts that recur in a log (interfaces, accounts), known by their bytes: a text that was seen before is not made
 * again. Numbers are given in order of appearance.
 */
export class ByteTexts {
  readonly texts: string[] = [];
  #bytes = Buffer.alloc(4096);
  #used = 0;
  /** Where in `#bytes` each text begins; one more entry for the end of the last. */
  #starts = new Int32Array(256);
  #hashes = new Int32Array(256);
  /** Open addressing: number + 1, or 0. */
  #slots = new Int32Array(512);

  /** The number of the text that stands in `buffer` from `start` up to `end`; `hash` is any hash of its bytes. */
  numberOf(buffer: Uint8Array, start: number, end: number, hash: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const number = this.#slots[slot]! - 1;
      if (number < 0) return this.#add(buffer, start, end, hash, slot);
      if (this.#hashes[number] === hash && this.#equals(number, buffer, start, end)) return number;
    }
  }

  #equals(number: number, buffer: Uint8Array, start: number, end: number): boolean {
    const from = this.#starts[number]!;
    if (this.#starts[number + 1]! - from !== end - start) return false;
    const bytes = this.#bytes;
    for (let at = start, own = from; at < end; at++, own++) {
      if (bytes[own] !== buffer[at]) return false;
    }
    return true;
  }

  #add(buffer: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const number = this.texts.length;
    const length = end - start;
    if (this.#used + length > this.#bytes.length) {
      const wider = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#used + length));
      this.#bytes.copy(wider, 0, 0, this.#used);
      this.#bytes = wider;
    }
    this.#bytes.set(buffer.subarray(start, end), this.#used);
    this.#used += length;
    if (number + 2 > this.#starts.length) {
      this.#starts = doubled(this.#starts);
      this.#hashes = doubled(this.#hashes);
    }
    this.#starts[number + 1] = this.#used;
    this.#hashes[number] = hash;
    this.texts.push(Buffer.from(buffer.subarray(start, end)).toString('latin1'));
    this.#slots[slot] = number + 1;
    if (this.texts.length * 2 > this.#slots.length) this.#rehash();
    return number;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let number = 0; number < this.texts.length; number++) {
      let slot = spread(this.#hashes[number]!) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(array.length * 2);
  wider.set(array);
  return wider;
}

function spread(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
