import { sameDocument } from './data/steps.ts';
import type { Json } from './hashicorp-parser.ts';

/** A literal, and the literals in its place: of one list element several may be made. */
export interface Swap {
  readonly from: string | number;
  readonly to: readonly (string | number)[];
}

/** How many swaps lead from one document to the other; null when anything else differs. */
export function countSwapped(before: Json, after: Json, swaps: readonly Swap[]): number | null {
  if (sameDocument(before, after)) return 0;
  if (Array.isArray(before) && Array.isArray(after)) return swappedInList(before, after, swaps);
  if (isObject(before) && isObject(after)) {
    const names = Object.keys(before);
    if (names.length !== Object.keys(after).length) return null;
    return sum(
      names.map((name) =>
        Object.hasOwn(after, name)
          ? countSwapped(before[name] as Json, after[name] as Json, swaps)
          : null,
      ),
    );
  }
  if (swaps.some(({ from, to }) => before === from && to.length === 1 && after === to[0])) return 1;
  return typeof before === 'string' && typeof after === 'string'
    ? swappedInExpression(before, after, swaps)
    : null;
}

function swappedInList(
  before: readonly Json[],
  after: readonly Json[],
  swaps: readonly Swap[],
): number | null {
  let at = 0;
  const counts = before.map((element): number | null => {
    const swap = swaps.find(
      ({ from, to }) => element === from && to.every((each, index) => each === after[at + index]),
    );
    at += swap ? swap.to.length : 1;
    return swap ? 1 : countSwapped(element, after[at - 1] ?? null, swaps);
  });
  return at === after.length ? sum(counts) : null;
}

/** An expression is a text to HashiCorp's parser: `${concat(local.offices, ["10.0.0.0/8"])}`. */
function swappedInExpression(before: string, after: string, swaps: readonly Swap[]): number | null {
  if (!before.startsWith('${')) return null;
  const bare = (text: string) => text.replace(/\s+/g, '');
  const texts = swaps.map(({ from, to }) => ({
    from: bare(JSON.stringify(from)),
    to: bare(to.map((each) => JSON.stringify(each)).join(',')),
  }));
  const [old, now] = [bare(before), bare(after)];
  let count = 0;
  let at = 0;
  let made = '';
  while (at < old.length) {
    const swap = texts.find(
      ({ from, to }) => old.startsWith(from, at) && now.startsWith(made + to),
    );
    made += swap ? swap.to : old[at];
    at += swap ? swap.from.length : 1;
    if (swap) count++;
    if (!now.startsWith(made)) return null;
  }
  return made === now ? count : null;
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sum(parts: readonly (number | null)[]): number | null {
  return parts.reduce<number | null>(
    (all, part) => (all === null || part === null ? null : all + part),
    0,
  );
}
