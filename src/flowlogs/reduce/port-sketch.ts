/** How many buckets a sketch of ports has: bits of a BIGINT that are not its sign. */
export const BUCKETS = 63;

/** A well-mixed number from 0 to 62: ports that follow each other lie apart. */
export function bucketOf(port: number): number {
  let hash = Math.imul(port + 1, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % BUCKETS;
}

/** The bucket of each port. */
export const PORT_BUCKETS = Uint8Array.from({ length: 65_536 }, (_, port) => bucketOf(port));

/** Adds a port to a sketch, whose lower half is the word at `at` and its upper one the next. */
export function addToSketch(words: Int32Array, at: number, port: number): void {
  const bucket = PORT_BUCKETS[port]!;
  if (bucket < 32) words[at]! |= 1 << bucket;
  else words[at + 1]! |= 1 << (bucket - 32);
}

/** How many buckets a sketch of two halves holds. */
export const bitsOf = (low: number, high: number) => bitCount(low) + bitCount(high);

function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
