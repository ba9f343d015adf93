import { convert, unifyTypes } from '../convert.ts';
import { areEqual, equality } from '../evaluate/equality.ts';
import { DYNAMIC, STRING, type Type } from '../type.ts';
import type { SequenceValue, StringValue, Value } from '../value.ts';
import { compareText, computed, list, set, tuple, typeOf, unknownFrom } from '../values.ts';
import { ArgumentError, CallError, type HclFunction } from './function.ts';
import { elementTypeOf, isSequence, parameter } from './results.ts';

const LIST: Type = { kind: 'list', element: DYNAMIC };
const LIST_OF_STRING: Type = { kind: 'list', element: STRING };
const SET: Type = { kind: 'set', element: DYNAMIC };

/** Collection functions that compare elements with each other. */
export const SET_FUNCTIONS: Readonly<Record<string, HclFunction>> = {
  distinct: {
    parameters: [parameter('list', LIST)],
    returns: ([source]) => (source === undefined ? LIST : typeOf(source)),
    call: distinct,
  },
  setintersection: {
    parameters: [parameter('first_set', SET)],
    variadic: parameter('other_sets', SET),
    returns: SET,
    call: (args) => combine(args, (sets) => sets.reduce(intersection)),
  },
  setproduct: {
    parameters: [],
    variadic: { ...parameter('sets'), keepsSensitivity: true },
    returns: DYNAMIC,
    call: product,
  },
  setsubtract: {
    parameters: [parameter('a', SET), parameter('b', SET)],
    returns: SET,
    call: (args) => combine(args, (sets) => sets.reduce(difference)),
  },
  setunion: {
    parameters: [parameter('first_set', SET)],
    variadic: parameter('other_sets', SET),
    returns: SET,
    call: (args) => combine(args, (sets) => sets.flat()),
  },
  sort: { parameters: [parameter('list', LIST_OF_STRING)], returns: LIST_OF_STRING, call: sort },
};

/** Groups values so that equal ones meet: equal values have the same key, others seldom. */
class ValueIndex {
  readonly #byKey = new Map<string, Value[]>();

  add(value: Value): boolean {
    const key = indexKey(value);
    const seen = this.#byKey.get(key);
    if (seen === undefined) this.#byKey.set(key, [value]);
    else if (seen.some((other) => areEqual(other, value))) return false;
    else if (isPlainUnknown(value)) return true;
    else seen.push(value);
    return true;
  }

  has(value: Value): boolean {
    return this.#byKey.get(indexKey(value))?.some((other) => areEqual(other, value)) ?? false;
  }
}

function isPlainUnknown(value: Value): boolean {
  return value.kind === 'unknown' && value.symbol === null;
}

function indexKey(value: Value): string {
  switch (value.kind) {
    case 'unknown':
      return value.symbol === null
        ? '?'
        : JSON.stringify([value.symbol.address, ...value.symbol.path]);
    case 'null':
      return '~';
    case 'bool':
    case 'number':
    case 'string':
      return `${value.kind} ${value.value}`;
    case 'list':
    case 'set':
    case 'tuple':
      return `${value.kind} [${value.elements.map((item) => indexKey(item)).join(',')}]`;
    case 'map':
    case 'object': {
      const items = [...value.entries.values()];
      return `{${items.map((item) => `${JSON.stringify(item.key)}:${indexKey(item.value)}`).join(',')}}`;
    }
  }
}

/** Elements that are not known are kept: whichever they turn out to be, the distinct values are the same. */
function distinct(args: readonly Value[]): Value {
  const source = args[0] as SequenceValue;
  const seen = new ValueIndex();
  const kept = source.elements.filter((item) => seen.add(item));
  return computed(list(kept, source.elementType ?? DYNAMIC), args);
}

type Elements = readonly Value[];

/** Brings the sets to one element type and combines them; `null` stands for a result that is not known. */
function combine(
  args: readonly Value[],
  operation: (sets: readonly Elements[]) => Elements,
): Value {
  const type = unifyTypes(args.map((arg) => elementTypeOf(typeOf(arg))));
  if (type === null) {
    throw new CallError('given sets must all have compatible element types');
  }
  const sets = (args as readonly SequenceValue[]).map((arg) =>
    arg.elements.map((item) => convert(item, type)),
  );
  try {
    return computed(set(operation(sets), type), args);
  } catch (error) {
    if (error instanceof Undecided) return unknownFrom(args, { kind: 'set', element: type });
    throw error;
  }
}

/** Whether an element is in a set hangs on values that are not known. */
class Undecided extends Error {}

function intersection(a: Elements, b: Elements): Elements {
  const belongs = membership(b);
  return a.filter(belongs);
}

function difference(a: Elements, b: Elements): Elements {
  const belongs = membership(b);
  return a.filter((item) => !belongs(item));
}

function membership(elements: Elements): (item: Value) => boolean {
  const index = new ValueIndex();
  for (const item of elements) index.add(item);
  const open = elements.filter((item) => item.kind === 'unknown');
  return (item) => {
    if (index.has(item)) return true;
    const candidates = item.kind === 'unknown' ? elements : open;
    if (candidates.some((other) => equality(item, other) === 'unknown')) throw new Undecided();
    return false;
  };
}

function sort(args: readonly Value[]): Value {
  const { elements } = args[0] as SequenceValue;
  const at = elements.findIndex((item) => item.kind === 'null');
  if (at >= 0) {
    throw new CallError(`given list element ${at} is null; a null string cannot be sorted`);
  }
  if (elements.length > 1 && elements.some((item) => item.kind === 'unknown')) {
    return unknownFrom(args, LIST_OF_STRING);
  }
  const sorted = [...elements].sort((a, b) =>
    compareText((a as StringValue).value, (b as StringValue).value),
  );
  return computed(list(sorted, STRING), args);
}

/** Lists and tuples alone give a list of tuples; one set among them gives a set. */
function product(args: readonly Value[]): Value {
  if (args.length < 2) throw new CallError('at least two arguments are required');
  const factors = args.map((arg, index) => {
    if (!isSequence(arg)) throw new ArgumentError(index, 'a set or a list is required');
    return arg.kind === 'tuple' ? (convert(arg, LIST) as SequenceValue) : arg;
  });
  let rows: readonly Elements[] = [[]];
  for (const factor of factors) {
    rows = rows.flatMap((row) => factor.elements.map((item) => [...row, item]));
  }
  const type: Type = {
    kind: 'tuple',
    elements: factors.map((factor) => factor.elementType ?? DYNAMIC),
  };
  const tuples = rows.map((row) => computed(tuple(row), row));
  const ordered = args.every((arg) => arg.kind !== 'set');
  return computed(ordered ? list(tuples, type) : set(tuples, type), args);
}
