import type { Type } from '../type.ts';
import { conversionExists } from './availability.ts';
import { preferredFirst } from './type-preference.ts';
import { distinctTypes, sameType } from './type-relations.ts';

type Kind = Type['kind'];
type Tupled = Extract<Type, { kind: 'tuple' }>;
type Attributed = Extract<Type, { kind: 'object' }>;

/**
 * The most general type that all the types convert to: numbers and strings give strings,
 * tuples of different lengths a list, objects with different attributes a map.
 * Types that are not known yet follow the others.
 * @returns null when there is none; `any` for no types
 */
export function unify(types: readonly Type[], unsafe: boolean): Type | null {
  const distinct = distinctTypes(types).filter((type) => type.kind !== 'dynamic');
  const [first] = distinct;
  if (first === undefined) return { kind: 'dynamic' };
  if (distinct.length === 1) return first;
  return unifySameKind(distinct, unsafe);
}

function unifySameKind(types: readonly Type[], unsafe: boolean): Type | null {
  const kinds = new Set<Kind>(types.map((type) => type.kind));
  const only = (...allowed: readonly Kind[]) => [...kinds].every((kind) => allowed.includes(kind));
  if (kinds.size === 1) {
    switch (types[0]?.kind) {
      case 'map':
      case 'list':
      case 'set':
        return unifyCollections(types as readonly Extract<Type, { element: Type }>[], unsafe);
      case 'object':
        return unifyObjects(types as readonly Attributed[], unsafe);
      case 'tuple':
        return unifyTuples(types as readonly Tupled[], unsafe);
      default:
        break;
    }
  }
  if (kinds.has('map') && only('map', 'object')) {
    const unified = unifyMixed(types, 'object', unsafe);
    if (unified?.kind === 'map') return unified;
  }
  if (kinds.has('list') && only('list', 'tuple')) {
    const unified = unifyMixed(types, 'tuple', unsafe);
    if (unified?.kind === 'list') return unified;
  }
  if (kinds.has('object') && kinds.has('tuple')) return null;
  return unifyByPreference(types, unsafe);
}

/** Takes the first of the types, most general first, to which all others convert. */
function unifyByPreference(types: readonly Type[], unsafe: boolean): Type | null {
  const fits = (wanted: Type) =>
    types.every((type) => sameType(type, wanted) || conversionExists(type, wanted, unsafe));
  return preferredFirst(types).find(fits) ?? null;
}

function unifyCollections(
  types: readonly Extract<Type, { element: Type }>[],
  unsafe: boolean,
): Type | null {
  const element = unify(
    types.map((type) => type.element),
    unsafe,
  );
  const kind = types[0]?.kind;
  return element === null || kind === undefined ? null : { kind, element };
}

/** Maps beside objects, lists beside tuples: the structural ones are first read as collections. */
function unifyMixed(
  types: readonly Type[],
  structural: 'object' | 'tuple',
  unsafe: boolean,
): Type | null {
  const structures = types.filter((type) => type.kind === structural);
  const collection =
    structural === 'object'
      ? objectsAsMap(structures as readonly Attributed[], unsafe)
      : tuplesAsList(structures as readonly Tupled[], unsafe);
  if (collection === null) return null;
  return unify(
    types.map((type) => (type.kind === structural ? collection : type)),
    unsafe,
  );
}

function unifyObjects(types: readonly Attributed[], unsafe: boolean): Type | null {
  const [first, ...others] = types;
  if (first === undefined) return null;
  const names = [...first.attributes.keys()];
  const alike = others.every(
    ({ attributes }) => attributes.size === names.length && names.every((n) => attributes.has(n)),
  );
  if (!alike) return objectsAsMap(types, unsafe);
  const attributes = new Map<string, Type>();
  for (const name of names) {
    const across = types.map((type) => type.attributes.get(name) as Type);
    const unified = unify(across, unsafe);
    if (unified === null) return null;
    attributes.set(name, unified);
  }
  const result: Type = { kind: 'object', attributes };
  return allConvert(types, result, unsafe) ? result : objectsAsMap(types, unsafe);
}

function objectsAsMap(types: readonly Attributed[], unsafe: boolean): Type | null {
  const element = unify(
    types.flatMap((type) => [...type.attributes.values()]),
    unsafe,
  );
  if (element === null) return null;
  const result: Type = { kind: 'map', element };
  return allConvert(types, result, unsafe) ? result : null;
}

function unifyTuples(types: readonly Tupled[], unsafe: boolean): Type | null {
  const [first, ...others] = types;
  if (first === undefined) return null;
  if (others.some((type) => type.elements.length !== first.elements.length)) {
    return tuplesAsList(types, unsafe);
  }
  const elements: Type[] = [];
  for (const index of first.elements.keys()) {
    const unified = unify(
      types.map((type) => type.elements[index] as Type),
      unsafe,
    );
    if (unified === null) return null;
    elements.push(unified);
  }
  const result: Type = { kind: 'tuple', elements };
  return allConvert(types, result, unsafe) ? result : tuplesAsList(types, unsafe);
}

function tuplesAsList(types: readonly Tupled[], unsafe: boolean): Type | null {
  const element = unify(
    types.flatMap((type) => type.elements),
    unsafe,
  );
  if (element === null) return null;
  const result: Type = { kind: 'list', element };
  return allConvert(types, result, unsafe) ? result : null;
}

function allConvert(types: readonly Type[], wanted: Type, unsafe: boolean): boolean {
  return types.every((type) => sameType(type, wanted) || conversionExists(type, wanted, unsafe));
}
