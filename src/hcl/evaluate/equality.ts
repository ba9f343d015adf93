import { hasDynamic, sameType } from '../convert/type-relations.ts';
import type { Type } from '../type.ts';
import type { Entry, MappingValue, SequenceValue, UnknownValue, Value } from '../value.ts';
import { typeOf } from '../values.ts';

/** Equality may not be known yet. */
export type Equality = boolean | 'unknown';

/**
 * Terraform's `==`: no conversion, nulls of any type are equal, values of different types are not.
 * The same symbol equals itself; two symbols may or may not hold the same text.
 */
export function equality(a: Value, b: Value): Equality {
  if (a.kind === 'unknown' || b.kind === 'unknown') return unknownEquality(a, b);
  if (a.kind === 'null' || b.kind === 'null') return a.kind === b.kind;
  switch (a.kind) {
    case 'bool':
    case 'string':
      return a.kind === b.kind && a.value === b.value;
    case 'number':
      return b.kind === 'number' && a.value.eq(b.value);
    case 'list':
    case 'set':
    case 'tuple':
    case 'map':
    case 'object':
      return collectionEquality(a, b);
  }
}

/** Whether the values are certainly equal: what membership in a set means. */
export function areEqual(a: Value, b: Value): boolean {
  return equality(a, b) === true;
}

function unknownEquality(a: Value, b: Value): Equality {
  if (a.kind === 'unknown' && b.kind === 'unknown') {
    return sameSymbol(a, b) ? true : 'unknown';
  }
  const [unknown, known] = a.kind === 'unknown' ? [a, b] : [b as UnknownValue, a];
  if (known.kind === 'null') return unknown.notEmpty ? false : 'unknown';
  if (known.kind === 'string') {
    if (known.value === '' && unknown.notEmpty) return false;
    if (unknown.prefix !== undefined && !known.value.startsWith(unknown.prefix)) return false;
  }
  if (hasDynamic(unknown.type)) return 'unknown';
  return sameType(unknown.type, typeOf(known)) ? 'unknown' : false;
}

function sameSymbol(a: UnknownValue, b: UnknownValue): boolean {
  if (a.symbol === null || b.symbol === null) return false;
  return (
    a.symbol.address === b.symbol.address &&
    a.symbol.path.length === b.symbol.path.length &&
    a.symbol.path.every((step, index) => step === b.symbol?.path[index])
  );
}

function collectionEquality(a: SequenceValue | MappingValue, b: Value): Equality {
  const typeA = typeOf(a);
  const typeB = typeOf(b);
  if (holdsTypeless(a) || holdsTypeless(b)) {
    return conforms(typeA, typeB) || conforms(typeB, typeA) ? 'unknown' : false;
  }
  if (!sameType(typeA, typeB)) return false;
  if (a.kind === 'set') return setEquality(a, b as SequenceValue);
  if ('entries' in a) return entriesEquality(a, b as MappingValue);
  return elementsEquality(a.elements, (b as SequenceValue).elements);
}

/** The first element that is unequal or not decidable decides. */
function elementsEquality(a: readonly Value[], b: readonly Value[]): Equality {
  if (a.length !== b.length) return false;
  for (const [index, element] of a.entries()) {
    const result = equality(element, b[index] as Value);
    if (result !== true) return result;
  }
  return true;
}

function entriesEquality(a: MappingValue, b: MappingValue): Equality {
  if (a.entries.size !== b.entries.size) return false;
  for (const key of a.entries.keys()) if (!b.entries.has(key)) return false;
  for (const [key, { value }] of a.entries) {
    const result = equality(value, (b.entries.get(key) as Entry).value);
    if (result !== true) return result;
  }
  return true;
}

function setEquality(a: SequenceValue, b: SequenceValue): Equality {
  const has = (of: SequenceValue, wanted: Value) =>
    of.elements.some((element) => areEqual(element, wanted));
  if (a.elements.length === b.elements.length && a.elements.every((e) => has(b, e))) return true;
  const anyUnknown = [...a.elements, ...b.elements].some((element) => element.kind === 'unknown');
  return anyUnknown ? 'unknown' : false;
}

/** Whether something in the value is so unknown that not even its type is known. */
function holdsTypeless(value: Value): boolean {
  switch (value.kind) {
    case 'unknown':
      return value.type.kind === 'dynamic';
    case 'list':
    case 'set':
    case 'tuple':
      return value.elements.some(holdsTypeless);
    case 'map':
    case 'object':
      for (const item of value.entries.values()) if (holdsTypeless(item.value)) return true;
      return false;
    default:
      return false;
  }
}

/** Whether a value of the given type could turn out to be of the wanted one. */
function conforms(given: Type, wanted: Type): boolean {
  if (wanted.kind === 'dynamic' || sameType(given, wanted)) return true;
  switch (wanted.kind) {
    case 'list':
    case 'set':
    case 'map':
      return given.kind === wanted.kind && conforms(given.element, wanted.element);
    case 'tuple':
      return (
        given.kind === 'tuple' &&
        given.elements.length === wanted.elements.length &&
        given.elements.every((element, index) => conforms(element, wanted.elements[index] as Type))
      );
    case 'object': {
      if (given.kind !== 'object' || given.attributes.size !== wanted.attributes.size) return false;
      for (const [name, type] of given.attributes) {
        const other = wanted.attributes.get(name);
        if (other === undefined || !conforms(type, other)) return false;
      }
      return true;
    }
    default:
      return false;
  }
}
