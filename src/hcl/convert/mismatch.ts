import type { Type } from '../type.ts';
import { conversionExists } from './availability.ts';
import { requirementName, sameType } from './type-relations.ts';

type Attributed = Extract<Type, { kind: 'object' }>;
type Collection = Extract<Type, { kind: 'list' | 'set' | 'map' }>;

/** Why a value of one type cannot become one of another, in Terraform's words. */
export function mismatchMessage(got: Type, want: Type): string {
  if (got.kind === 'object' && want.kind === 'object') return objectMismatch(got, want);
  if (isCollection(want) && (got.kind === 'tuple' || got.kind === 'object')) {
    const fits = got.kind === 'object' ? want.kind === 'map' : want.kind !== 'map';
    if (!fits) return `${requirementName(want)} required`;
    if (want.element.kind === 'dynamic') return `all ${want.kind} elements must have the same type`;
    return structuralMismatch(got, want);
  }
  if (isCollection(want) && isCollection(got)) {
    if ((want.kind === 'map') !== (got.kind === 'map')) return `${requirementName(want)} required`;
    return `incorrect ${want.kind} element type: ${mismatchMessage(got.element, want.element)}`;
  }
  return `${requirementName(want)} required`;
}

function isCollection(type: Type): type is Collection {
  return type.kind === 'list' || type.kind === 'set' || type.kind === 'map';
}

function structuralMismatch(
  got: Extract<Type, { kind: 'tuple' | 'object' }>,
  want: Collection,
): string {
  const parts: readonly (readonly [string, Type])[] =
    got.kind === 'tuple'
      ? got.elements.map((type, index) => [String(index), type] as const)
      : [...got.attributes].map(([name, type]) => [JSON.stringify(name), type] as const);
  for (const [name, type] of parts) {
    if (sameType(type, want.element) || conversionExists(type, want.element, true)) continue;
    return `element ${name}: ${mismatchMessage(type, want.element)}`;
  }
  return `all elements must be ${requirementName(want.element)}`;
}

function objectMismatch(got: Attributed, want: Attributed): string {
  const missing = [...want.attributes.keys()].filter(
    (name) => !got.attributes.has(name) && !want.optional?.has(name),
  );
  if (missing.length > 0) return missingAttributes(missing.sort());
  for (const unsafe of [true, false]) {
    for (const [name, wanted] of want.attributes) {
      const given = got.attributes.get(name);
      if (given === undefined || sameType(given, wanted)) continue;
      if (!conversionExists(given, wanted, unsafe)) {
        return `attribute ${JSON.stringify(name)}: ${mismatchMessage(given, wanted)}`;
      }
    }
  }
  return 'incorrect object attributes';
}

function missingAttributes(names: readonly string[]): string {
  const quoted = names.map((name) => JSON.stringify(name));
  if (quoted.length === 1) return `attribute ${quoted[0]} is required`;
  if (quoted.length === 2) return `attributes ${quoted[0]} and ${quoted[1]} are required`;
  return `attributes ${quoted.slice(0, -1).join(', ')}, and ${quoted.at(-1)} are required`;
}
