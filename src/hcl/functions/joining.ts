import { convert, sameType, typeName, unifyTypes } from '../convert.ts';
import { elementsIn } from '../evaluate/sensitivity.ts';
import { DYNAMIC, NUMBER, STRING, type Type } from '../type.ts';
import type { Entry, SequenceValue, StringValue, Value } from '../value.ts';
import {
  computed,
  keyedEntry,
  keyOf,
  list,
  map,
  number,
  object,
  tuple,
  typeOf,
  unknownFrom,
} from '../values.ts';
import { ArgumentError, CallError, type HclFunction } from './function.ts';
import { RANGE_PARAMETER, rangeOf } from './numeric.ts';
import { anything, isMapping, isOrdered, isSequence, parameter } from './results.ts';
import { chunk, slice } from './slicing.ts';

const LIST: Type = { kind: 'list', element: DYNAMIC };

/** Collection functions that make larger or smaller collections; every element keeps its own origin. */
export const JOINING_FUNCTIONS: Readonly<Record<string, HclFunction>> = {
  chunklist: {
    parameters: [{ ...parameter('list', LIST), keepsSensitivity: true }, parameter('size', NUMBER)],
    returns: { kind: 'list', element: LIST },
    call: chunk,
  },
  concat: {
    parameters: [],
    variadic: { ...parameter('seqs'), allowUnknown: true, keepsSensitivity: true },
    returns: DYNAMIC,
    call: concat,
  },
  flatten: {
    parameters: [{ ...parameter('list'), keepsSensitivity: true }],
    returns: DYNAMIC,
    call: flatten,
  },
  merge: {
    parameters: [],
    variadic: { ...anything('maps') },
    returns: DYNAMIC,
    call: merge,
  },
  range: {
    parameters: [],
    variadic: RANGE_PARAMETER,
    returns: { kind: 'list', element: NUMBER },
    call: (args) =>
      computed(
        list(
          rangeOf(args).map((value) => computed(number(value), args)),
          NUMBER,
        ),
        args,
      ),
  },
  reverse: {
    parameters: [{ ...parameter('list'), keepsSensitivity: true }],
    returns: DYNAMIC,
    call(args) {
      const [source] = args as readonly [Value];
      if (!isSequence(source))
        throw new ArgumentError(
          0,
          `can only reverse list or tuple values, not ${typeName(typeOf(source))}`,
        );
      const elements = [...source.elements].reverse();
      const kind = source.kind === 'tuple' ? 'tuple' : 'list';
      return computed({ ...source, kind, elements }, args);
    },
  },
  slice: {
    parameters: [
      { ...parameter('list'), allowUnknown: true, allowDynamic: true, keepsSensitivity: true },
      parameter('start_index', NUMBER),
      parameter('end_index', NUMBER),
    ],
    returns: (args) => (args[0]?.kind === 'list' ? typeOf(args[0]) : DYNAMIC),
    call: slice,
  },
  transpose: {
    parameters: [parameter('values', { kind: 'map', element: { kind: 'list', element: STRING } })],
    returns: { kind: 'map', element: { kind: 'list', element: STRING } },
    call: transpose,
  },
  zipmap: {
    parameters: [
      parameter('keys', { kind: 'list', element: STRING }),
      { ...parameter('values'), keepsSensitivity: true },
    ],
    returns: DYNAMIC,
    call: zipmap,
  },
};

/** Lists give a list of their common type, tuples a tuple. */
function concat(args: readonly Value[]): Value {
  if (args.length === 0) throw new CallError('at least one argument is required');
  const types = args.map((arg) => (arg.kind === 'tuple' ? null : typeOf(arg)));
  for (const [index, type] of types.entries()) {
    if (type === null || type.kind === 'list' || type.kind === 'tuple') continue;
    if (type.kind === 'dynamic') continue;
    throw new ArgumentError(index, `all arguments must be lists or tuples; got ${typeName(type)}`);
  }
  const elementTypes = types.map((type) => (type?.kind === 'list' ? type.element : null));
  const unified = elementTypes.every((type) => type !== null) ? unifyTypes(elementTypes) : null;
  if (args.some((arg) => arg.kind === 'unknown')) {
    return unknownFrom(args, unified === null ? DYNAMIC : { kind: 'list', element: unified });
  }
  const sequences = args as readonly SequenceValue[];
  if (unified === null) return computed(tuple(sequences.flatMap((item) => item.elements)), args);
  const elements = sequences.flatMap((item) =>
    item.elements.map((element) => convert(element, unified)),
  );
  return computed(list(elements, unified), args);
}

