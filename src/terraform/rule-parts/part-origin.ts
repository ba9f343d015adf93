import { rangeOf } from '../../hcl/source-text.ts';
import type { Origin } from '../../hcl/value.ts';
import type { PartOrigin } from '../../model/rule.ts';
import type { SourceRange } from '../../model/source.ts';
import { viaRanges } from './hcl-view.ts';
import type { Argument } from './view.ts';

export const NO_ORIGIN: PartOrigin = { literal: null, inputs: [], via: [] };

/** Where an argument's value is written. A reference to another object is written where it stands. */
export function partOrigin(argument: Argument, callers: readonly SourceRange[]): PartOrigin {
  const { value } = argument;
  // A place would lead to the literal, and reports print the lines they point at.
  if (value.sensitive) return { literal: null, inputs: [], via: distinct(callers) };
  if (value.origin !== null) {
    const literal = originRange(value.origin);
    return {
      literal,
      inputs: [literal],
      via: distinct([...callers, ...viaRanges(value.origin.via)]),
    };
  }
  const inputs = (value.inputs ?? []).map(originRange);
  const via = (value.inputs ?? []).flatMap((input) => viaRanges(input.via));
  return { literal: null, inputs, via: distinct([...callers, ...via]) };
}

/** The origins of two arguments that make one part, such as the two ends of a port range. */
export function joinOrigins(first: PartOrigin, second: PartOrigin): PartOrigin {
  return {
    literal: first.literal,
    inputs: distinct([...first.inputs, ...second.inputs]),
    via: distinct([...first.via, ...second.via]),
  };
}

function originRange(origin: Origin): SourceRange {
  return rangeOf(origin.source, origin.span);
}

function distinct(ranges: readonly SourceRange[]): readonly SourceRange[] {
  const seen = new Set<string>();
  return ranges.filter((range) => {
    const key = `${range.startOffset}:${range.endOffset}:${range.file}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
