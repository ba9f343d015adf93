import type { Json } from './to-hcl2json.ts';

/** Where two JSON values first differ, as a path with both sides; null when they are equal. */
export function firstDifference(
  ours: Json | undefined,
  theirs: Json | undefined,
  path = '',
): string | null {
  if (Object.is(ours, theirs) || (ours === 0 && theirs === 0)) return null;
  if (isContainer(ours) && isContainer(theirs) && Array.isArray(ours) === Array.isArray(theirs)) {
    for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
      const difference = firstDifference(entry(ours, key), entry(theirs, key), `${path}/${key}`);
      if (difference !== null) return difference;
    }
    return null;
  }
  return `${path || '/'}: ours ${JSON.stringify(ours)}, theirs ${JSON.stringify(theirs)}`;
}

function isContainer(
  value: Json | undefined,
): value is Exclude<Json, null | boolean | number | string> {
  return typeof value === 'object' && value !== null;
}

function entry(
  container: Exclude<Json, null | boolean | number | string>,
  key: string,
): Json | undefined {
  return (container as { readonly [key: string]: Json })[key];
}
