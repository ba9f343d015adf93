import type { Type } from '../../../src/hcl/type.ts';

/** A type as the console's `type` function prints it, without blanks. */
export function typeText(type: Type): string {
  switch (type.kind) {
    case 'list':
    case 'set':
    case 'map':
      return `${type.kind}(${typeText(type.element)})`;
    case 'tuple':
      return `tuple([${type.elements.map(typeText).join(',')}])`;
    case 'object': {
      const names = [...type.attributes].map(([name, inner]) => `${name}:${typeText(inner)}`);
      return `object({${names.join(',')}})`;
    }
    default:
      return type.kind;
  }
}