function flatten(args: readonly Value[]): Value {
  const [source] = args as readonly [Value];
  if (!isSequence(source)) throw new ArgumentError(0, 'can only flatten lists, sets and tuples');
  const elements: Value[] = [];
  return gather(source, elements) ? computed(tuple(elements), args) : unknownFrom(args);
}

/** False when an element may be a list whose elements are not known. */
function gather(source: SequenceValue, into: Value[]): boolean {
  for (const element of elementsIn(source)) {
    if (isSequence(element)) {
      if (!gather(element, into)) return false;
    } else if (element.kind === 'unknown' && mayBeSequence(element)) {
      return false;
    } else {
      into.push(element);
    }
  }
  return true;
}

function mayBeSequence(element: Extract<Value, { kind: 'unknown' }>): boolean {
  switch (element.type.kind) {
    case 'list':
    case 'set':
    case 'tuple':
      return true;
    case 'dynamic':
      return element.symbol === null || !element.notEmpty;
    default:
      return false;
  }
}

/** Of entries with the same key the last stays; nulls are passed over. Maps of one type give a map. */
function merge(args: readonly Value[]): Value {
  const given: Value[] = [];
  for (const [index, arg] of args.entries()) {
    if (arg.kind === 'unknown' || arg.kind === 'null') {
      if (!['map', 'object', 'dynamic'].includes(arg.type.kind)) throw notMergeable(index);
    } else if (!isMapping(arg)) {
      throw notMergeable(index);
    }
    if (arg.kind !== 'null') given.push(arg);
  }
  const elementType = commonMapElement(args);
  if (given.some((arg) => arg.kind === 'unknown'))
    return unknownFrom(
      args,
      elementType === null ? DYNAMIC : { kind: 'map', element: elementType },
    );
  const entries = new Map<string, Entry>();
  for (const arg of given) {
    if (isMapping(arg)) for (const [key, item] of arg.entries) entries.set(key, item);
  }
  const merged =
    elementType === null ? object(entries.values()) : map(entries.values(), elementType);
  return computed(merged, args);
}

function notMergeable(index: number): ArgumentError {
  return new ArgumentError(index, 'arguments must be maps or objects');
}

/** The element type where all arguments are maps of one type. */
function commonMapElement(args: readonly Value[]): Type | null {
  if (!args.every((arg) => arg.kind === 'map' || arg.kind === 'null' || arg.kind === 'unknown')) {
    return null;
  }
  const [first, ...others] = args.map(typeOf);
  if (first?.kind !== 'map' || !others.every((type) => sameType(type, first))) return null;
  return first.element;
}

function transpose(args: readonly Value[]): Value {
  const [source] = args;
  const keysOf = new Map<string, Value[]>();
  const origins = new Map<string, StringValue>();
  if (source?.kind !== 'map') return unknownFrom(args);
  for (const item of source.entries.values()) {
    const { value } = item;
    if (value.kind === 'unknown') return unknownFrom(args, TRANSPOSED);
    if (value.kind !== 'list') throw new CallError('the lists must not be null');
    for (const element of value.elements) {
      if (element.kind === 'unknown') return unknownFrom(args, TRANSPOSED);
      if (element.kind !== 'string') throw new ArgumentError(0, 'input must not contain null');
      const keys = keysOf.get(element.value) ?? [];
      keys.push(keyOf(item, source));
      keysOf.set(element.value, keys);
      if (!origins.has(element.value)) origins.set(element.value, element);
    }
  }
  const entries = [...keysOf].map(([key, keys]) =>
    keyedEntry(origins.get(key) as StringValue, computed(list(keys, STRING), args)),
  );
  return computed(map(entries, TRANSPOSED.element), args);
}

const TRANSPOSED = {
  kind: 'map',
  element: { kind: 'list', element: STRING },
} as const satisfies Type;

/** A list of values gives a map, a tuple an object. */
function zipmap(args: readonly Value[]): Value {
  const [keys, values] = args as readonly [SequenceValue, Value];
  if (!isOrdered(values))
    throw new ArgumentError(1, 'values parameter must be a list or tuple value');
  if (keys.elements.length !== values.elements.length) {
    throw new CallError(
      `number of keys (${keys.elements.length}) does not match number of values (${values.elements.length})`,
    );
  }
  const entries: Entry[] = [];
  for (const [index, key] of keys.elements.entries()) {
    if (key.kind === 'unknown') {
      return unknownFrom(
        args,
        values.kind === 'list' ? { kind: 'map', element: values.elementType ?? DYNAMIC } : DYNAMIC,
      );
    }
    if (key.kind !== 'string') throw new ArgumentError(0, 'keys must not contain null');
    entries.push(keyedEntry(key, values.elements[index] as Value));
  }
  const zipped =
    values.kind === 'list' ? map(entries, values.elementType ?? DYNAMIC) : object(entries);
  return computed(zipped, args);
}
