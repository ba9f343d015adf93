import type { Decimal } from 'decimal.js';
import { rounded } from './convert/number.ts';
import { compareText, normalizeText } from './convert/text-order.ts';
import { amended, computed } from './evaluate/provenance.ts';
import { uniqueSorted } from './evaluate/set-order.ts';
import { BOOL, DYNAMIC, NUMBER, STRING, type Type } from './type.ts';
import type {
  BoolValue,
  Entry,
  MappingValue,
  NullValue,
  NumberValue,
  Origin,
  SequenceValue,
  StringValue,
  UnknownValue,
  Value,
  ValueSymbol,
} from './value.ts';

export { BigDecimal, decimal, parseNumber } from './convert/number.ts';
export { compareText, normalizeText } from './convert/text-order.ts';
export { amended, computed, inputsOf, referencesOf, unknownFrom } from './evaluate/provenance.ts';

/** `null`, of any type when none is given. */
export function nullValue(type: Type = DYNAMIC, origin: Origin | null = null): NullValue {
  return { kind: 'null', type, origin };
}

export function bool(value: boolean, origin: Origin | null = null): BoolValue {
  return { kind: 'bool', value, origin };
}

/** A number, of cty's precision. */
export function number(value: Decimal.Value, origin: Origin | null = null): NumberValue {
  return { kind: 'number', value: rounded(value), origin };
}

/** A string, in Unicode normal form C as every string of Terraform. */
export function string(value: string, origin: Origin | null = null): StringValue {
  return { kind: 'string', value: normalizeText(value), origin };
}

/**
 * A list. The elements must already be of one type (`convert` sees to that);
 * without `elementType` it is the first element's, or `any` for an empty list.
 */
export function list(
  elements: readonly Value[],
  elementType: Type = commonType(elements),
  origin: Origin | null = null,
): SequenceValue {
  return { kind: 'list', elementType, elements, origin };
}

/** A set: equal elements collapse to the first, and the rest stand in Terraform's order of iteration. */
export function set(
  elements: readonly Value[],
  elementType: Type = commonType(elements),
  origin: Origin | null = null,
): SequenceValue {
  return { kind: 'set', elementType, elements: uniqueSorted(elements), origin };
}

export function tuple(elements: readonly Value[], origin: Origin | null = null): SequenceValue {
  return { kind: 'tuple', elementType: null, elements, origin };
}

/** A map; of entries with the same key the last stays. Values must be of one type. */
export function map(
  entries: Iterable<Entry>,
  elementType?: Type,
  origin: Origin | null = null,
): MappingValue {
  const sorted = sortedEntries(entries);
  return {
    kind: 'map',
    elementType: elementType ?? commonEntryType(sorted),
    entries: sorted,
    origin,
  };
}

/** An object; of entries with the same key the last stays. Values that are getters are not touched. */
export function object(entries: Iterable<Entry>, origin: Origin | null = null): MappingValue {
  return { kind: 'object', elementType: null, entries: sortedEntries(entries), origin };
}

/** One entry of a map or object under a key that was evaluated. */
export function keyedEntry(key: StringValue, value: Value): Entry {
  const made = entry(key.value, value, key.origin);
  return key.origin === null && 'inputs' in key ? { ...made, computedKey: key } : made;
}

/** The same entry with another value. */
export function rekeyed(item: Entry, value: Value): Entry {
  const { key, keyOrigin, computedKey } = item;
  return { key, keyOrigin, value, ...(computedKey !== undefined && { computedKey }) };
}

/** An entry's key as a value: `k` of `for k, v`, `each.key`. What `collection` was made from, its keys were. */
export function keyOf(item: Entry, collection: Value): Value {
  if (item.computedKey !== undefined) return item.computedKey;
  const key = string(item.key, item.keyOrigin);
  return item.keyOrigin === null && 'inputs' in collection ? computed(key, [collection]) : key;
}

/** One entry of a map or object. */
export function entry(key: string, value: Value, keyOrigin: Origin | null = null): Entry {
  return { key: normalizeText(key), keyOrigin, value };
}

export interface UnknownOptions {
  /** What it depends on, for messages. */
  readonly references?: readonly string[];
  /** It is neither null nor, for a string, empty. */
  readonly notEmpty?: boolean;
  /** The problem that made it unknown was reported. */
  readonly error?: true;
}

