import type { Json } from './hashicorp-parser.ts';

/**
 * How many things `after` lacks that `before` has, when it is `before` with whole elements, entries or blocks taken out
 * and nothing else; null when anything was changed or added. An argument `name = []` in the place of blocks of that
 * name, or of a `dynamic` block for them, counts as these blocks taken out.
 */
export function countRemoved(before: Json, after: Json): number | null {
  if (Array.isArray(before) && Array.isArray(after)) return removedOfList(before, after);
  if (isObject(before) && isObject(after)) return removedOfObject(before, after);
  if (typeof before === 'string' && typeof after === 'string' && before !== after) {
    return isExpression(before) && lostOneStretch(before, after) ? 1 : null;
  }
  return before === after ? 0 : null;
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function removedOfList(before: readonly Json[], after: readonly Json[]): number | null {
  // Elements that were changed inside keep their number; then each is compared with its own.
  if (before.length === after.length) {
    return sum(before.map((element, index) => countRemoved(element, after[index] as Json)));
  }
  let removed = 0;
  let at = 0;
  for (const element of before) {
    const other = after[at];
    if (other === undefined) {
      removed++;
      continue;
    }
    const equal = JSON.stringify(element) === JSON.stringify(other);
    const enough = before.length - removed > after.length;
    const inside = equal ? 0 : countRemoved(element, other);
    if (equal) at++;
    else if (enough) removed++;
    else if (inside === null) return null;
    else {
      removed += inside;
      at++;
    }
  }
  return at === after.length ? removed : null;
}

function removedOfObject(
  before: { readonly [key: string]: Json },
  after: { readonly [key: string]: Json },
): number | null {
  const added = Object.keys(after).filter((key) => !Object.hasOwn(before, key));
  if (added.some((key) => !standsForDynamic(before, after, key))) return null;
  return sum(
    Object.entries(before).map(([key, value]) => {
      if (Object.hasOwn(after, key)) return countRemoved(value, after[key] as Json);
      return units(value);
    }),
  );
}

/** `ingress = []` in the place of `dynamic "ingress"`. */
function standsForDynamic(
  before: { readonly [key: string]: Json },
  after: { readonly [key: string]: Json },
  key: string,
): boolean {
  const value = after[key];
  const made = (body: { readonly [key: string]: Json }) =>
    isObject(body.dynamic ?? null) && Object.hasOwn(body.dynamic as object, key);
  return Array.isArray(value) && value.length === 0 && made(before) && !made(after);
}

/**
 * A key that is gone held this many things. hcl2json lists the blocks of one type and labels under one key, with a key
 * a label around them: `resource.aws_security_group.web = [{…}]` is one block. Anything else is one value.
 */
function units(value: Json): number {
  if (Array.isArray(value) && value.length > 0 && value.every(isObject)) return value.length;
  if (isObject(value)) {
    const inner = Object.values(value);
    const onlyNests = inner.every(
      (each) => isObject(each) || (Array.isArray(each) && each.every(isObject)),
    );
    if (inner.length > 0 && onlyNests)
      return inner.reduce<number>((all, each) => all + units(each), 0);
  }
  return 1;
}

function isExpression(text: string): boolean {
  return text.startsWith('${');
}

/** True when `after` is `before` without one or more stretches, blanks aside. */
function lostOneStretch(before: string, after: string): boolean {
  const [whole, rest] = [before.replace(/\s+/g, ''), after.replace(/\s+/g, '')];
  if (rest.length >= whole.length) return false;
  let at = 0;
  for (const character of whole) if (rest[at] === character) at++;
  return at === rest.length;
}

function sum(parts: readonly (number | null)[]): number | null {
  return parts.reduce<number | null>(
    (all, part) => (all === null || part === null ? null : all + part),
    0,
  );
}
