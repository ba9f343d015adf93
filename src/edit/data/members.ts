import type { Span } from '../../hcl/ast.ts';

/** A stretch to take out or replace. */
export interface Cut extends Span {
  readonly newText: string;
}

/**
 * Takes members out of what stands between brackets with commas (JSON, YAML's flow style): each goes with the
 * comma that parted it from its neighbour, and the next one moves to its place, so the layout stays.
 */
export function cutMembers(
  collection: Span,
  members: readonly Span[],
  gone: (index: number) => boolean,
  empty: '[]' | '{}',
): Cut[] {
  const indexes = members.map((_, index) => index);
  if (indexes.every(gone)) return [{ ...collection, newText: empty }];
  const cuts: Cut[] = [];
  for (let first = 0; first < members.length; first++) {
    if (!gone(first)) continue;
    let last = first;
    while (last + 1 < members.length && gone(last + 1)) last++;
    const [from, to, next] = [members[first] as Span, members[last] as Span, members[last + 1]];
    cuts.push(
      next
        ? { start: from.start, end: next.start, newText: '' }
        : { start: (members[first - 1] as Span).end, end: to.end, newText: '' },
    );
    first = last;
  }
  return cuts;
}
