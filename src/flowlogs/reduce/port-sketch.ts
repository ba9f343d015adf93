/** How many buckets a sketch of ports has: bits of a BIGINT that are not its sign. */
export const BUCKETS = 63;

/** A well-mixed number from 0 to 62: ports that follow each other lie apart. */
export function bucketOf(port: number): number {
  let hash = Math.imul(port + 1, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % BUCKETS;
}

/** By port: the bit of its bucket in a sketch's lower and in its upper half. */
export const LOW_BIT = new Int32Array(65_536);
export const HIGH_BIT = new Int32Array(65_536);
for (let port = 0; port < 65_536; port++) {
  const bucket = bucketOf(port);
  if (bucket < 32) LOW_BIT[port] = 1 << bucket;
  else HIGH_BIT[port] = 1 << (bucket - 32);
}

/** How many buckets a sketch of two halves holds. */
export const bitsOf = (low: number, high: number) => bitCount(low) + bitCount(high);

function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
