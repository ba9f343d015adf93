import type { Value } from '../value.ts';

/** A symbol's own attribute: the path of a part of it is longer, and its type may not have that part. */
const ATTRIBUTE_DEPTH = 1;

/** Whether the expression that gave the value cannot fail once all of it is known. */
export function isCertain(value: Value): boolean {
  switch (value.kind) {
    case 'unknown':
      return (
        value.symbol !== null &&
        (value.type.kind !== 'dynamic' || value.symbol.path.length <= ATTRIBUTE_DEPTH)
      );
    case 'list':
    case 'set':
    case 'tuple':
      return value.elements.every(isCertain);
    case 'map':
    case 'object':
      for (const item of value.entries.values()) if (!isCertain(item.value)) return false;
      return true;
    default:
      return true;
  }
}
