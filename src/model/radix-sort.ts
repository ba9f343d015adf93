const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;
/** So many are sorted faster by insertion. */
const FEW = 48;

/**
 * Sorts `order`, places in `keys`, by these, those of the last of several first: a stable sort of digits, so what has
 * equal keys stays in its order. `keys` are 32-bit numbers without sign.
 */
export function sortByKeys(order: Uint32Array, keys: readonly Uint32Array[]): Uint32Array {
  if (order.length <= FEW) return sortFew(order, keys);
  let from: Uint32Array = order;
  let to: Uint32Array = new Uint32Array(order.length);
  const starts = new Uint32Array(DIGITS);
  for (const values of [...keys].reverse()) {
    const differing = differingBits(values);
    for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
      if (((differing >>> shift) & (DIGITS - 1)) === 0) continue;
      countDigits(values, shift, starts);
      placeByDigit(from, values, shift, starts, to);
      [from, to] = [to, from];
    }
  }
  return from;
}

/** The places of so many keys, in their order. */
export function placesOf(count: number): Uint32Array<ArrayBuffer> {
  const places = new Uint32Array(count);
  for (let place = 0; place < count; place++) places[place] = place;
  return places;
}

function differingBits(values: Uint32Array): number {
  const first = values[0]!;
  let differing = 0;
  for (let at = 0; at < values.length; at++) differing |= values[at]! ^ first;
  return differing;
}

/** By insertion: counting the digits of a few costs more. */
function sortFew(order: Uint32Array, keys: readonly Uint32Array[]): Uint32Array {
  for (let end = 1; end < order.length; end++) {
    const place = order[end]!;
    let at = end;
    while (at > 0 && isBefore(place, order[at - 1]!, keys)) {
      order[at] = order[at - 1]!;
      at--;
    }
    order[at] = place;
  }
  return order;
}

function isBefore(left: number, right: number, keys: readonly Uint32Array[]): boolean {
  for (const values of keys) {
    if (values[left] !== values[right]) return values[left]! < values[right]!;
  }
  return false;
}

/** Where each digit's places begin. */
function countDigits(values: Uint32Array, shift: number, starts: Uint32Array): void {
  starts.fill(0);
  for (let at = 0; at < values.length; at++) {
    starts[(values[at]! >>> shift) & (DIGITS - 1)]!++;
  }
  addUp(starts);
}

function addUp(starts: Uint32Array): void {
  let start = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const count = starts[digit]!;
    starts[digit] = start;
    start += count;
  }
}

function placeByDigit(
  from: Uint32Array,
  values: Uint32Array,
  shift: number,
  starts: Uint32Array,
  to: Uint32Array,
): void {
  for (let at = 0; at < from.length; at++) {
    const place = from[at]!;
    to[starts[(values[place]! >>> shift) & (DIGITS - 1)]!++] = place;
  }
}
