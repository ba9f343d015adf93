import type { Value } from '../../hcl/value.ts';
import { nullValue } from '../../hcl/values.ts';
import type { RuleStyle } from '../../model/rule.ts';
import type { SourceRange } from '../../model/source.ts';

/**
 * A resource as rules are read from it, whether HCL, a plan or state says what it holds.
 * So each resource type is understood in one place only.
 */
export interface ResourceView extends BodyView {
  /** With indexes. */
  readonly address: string;
  readonly type: string;
  readonly mode: 'managed' | 'data';
  readonly repetition: 'none' | 'count' | 'for_each';
  /** The module calls around the resource, outermost first. */
  readonly callers: readonly SourceRange[];
}

/** A resource's or a block's content. */
export interface BodyView {
  /** `unknown`: whether there is such a block is not known; one stands for all. */
  readonly existence: 'known' | 'unknown';
  /** Header included; null where there is no source. */
  readonly range: SourceRange | null;
  /** An argument that is not set is null. */
  argument(name: string): Argument;
  /** Nested blocks in order: plain, through `dynamic`, and written as an attribute that holds objects. */
  blocks(type: string): readonly BlockView[];
  /** Names of arguments and nested blocks that are written here, for types that no table knows. */
  names(): readonly string[];
}

export interface BlockView extends BodyView {
  readonly style: Extract<RuleStyle, `inline-${string}`>;
  /** Set when nothing of the block is known: the value that stands for it. */
  readonly unknown: Argument | null;
}

/** The value of an argument or of a part of it, and where it is written. */
export interface Argument {
  readonly value: Value;
  /** What could not be evaluated, as written; used when `value` is unknown. */
  readonly text: string;
  /** The expression that gives the value, or the nearest one around it; null where there is no source. */
  readonly range: SourceRange | null;
  /** The element or entry of a known collection. */
  child(step: string | number): Argument;
  /**
   * For an unknown collection that is joined from others (`concat`, `flatten`, …): those, in order.
   * Null when the expression is not such a join.
   */
  joined(): readonly Argument[] | null;
}

/** An argument that is not set. */
export const ABSENT: Argument = {
  value: nullValue(),
  text: 'null',
  range: null,
  child: () => ABSENT,
  joined: () => null,
};

/**
 * The elements of a list-like argument, nested lists flattened. What is known stands as elements;
 * each part that is not known stands as one element whose value is unknown.
 */
export function elementsOf(argument: Argument): readonly Argument[] {
  const { value } = argument;
  switch (value.kind) {
    case 'null':
      return [];
    case 'list':
    case 'set':
    case 'tuple':
      return value.elements.flatMap((_, index) => elementsOf(argument.child(index)));
    case 'unknown': {
      const joined = argument.joined();
      return joined === null ? [argument] : joined.flatMap(elementsOf);
    }
    default:
      return [argument];
  }
}

/** An object value as if it were a block: `ingress = [{ … }]`. */
export function objectAsBlock(argument: Argument, range: SourceRange | null): BlockView {
  const { value } = argument;
  const known = value.kind === 'object' || value.kind === 'map' ? value : null;
  const view: BlockView = {
    style: 'inline-attribute',
    existence: value.kind === 'unknown' ? 'unknown' : 'known',
    range,
    unknown: value.kind === 'unknown' ? argument : null,
    argument(name) {
      if (value.kind === 'unknown') return argument;
      return known?.entries.has(name) ? argument.child(name) : ABSENT;
    },
    blocks: (type) => elementsOf(view.argument(type)).map((item) => objectAsBlock(item, range)),
    names: () => [...(known?.entries.keys() ?? [])],
  };
  return view;
}
