import { ConversionError, convert, unifyTypes } from '../convert.ts';
import { equality } from '../evaluate/equality.ts';
import { BOOL, DYNAMIC, NUMBER, STRING, type Type } from '../type.ts';
import type { MappingValue, SequenceValue, Value } from '../value.ts';
import { computed, list, nullValue, typeOf, unknownFrom } from '../values.ts';
import {
  ArgumentError,
  CallError,
  type HclFunction,
  markSensitive,
  textOf,
  wholeNumberOf,
} from './function.ts';
import { graphemeCount } from './graphemes.ts';
import {
  anything,
  boolResult,
  elementTypeOf,
  isMapping,
  isOrdered,
  isSequence,
  numberResult,
  parameter,
} from './results.ts';

const LIST: Type = { kind: 'list', element: DYNAMIC };
const LIST_OF_BOOL: Type = { kind: 'list', element: BOOL };
const LIST_OF_STRING: Type = { kind: 'list', element: STRING };

/** Collection functions that pick one of their elements, or ask something of a collection. */
export const CHOOSING_FUNCTIONS: Readonly<Record<string, HclFunction>> = {
  alltrue: quantifier((value) => value === false, false),
  anytrue: quantifier((value) => value === true, true),
  coalesce: {
    parameters: [],
    variadic: {
      name: 'vals',
      type: DYNAMIC,
      allowNull: true,
      allowUnknown: true,
      allowDynamic: true,
    },
    returns: DYNAMIC,
    call: coalesce,
  },
  coalescelist: {
    parameters: [],
    variadic: {
      name: 'vals',
      type: DYNAMIC,
      allowNull: true,
      allowUnknown: true,
      allowDynamic: true,
    },
    returns: DYNAMIC,
    call: coalesceList,
  },
  compact: {
    parameters: [parameter('list', LIST_OF_STRING)],
    returns: LIST_OF_STRING,
    call: compact,
  },
  contains: {
    parameters: [
      parameter('list'),
      { ...parameter('value'), allowUnknown: true, allowDynamic: true },
    ],
    returns: BOOL,
    call: contains,
  },
  element: {
    parameters: [{ ...parameter('list'), keepsSensitivity: true }, parameter('index', NUMBER)],
    returns: ([source]) => (source?.kind === 'list' ? elementTypeOf(typeOf(source)) : DYNAMIC),
    call: element,
  },
  index: {
    parameters: [
      parameter('list'),
      { ...parameter('value'), allowUnknown: true, allowDynamic: true },
    ],
    returns: NUMBER,
    call: indexOf,
  },
  length: {
    parameters: [
      { ...parameter('value'), allowUnknown: true, allowDynamic: true, keepsSensitivity: true },
    ],
    returns: NUMBER,
    call: length,
  },
  lookup: {
    parameters: [
      { ...parameter('inputMap'), keepsSensitivity: true },
      { ...parameter('key', STRING) },
    ],
    variadic: anything('default'),
    returns: ([source]) => (source?.kind === 'map' ? elementTypeOf(typeOf(source)) : DYNAMIC),
    call: lookup,
  },
  matchkeys: {
    parameters: [parameter('values', LIST), parameter('keys', LIST), parameter('searchset', LIST)],
    returns: ([values]) => (values === undefined ? LIST : typeOf(values)),
    call: matchKeys,
  },
  one: {
    parameters: [{ ...parameter('list'), keepsSensitivity: true }],
    returns: DYNAMIC,
    call: one,
  },
};

/** `alltrue`, `anytrue`: a null counts as false; one deciding element settles what others leave open. */
function quantifier(decides: (value: boolean) => boolean, decision: boolean): HclFunction {
  return {
    parameters: [parameter('list', LIST_OF_BOOL)],
    returns: BOOL,
    call(args) {
      const { elements } = args[0] as SequenceValue;
      let open = false;
      for (const item of elements) {
        if (item.kind === 'unknown') open = true;
        else if (decides(item.kind === 'bool' && item.value)) return boolResult(decision, args);
      }
      return open ? unknownFrom(args, BOOL) : boolResult(!decision, args);
    },
  };
}

function coalesce(args: readonly Value[]): Value {
  if (args.length === 0) throw new CallError('at least one argument is required');
  const type = unifyTypes(args.map(typeOf));
  if (type === null) throw new CallError('all arguments must have the same type');
  for (const [index, arg] of args.entries()) {
    if (arg.kind === 'null') continue;
    if (arg.kind === 'unknown') {
      return arg.notEmpty ? convert(arg, type) : unknownFrom(args.slice(index), type);
    }
    const value = convert(arg, type);
    if (value.kind === 'null' || (value.kind === 'string' && value.value === '')) continue;
    return value;
  }
  throw new CallError('no non-null, non-empty-string arguments');
}

function coalesceList(args: readonly Value[]): Value {
  if (args.length === 0) throw new CallError('at least one argument is required');
  for (const [index, arg] of args.entries()) {
    if (isOrdered(arg)) continue;
    const typed = arg.kind === 'unknown' || arg.kind === 'null';
    if (typed && ['list', 'tuple'].includes(arg.type.kind)) continue;
    if (arg.kind === 'unknown' && arg.type.kind === 'dynamic') continue;
    throw new ArgumentError(index, 'coalescelist arguments must be lists or tuples');
  }
  for (const [index, arg] of args.entries()) {
    if (arg.kind === 'unknown') return unknownFrom(args.slice(index));
    if (isOrdered(arg) && arg.elements.length > 0) return arg;
  }
  throw new CallError('no non-null arguments');
}

