import type { Type } from '../type.ts';

type Attributed = Extract<Type, { kind: 'object' }>;

/** The same type, optional attributes aside. */
export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'dynamic':
    case 'bool':
    case 'number':
    case 'string':
      return a.kind === b.kind;
    case 'list':
    case 'set':
    case 'map':
      return b.kind === a.kind && sameType(a.element, b.element);
    case 'tuple':
      return (
        b.kind === 'tuple' &&
        a.elements.length === b.elements.length &&
        a.elements.every((element, index) => sameType(element, b.elements[index] as Type))
      );
    case 'object':
      return b.kind === 'object' && sameAttributes(a, b);
  }
}

function sameAttributes(a: Attributed, b: Attributed): boolean {
  if (a.attributes.size !== b.attributes.size) return false;
  for (const [name, type] of a.attributes) {
    const other = b.attributes.get(name);
    if (other === undefined || !sameType(type, other)) return false;
  }
  return true;
}

/** Whether `any` occurs anywhere in the type. */
export function hasDynamic(type: Type): boolean {
  switch (type.kind) {
    case 'dynamic':
      return true;
    case 'list':
    case 'set':
    case 'map':
      return hasDynamic(type.element);
    case 'tuple':
      return type.elements.some(hasDynamic);
    case 'object':
      return [...type.attributes.values()].some(hasDynamic);
    default:
      return false;
  }
}

export function isPrimitive(type: Type): boolean {
  return type.kind === 'bool' || type.kind === 'number' || type.kind === 'string';
}

/** Each type once, in order of first appearance. */
export function distinctTypes(types: readonly Type[]): readonly Type[] {
  const distinct: Type[] = [];
  for (const type of types) {
    if (!distinct.some((seen) => sameType(seen, type))) distinct.push(type);
  }
  return distinct;
}

/** What Terraform calls the type in a message: `list of string`, `object`. */
export function typeName(type: Type): string {
  switch (type.kind) {
    case 'dynamic':
      return 'dynamic';
    case 'list':
    case 'set':
    case 'map':
      return `${type.kind} of ${typeName(type.element)}`;
    default:
      return type.kind;
  }
}

/** The same where a requirement is stated: `any type`, `list of any single type`. */
export function requirementName(type: Type): string {
  switch (type.kind) {
    case 'dynamic':
      return 'any type';
    case 'list':
    case 'set':
    case 'map':
      return type.element.kind === 'dynamic'
        ? `${type.kind} of any single type`
        : `${type.kind} of ${requirementName(type.element)}`;
    default:
      return type.kind;
  }
}
