import type { Entry, MappingValue, SequenceValue, Value } from '../value.ts';
import {
  amended,
  entry,
  isNull,
  list,
  map,
  object,
  rekeyed,
  set,
  tuple,
  typeOf,
} from '../values.ts';
import { convertAll } from './convert-all.ts';
import { unify } from './unify.ts';

/** The defaults of `optional(type, default)` in a constraint, at their places. */
export interface Defaults {
  /** Of an object: the default of each attribute that has one. */
  readonly values: ReadonlyMap<string, Value>;
  /** Of an object's attributes or a tuple's elements; null for collections. */
  readonly children: ReadonlyMap<string, Defaults> | null;
  /** Of every element of a list, set or map. */
  readonly element: Defaults | null;
}

/**
 * Puts defaults where an optional attribute is missing or null, before the value is converted.
 * A default that is used keeps the place where it is written.
 */
export function applyDefaults(value: Value, defaults: Defaults): Value {
  switch (value.kind) {
    case 'list':
    case 'set':
    case 'tuple':
      return sequenceWithDefaults(value, defaults);
    case 'map':
    case 'object':
      return mappingWithDefaults(value, defaults);
    default:
      return value;
  }
}

function childOf(defaults: Defaults, key: string): Defaults | null {
  return defaults.children === null ? defaults.element : (defaults.children.get(key) ?? null);
}

function sequenceWithDefaults(value: SequenceValue, defaults: Defaults): Value {
  const elements = value.elements.map((element, index) => {
    const child = childOf(defaults, String(index));
    return child === null ? element : applyDefaults(element, child);
  });
  if (value.kind === 'tuple') return amended(value, { elements });
  const unified = unify(elements.map(typeOf), true);
  const converted = unified === null ? null : convertAll(elements, unified);
  if (unified === null || converted === null || elements.length === 0) {
    return elements.length === 0 ? value : tuple(elements, value.origin);
  }
  const build = value.kind === 'set' ? set : list;
  return build(converted, unified, value.origin);
}

function mappingWithDefaults(value: MappingValue, defaults: Defaults): Value {
  const entries = new Map<string, Entry>();
  for (const item of value.entries.values()) {
    const child = childOf(defaults, item.key);
    const inner = child === null ? item.value : applyDefaults(item.value, child);
    entries.set(item.key, rekeyed(item, inner));
  }
  for (const [name, given] of defaults.values) {
    const present = entries.get(name);
    if (present !== undefined && !isNull(present.value)) continue;
    const child = childOf(defaults, name);
    const filled = child === null ? given : applyDefaults(given, child);
    entries.set(name, present ? rekeyed(present, filled) : entry(name, filled));
  }
  const items = [...entries.values()];
  if (value.kind === 'object') return amended(value, { entries: object(items).entries });
  return mapWithDefaults(items, value);
}

function mapWithDefaults(items: readonly Entry[], value: MappingValue): Value {
  if (items.length === 0) return value;
  const unified = unify(
    items.map((item) => typeOf(item.value)),
    true,
  );
  const values = items.map((item) => item.value);
  const converted = unified === null ? null : convertAll(values, unified);
  if (unified === null || converted === null) return object(items, value.origin);
  return map(
    items.map((item, index) => rekeyed(item, converted[index] as Value)),
    unified,
    value.origin,
  );
}
