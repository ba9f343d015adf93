import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether `X-TFC-Task-Signature` is the HMAC-SHA512 of the body, in hex, by the key that both sides know. The time it
 * takes tells nothing of how much of a forged one is right.
 */
export function isSignedBy(key: string, body: Uint8Array, signature: unknown): boolean {
  if (typeof signature !== 'string' || !/^[0-9a-f]{128}$/i.test(signature)) return false;
  const expected = createHmac('sha512', key).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}
