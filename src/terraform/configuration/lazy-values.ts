import { DYNAMIC, type Type } from '../../hcl/type.ts';
import type { Entry, MappingValue, SequenceValue, Value } from '../../hcl/value.ts';
import { object, tuple, withKnownType } from '../../hcl/values.ts';

/**
 * Objects and lists whose parts are evaluated one by one when they are used. Asking for the type of such a value
 * must not evaluate the parts: two modules may use each other's outputs without depending on themselves.
 */
export function lazyObject(entries: Iterable<Entry>): MappingValue {
  const made = object(entries);
  return withKnownType(made, objectType(made.entries.keys()));
}

/** An object over entries that are there already, of whatever names they have. */
export function objectOver(entries: ReadonlyMap<string, Entry>): MappingValue {
  const value: MappingValue = { ...object([]), entries };
  return withKnownType(value, objectType(entries.keys()));
}

export function lazyTuple(elements: readonly Value[]): SequenceValue {
  return withKnownType(tuple(elements), { kind: 'tuple', elements: elements.map(() => DYNAMIC) });
}

function objectType(names: Iterable<string>): Type {
  return { kind: 'object', attributes: new Map([...names].map((name) => [name, DYNAMIC])) };
}
