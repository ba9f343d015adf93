import type { Type } from '../type.ts';
import { isPrimitive, sameType } from './type-relations.ts';
import { unify } from './unify.ts';

type Attributed = Extract<Type, { kind: 'object' }>;

/**
 * Whether values of one type can be converted to another.
 * An unsafe conversion (string to number, list to set, map to object) may still fail for a given value.
 * After https://github.com/zclconf/go-cty/blob/main/docs/convert.md
 */
export function conversionExists(from: Type, to: Type, unsafe: boolean): boolean {
  if (to.kind === 'dynamic') return true;
  if (from.kind === 'dynamic') return unsafe;
  if (isPrimitive(from) && isPrimitive(to)) return primitiveConversionExists(from, to, unsafe);
  switch (to.kind) {
    case 'list':
    case 'set':
      return sequenceConversionExists(from, to, unsafe);
    case 'map':
      if (from.kind === 'map') return conversionExists(from.element, to.element, unsafe);
      return (
        from.kind === 'object' && allConvert([...from.attributes.values()], to.element, unsafe)
      );
    case 'tuple':
      return (
        from.kind === 'tuple' &&
        from.elements.length === to.elements.length &&
        from.elements.every((type, index) => convertsTo(type, to.elements[index] as Type, unsafe))
      );
    case 'object':
      if (from.kind === 'object') return objectConversionExists(from, to, unsafe);
      return from.kind === 'map' && unsafe && mapToObjectExists(from.element, to);
    default:
      return false;
  }
}

function convertsTo(from: Type, to: Type, unsafe: boolean): boolean {
  return sameType(from, to) || conversionExists(from, to, unsafe);
}

function primitiveConversionExists(from: Type, to: Type, unsafe: boolean): boolean {
  if (from.kind === to.kind) return true;
  return to.kind === 'string' || (unsafe && from.kind === 'string');
}

function sequenceConversionExists(
  from: Type,
  to: Extract<Type, { kind: 'list' | 'set' | 'map' }>,
  unsafe: boolean,
): boolean {
  switch (from.kind) {
    case 'list':
      return (to.kind === 'list' || unsafe) && convertsTo(from.element, to.element, unsafe);
    case 'set':
      return convertsTo(from.element, to.element, unsafe);
    case 'tuple':
      return allConvert(from.elements, to.element, unsafe);
    default:
      return false;
  }
}

/** `any` as the element type asks for one type that all elements can have. */
function allConvert(types: readonly Type[], element: Type, unsafe: boolean): boolean {
  if (element.kind === 'dynamic') return types.length === 0 || unify(types, unsafe) !== null;
  return types.every((type) => convertsTo(type, element, unsafe));
}

function objectConversionExists(from: Attributed, to: Attributed, unsafe: boolean): boolean {
  for (const [name, wanted] of to.attributes) {
    const given = from.attributes.get(name);
    if (given === undefined) {
      if (!to.optional?.has(name)) return false;
    } else if (!convertsTo(given, wanted, unsafe)) {
      return false;
    }
  }
  return true;
}

function mapToObjectExists(element: Type, to: Attributed): boolean {
  for (const [name, wanted] of to.attributes) {
    if (!convertsTo(element, wanted, true) && !to.optional?.has(name)) return false;
  }
  return true;
}
