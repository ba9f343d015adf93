import { DYNAMIC, type Type } from '../type.ts';
import type { Value } from '../value.ts';
import { typeOf } from '../values.ts';

/**
 * The type of a value as a conversion to `wanted` sees it. Nobody knows all attributes of a resource without the
 * provider's schema: an object whose entries answer to any name has every attribute that is wanted.
 */
export function typeFor(value: Value, wanted: Type): Type {
  const given = typeOf(value);
  if (value.kind === 'object' && given.kind === 'object') return objectFor(value, given, wanted);
  if (value.kind !== 'tuple' || given.kind !== 'tuple') return given;
  const elements = given.elements.map((own, index) => {
    const inner = wanted.kind === 'tuple' ? wanted.elements[index] : elementOf(wanted);
    return partFor(own, inner, () => value.elements[index]);
  });
  return elements.every((own, index) => own === given.elements[index])
    ? given
    : { ...given, elements };
}

function objectFor(
  value: Extract<Value, { kind: 'map' | 'object' }>,
  given: Extract<Type, { kind: 'object' }>,
  wanted: Type,
): Type {
  const attributes = new Map(given.attributes);
  for (const [name, own] of given.attributes) {
    const inner = wanted.kind === 'object' ? wanted.attributes.get(name) : elementOf(wanted);
    attributes.set(
      name,
      partFor(own, inner, () => value.entries.get(name)?.value),
    );
  }
  const names = wanted.kind === 'object' ? wanted.attributes.keys() : [];
  for (const name of names) {
    if (!attributes.has(name) && value.entries.has(name)) attributes.set(name, DYNAMIC);
  }
  const same = [...attributes].every(([name, own]) => own === given.attributes.get(name));
  return same ? given : { ...given, attributes };
}

/** Parts that are evaluated on use have no type yet, and stay as they are. */
function partFor(own: Type, wanted: Type | undefined, value: () => Value | undefined): Type {
  if (wanted === undefined || (own.kind !== 'object' && own.kind !== 'tuple')) return own;
  const part = value();
  return part === undefined ? own : typeFor(part, wanted);
}

function elementOf(type: Type): Type | undefined {
  return type.kind === 'list' || type.kind === 'set' || type.kind === 'map'
    ? type.element
    : undefined;
}
