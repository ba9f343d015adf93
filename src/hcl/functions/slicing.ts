import { DYNAMIC, type Type } from '../type.ts';
import type { SequenceValue, UnknownValue, Value } from '../value.ts';
import { computed, list, symbolValue, unknownFrom } from '../values.ts';
import { ArgumentError, wholeNumberOf } from './function.ts';
import { elementTypeOf, isOrdered } from './results.ts';

/** `slice(list, start, end)`: the elements from `start` up to, and without, `end`. */
export function slice(args: readonly Value[]): Value {
  const [source] = args as readonly [Value];
  if (source.kind === 'null') throw new ArgumentError(0, 'argument must not be null');
  const start = wholeNumberOf(args, 1);
  const end = wholeNumberOf(args, 2);
  if (source.kind === 'unknown') return sliceOfUnknown(source, start, end, args);
  if (!isOrdered(source)) throw new ArgumentError(0, 'must be a list or tuple value');
  const { length } = source.elements;
  if (start < 0) throw new ArgumentError(1, 'start index must not be less than zero');
  if (start > length) {
    throw new ArgumentError(1, 'start index must not be greater than the length of the list');
  }
  if (end < 0) throw new ArgumentError(2, 'end index must not be less than zero');
  if (end > length) {
    throw new ArgumentError(2, 'end index must not be greater than the length of the list');
  }
  if (start > end) throw new ArgumentError(1, 'start index must not be greater than end index');
  return computed({ ...source, elements: source.elements.slice(start, end) }, args);
}

/** How long a slice of an unknown list may be written out; one that is longer is unknown as a whole. */
const LONGEST_SLICE = 256;

/**
 * A slice that succeeds has exactly as many elements as its indexes say, whatever the list holds:
 * `slice(data.aws_availability_zones.all.names, 0, 3)` has three, each of them not known.
 */
function sliceOfUnknown(
  source: UnknownValue,
  start: number,
  end: number,
  args: readonly Value[],
): Value {
  const { type } = source;
  if (!['dynamic', 'list', 'tuple'].includes(type.kind)) {
    throw new ArgumentError(0, 'must be a list or tuple value');
  }
  const length = end - start;
  const { symbol, references } = source;
  const isList = type.kind === 'list' || (type.kind === 'dynamic' && symbol !== null);
  if (!isList || start < 0 || length < 0 || length > LONGEST_SLICE) {
    return unknownFrom(args, type.kind === 'list' ? type : DYNAMIC);
  }
  const elementType = elementTypeOf(type);
  const elements = Array.from({ length }, (_, index): Value => {
    if (symbol === null) return unknownFrom([source], elementType);
    const path = [...symbol.path, String(start + index)];
    return symbolValue({ address: symbol.address, path }, elementType, { references });
  });
  return computed(list(elements, elementType), args);
}

/** `chunklist(list, size)`: the list in pieces of so many elements. Size 0 means one piece. */
export function chunk(args: readonly Value[]): Value {
  const source = args[0] as SequenceValue;
  const size = wholeNumberOf(args, 1);
  if (size < 0) throw new ArgumentError(1, 'the size argument must be positive');
  const type: Type = { kind: 'list', element: source.elementType ?? DYNAMIC };
  const { elements } = source;
  const chunks: Value[] = [];
  const step = size === 0 ? elements.length : size;
  for (let at = 0; at < elements.length; at += step) {
    chunks.push(computed(list(elements.slice(at, at + step), type.element), args));
  }
  return computed(list(chunks, type), args);
}
