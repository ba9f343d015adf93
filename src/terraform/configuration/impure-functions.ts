import { STRING } from '../../hcl/type.ts';
import type { Value } from '../../hcl/value.ts';
import { computed, unknown } from '../../hcl/values.ts';

/** Functions whose result is another one at every run, or needs a secret: known at apply only. */
const IMPURE: ReadonlySet<string> = new Set([
  'bcrypt',
  'plantimestamp',
  'rsadecrypt',
  'timestamp',
  'uuid',
]);

/** The unknown result of a function that cannot be run here; those of providers too. Null for every other name. */
export function callImpureFunction(name: string, args: readonly Value[]): Value | null {
  const references = [`${name}()`];
  if (IMPURE.has(name)) return computed(unknown(STRING, { references, notEmpty: true }), args);
  return name.startsWith('provider::') ? computed(unknown(undefined, { references }), args) : null;
}