/** What cannot be null or empty stays although it is not known. */
function compact(args: readonly Value[]): Value {
  const kept: Value[] = [];
  for (const item of (args[0] as SequenceValue).elements) {
    if (item.kind === 'unknown' && !item.notEmpty) return unknownFrom(args, LIST_OF_STRING);
    if (item.kind === 'null' || (item.kind === 'string' && item.value === '')) continue;
    kept.push(item);
  }
  return computed(list(kept, STRING), args);
}

function contains(args: readonly Value[]): Value {
  const [source, wanted] = args as readonly [Value, Value];
  if (!isSequence(source)) throw new ArgumentError(0, 'argument must be list, tuple, or set');
  let open = false;
  for (const item of source.elements) {
    const equal = equality(item, wanted);
    if (equal === true) return boolResult(true, args);
    if (equal === 'unknown') open = true;
  }
  return open ? unknownFrom(args, BOOL) : boolResult(false, args);
}

/** Indexes beyond the end wrap around. */
function element(args: readonly Value[]): Value {
  const [source] = args as readonly [Value];
  const index = wholeNumberOf(args, 1);
  if (!isOrdered(source)) throw new ArgumentError(0, 'cannot read elements from this value');
  if (index < 0) throw new CallError('cannot use element function with a negative index');
  const { length } = source.elements;
  if (length === 0) throw new CallError('cannot use element function with an empty list');
  const picked = source.elements[index % length] as Value;
  return source.sensitive ? markSensitive(picked) : picked;
}

function indexOf(args: readonly Value[]): Value {
  const [source, wanted] = args as readonly [Value, Value];
  if (!isOrdered(source)) throw new ArgumentError(0, 'argument must be a list or tuple');
  if (source.elements.length === 0) throw new CallError('cannot search an empty list');
  for (const [index, item] of source.elements.entries()) {
    const equal = equality(item, wanted);
    if (equal === 'unknown') return unknownFrom(args, NUMBER);
    if (equal) return numberResult(index, args);
  }
  throw new CallError('item not found');
}

function length(args: readonly Value[]): Value {
  const [source] = args as readonly [Value];
  if (source.kind === 'string') return numberResult(graphemeCount(source.value), args);
  if (source.kind === 'set' && source.elements.length > 1 && source.elements.some(mayCollapse)) {
    return unknownFrom(args, NUMBER);
  }
  if (isSequence(source)) return numberResult(source.elements.length, args);
  if (isMapping(source)) return numberResult(source.entries.size, args);
  if (source.kind === 'unknown') {
    const { type } = source;
    if (type.kind === 'tuple') return numberResult(type.elements.length, args);
    if (type.kind === 'object') return numberResult(type.attributes.size, args);
    if (type.kind !== 'bool' && type.kind !== 'number') return unknownFrom(args, NUMBER);
  }
  throw new ArgumentError(0, 'argument must be a string, a collection type, or a structural type');
}

/** An unknown element of a set may turn out to be equal to another; what symbols stand for does not. */
function mayCollapse(item: Value): boolean {
  return item.kind === 'unknown' && item.symbol === null;
}

function lookup(args: readonly Value[]): Value {
  const [source, , fallback] = args as readonly [Value, Value, Value?];
  if (args.length > 3)
    throw new CallError(`lookup() takes two or three arguments, got ${args.length}`);
  if (!isMapping(source)) {
    throw new ArgumentError(0, 'lookup() requires a map as the first argument');
  }
  const type = source.kind === 'map' ? elementTypeOf(typeOf(source)) : DYNAMIC;
  const key = textOf(args, 1);
  const found = source.entries.get(key);
  if (found === undefined && fallback === undefined) throw missingKey(source, key);
  const standIn = fallback === undefined ? null : asDefault(fallback, type);
  const result = found === undefined ? (standIn as Value) : convert(found.value, type);
  return source.sensitive ? markSensitive(result) : result;
}

function missingKey(source: MappingValue, key: string): Error {
  const name = JSON.stringify(key);
  return source.kind === 'object'
    ? new ArgumentError(0, `the given object has no attribute ${name}`)
    : new CallError(`lookup failed to find key ${name}`);
}

/** The default must fit the map also where it is not needed. */
function asDefault(fallback: Value, type: Type): Value {
  try {
    return convert(fallback, type);
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    throw new ArgumentError(2, 'the default value must have the same type as the map elements');
  }
}

function matchKeys(args: readonly Value[]): Value {
  const [values, keys, search] = args as readonly [SequenceValue, SequenceValue, SequenceValue];
  if (values.elements.length !== keys.elements.length) {
    throw new CallError('length of keys and values should be equal');
  }
  const type = unifyTypes([elementTypeOf(typeOf(keys)), elementTypeOf(typeOf(search))]);
  if (type === null) throw new CallError('keys and searchset must be of the same type');
  const wanted = search.elements.map((item) => convert(item, type));
  const picked: Value[] = [];
  for (const [index, item] of keys.elements.entries()) {
    const key = convert(item, type);
    const results = wanted.map((candidate) => equality(key, candidate));
    if (results.includes(true)) picked.push(values.elements[index] as Value);
    else if (results.includes('unknown')) return unknownFrom(args, typeOf(values));
  }
  return computed(list(picked, values.elementType ?? DYNAMIC), args);
}

function one(args: readonly Value[]): Value {
  const [source] = args as readonly [Value];
  if (!isSequence(source) || source.elements.length > 1) {
    throw new ArgumentError(
      0,
      'must be a list, set, or tuple value with either zero or one elements',
    );
  }
  const [only] = source.elements;
  if (only === undefined) return computed(nullValue(source.elementType ?? DYNAMIC), args);
  return source.sensitive ? markSensitive(only) : only;
}
