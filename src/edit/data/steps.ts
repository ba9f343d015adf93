import type { Json } from '../hashicorp-parser.ts';

/** The way from a document's top to a part of it: property names and indexes. */
export type Steps = readonly (string | number)[];

/** What an edit means to a document, whatever its text: parts taken out, and lists that stand in the place of blocks. */
export type DataChange =
  | { readonly kind: 'remove'; readonly steps: Steps }
  | { readonly kind: 'set'; readonly steps: Steps; readonly value: Json };

/** The document with the changes made; null where a part is not there. */
export function changedDocument(document: Json, changes: readonly DataChange[]): Json | null {
  const root = { top: structuredClone(document) as Json };
  // Later elements first, so that the indexes of earlier ones stay right; what is set comes last.
  const removals = changes.filter(({ kind }) => kind === 'remove').sort(fromTheEnd);
  for (const change of [...removals, ...changes.filter(({ kind }) => kind === 'set')]) {
    const holder = at(root as unknown as Json, ['top', ...change.steps.slice(0, -1)]);
    const last = change.steps.at(-1);
    if (last === undefined || typeof holder !== 'object' || holder === null) return null;
    if (change.kind === 'set') {
      (holder as Record<string, Json>)[last] = change.value;
    } else if (Array.isArray(holder)) {
      if (typeof last !== 'number' || last >= holder.length) return null;
      holder.splice(last, 1);
    } else {
      if (!Object.hasOwn(holder, last)) return null;
      delete (holder as Record<string, Json>)[last];
    }
  }
  return root.top;
}

function at(value: Json, steps: Steps): Json | undefined {
  let current: Json | undefined = value;
  for (const step of steps) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<string, Json>)[step];
  }
  return current;
}

function fromTheEnd(left: DataChange, right: DataChange): number {
  for (const [index, step] of left.steps.entries()) {
    const other = right.steps[index];
    if (step === other) continue;
    if (typeof step === 'number' && typeof other === 'number') return other - step;
    return String(step) < String(other) ? -1 : 1;
  }
  return 0;
}

/** Equal as documents: the order of properties does not count. */
export function sameDocument(left: Json, right: Json): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((each, i) => sameDocument(each, right[i]));
  }
  if (isObject(left) && isObject(right)) {
    const names = Object.keys(left);
    return (
      names.length === Object.keys(right).length &&
      names.every(
        (name) =>
          Object.hasOwn(right, name) && sameDocument(left[name] as Json, right[name] as Json),
      )
    );
  }
  return Object.is(left, right);
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
