import { DYNAMIC, type Type } from '../type.ts';
import { isPrimitive } from './type-relations.ts';
import { unify } from './unify.ts';

/**
 * The wanted type with every `any` in it replaced by what the given type has in that place:
 * the type of a null or unknown value after conversion.
 */
export function dynamicReplace(given: Type, wanted: Type): Type {
  if (given.kind === 'dynamic') return withoutOptional(wanted);
  if (wanted.kind === 'dynamic') return given;
  switch (wanted.kind) {
    case 'list':
    case 'set':
    case 'map':
      return { kind: wanted.kind, element: dynamicReplace(elementOf(given), wanted.element) };
    case 'tuple':
      return {
        kind: 'tuple',
        elements: wanted.elements.map((element, index) =>
          dynamicReplace((given.kind === 'tuple' && given.elements[index]) || DYNAMIC, element),
        ),
      };
    case 'object': {
      const attributes = new Map<string, Type>();
      for (const [name, type] of wanted.attributes) {
        attributes.set(name, dynamicReplace(attributeOf(given, name), type));
      }
      return { kind: 'object', attributes };
    }
    default:
      return wanted;
  }
}

function elementOf(type: Type): Type {
  switch (type.kind) {
    case 'list':
    case 'set':
    case 'map':
      return type.element;
    case 'tuple':
      return unify(type.elements, true) ?? DYNAMIC;
    case 'object':
      return unify([...type.attributes.values()], true) ?? DYNAMIC;
    default:
      return DYNAMIC;
  }
}

function attributeOf(type: Type, name: string): Type {
  if (type.kind === 'object') return type.attributes.get(name) ?? DYNAMIC;
  return type.kind === 'map' ? type.element : DYNAMIC;
}

const plainTypes = new WeakMap<Type, Type>();

/** The type that values of a constraint have. */
export function withoutOptional(type: Type): Type {
  if (isPrimitive(type) || type.kind === 'dynamic') return type;
  const known = plainTypes.get(type);
  if (known !== undefined) return known;
  const plain = strippedOptional(type);
  plainTypes.set(type, plain);
  return plain;
}

function strippedOptional(type: Type): Type {
  switch (type.kind) {
    case 'list':
    case 'set':
    case 'map':
      return { kind: type.kind, element: withoutOptional(type.element) };
    case 'tuple':
      return { kind: 'tuple', elements: type.elements.map(withoutOptional) };
    case 'object': {
      const attributes = new Map<string, Type>();
      for (const [name, inner] of type.attributes) attributes.set(name, withoutOptional(inner));
      return { kind: 'object', attributes };
    }
    default:
      return type;
  }
}
