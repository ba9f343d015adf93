/** No key: keys are whole numbers from 0 to 2^53 − 1. */
const FREE = -1;
const SMALLEST = 64;

/** Numbers the distinct keys that it is asked for, in the order in which they come: a Map takes three times as long. */
export class NumberTable {
  #slots: Float64Array;
  #numbers: Int32Array;
  #keys: Float64Array;
  #size = 0;

  /** `slots`: a power of two, twice as many as keys are looked for. */
  constructor(slots = SMALLEST) {
    this.#slots = new Float64Array(slots).fill(FREE);
    this.#numbers = new Int32Array(slots);
    this.#keys = new Float64Array(slots / 2);
  }

  get size(): number {
    return this.#size;
  }

  /** The key with this number. */
  keyAt(number: number): number {
    return this.#keys[number]!;
  }

  /** The number of a key; one that was not there yet gets the next. */
  numberOf(key: number): number {
    const slot = this.#slotOf(key);
    if (this.#slots[slot] === key) return this.#numbers[slot]!;
    const number = this.#size;
    this.#slots[slot] = key;
    this.#numbers[slot] = number;
    this.#keys[number] = key;
    this.#size++;
    if (this.#size === this.#keys.length) this.#grow();
    return number;
  }

  /** The number of a key, −1 of one that is not there. */
  find(key: number): number {
    const slot = this.#slotOf(key);
    return this.#slots[slot] === key ? this.#numbers[slot]! : -1;
  }

  #slotOf(key: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let hash = Math.imul(key | 0, 0x9e3779b1) ^ Math.imul((key / 4_294_967_296) | 0, 0x85ebca6b);
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0x2c1b3c6d);
    let slot = (hash ^ (hash >>> 13)) & mask;
    while (slots[slot] !== FREE && slots[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const capacity = this.#slots.length * 4;
    const keys = new Float64Array(capacity / 2);
    keys.set(this.#keys);
    this.#keys = keys;
    this.#slots = new Float64Array(capacity).fill(FREE);
    this.#numbers = new Int32Array(capacity);
    for (let number = 0; number < this.#size; number++) {
      const slot = this.#slotOf(keys[number]!);
      this.#slots[slot] = keys[number]!;
      this.#numbers[slot] = number;
    }
  }
}

/** `of` with room for `length` numbers at least; what is new is `otherwise`. */
export function withRoom<Numbers extends Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>>(
  of: Numbers,
  length: number,
  otherwise = 0,
): Numbers {
  if (length <= of.length) return of;
  const size = Math.max(length, of.length * 2);
  const grown = of instanceof Float64Array ? new Float64Array(size) : new Int32Array(size);
  if (otherwise !== 0) grown.fill(otherwise, of.length);
  grown.set(of);
  return grown as Numbers;
}
