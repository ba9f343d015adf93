import { collectGarbage } from '../garbage.ts';

/** Bytes of shared memory that are worth a collection: some milliseconds, and code that is compiled again. */
export const MUCH_SHARED = 64 << 20;

/**
 * Gives back shared memory that nobody looks at any more. V8 does not count it as its own, so that it would be kept until
 * some hundred megabytes of other garbage have come together, which in a reader of logs never happens; and it is free only
 * when no thread holds it.
 */
export function freeSharedMemory(): void {
  collectGarbage();
}
