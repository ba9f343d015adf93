import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options?: { readonly type: 'minor' }) => void;

let collector: Collect | null = null;

/** Collects all garbage: some milliseconds, and code that is compiled again. */
export function collectGarbage(): void {
  collector ??= exposed();
  collector();
}

/** Collects what is young alone: less than a millisecond. */
export function collectYoungGarbage(): void {
  collector ??= exposed();
  collector({ type: 'minor' });
}

function exposed(): Collect {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as Collect;
}