/** A value that is not known, of any type when none is given. */
export function unknown(type: Type = DYNAMIC, options: UnknownOptions = {}): UnknownValue {
  return {
    kind: 'unknown',
    type,
    symbol: null,
    notEmpty: options.notEmpty ?? false,
    references: options.references ?? [],
    origin: null,
    ...(options.error && { error: true as const }),
  };
}

/** A value that is certain although its text is not known: that attribute of that object. */
export function symbolValue(
  symbol: ValueSymbol,
  type: Type = DYNAMIC,
  options: {
    readonly notEmpty?: boolean;
    readonly prefix?: string | undefined;
    readonly references?: readonly string[];
  } = {},
): UnknownValue {
  return {
    kind: 'unknown',
    type,
    symbol,
    notEmpty: options.notEmpty ?? false,
    references: options.references ?? [symbolText(symbol)],
    origin: null,
    ...(options.prefix !== undefined && { prefix: options.prefix }),
  };
}

/** How a person writes the attribute that a symbol stands for: `aws_security_group.web.id`. */
export function symbolText(symbol: ValueSymbol): string {
  const path = symbol.path.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`));
  return symbol.address + path.join('');
}

/** The same value, written at another place (or nowhere: null). */
export function withOrigin<V extends Value>(value: V, origin: Origin | null): V {
  const moved = amended(value, { origin } as Partial<V>);
  if (origin !== null) delete (moved as { inputs?: readonly Origin[] }).inputs;
  return moved;
}

export function isNull(value: Value): value is NullValue {
  return value.kind === 'null';
}

/** Whether the value itself is known; its elements need not be. */
export function isKnown(value: Value): value is Exclude<Value, UnknownValue> {
  return value.kind !== 'unknown';
}

/** Whether the value and everything in it is known. */
export function isWhollyKnown(value: Value): boolean {
  switch (value.kind) {
    case 'unknown':
      return false;
    case 'list':
    case 'set':
    case 'tuple':
      return value.elements.every(isWhollyKnown);
    case 'map':
    case 'object':
      for (const item of value.entries.values()) if (!isWhollyKnown(item.value)) return false;
      return true;
    default:
      return true;
  }
}

const structuralTypes = new WeakMap<Value, Type>();

/** Fixes the type of a collection of lazy entries, so that asking for its type evaluates none of them. */
export function withKnownType<V extends Value>(value: V, type: Type): V {
  structuralTypes.set(value, type);
  return value;
}

/** Gives a copy of unchanged type the type that was fixed for the original, if any. */
export function keepingType<V extends Value>(copy: V, original: Value): V {
  const type = structuralTypes.get(original);
  return type === undefined ? copy : withKnownType(copy, type);
}

/** The type of a value. An object's lazy entries are evaluated for it. */
export function typeOf(value: Value): Type {
  switch (value.kind) {
    case 'bool':
      return BOOL;
    case 'number':
      return NUMBER;
    case 'string':
      return STRING;
    case 'null':
    case 'unknown':
      return value.type;
    default:
      break;
  }
  const known = structuralTypes.get(value);
  if (known !== undefined) return known;
  const type = collectionType(value);
  structuralTypes.set(value, type);
  return type;
}

function collectionType(value: SequenceValue | MappingValue): Type {
  switch (value.kind) {
    case 'list':
    case 'set':
    case 'map':
      return { kind: value.kind, element: value.elementType ?? DYNAMIC };
    case 'tuple':
      return { kind: 'tuple', elements: value.elements.map(typeOf) };
    case 'object': {
      const attributes = new Map<string, Type>();
      for (const [key, item] of value.entries) attributes.set(key, typeOf(item.value));
      return { kind: 'object', attributes };
    }
  }
}

function commonType(elements: readonly Value[]): Type {
  const [first] = elements;
  return first === undefined ? DYNAMIC : typeOf(first);
}

function commonEntryType(entries: ReadonlyMap<string, Entry>): Type {
  for (const item of entries.values()) return typeOf(item.value);
  return DYNAMIC;
}

function sortedEntries(entries: Iterable<Entry>): ReadonlyMap<string, Entry> {
  const byKey = new Map<string, Entry>();
  let previous: string | null = null;
  let inOrder = true;
  for (const item of entries) {
    if (previous !== null && compareText(previous, item.key) > 0) inOrder = false;
    previous = item.key;
    byKey.set(item.key, item);
  }
  if (inOrder) return byKey;
  return new Map([...byKey].sort(([a], [b]) => compareText(a, b)));
}
