import type { Value } from '../../../src/hcl/value.ts';
import { UNKNOWN } from './plan.ts';

/** A value as `jsonencode` and `JSON.parse` would give it, with UNKNOWN where it is not known. */
export function toJson(value: Value): unknown {
  switch (value.kind) {
    case 'null':
      return null;
    case 'bool':
    case 'string':
      return value.value;
    case 'number':
      if (!value.value.isFinite()) throw new RangeError('JSON has no infinity');
      return value.value.toNumber();
    case 'list':
    case 'set':
    case 'tuple':
      return value.elements.map(toJson);
    case 'map':
    case 'object':
      return Object.fromEntries(
        [...value.entries.values()].map((item) => [item.key, toJson(item.value)]),
      );
    case 'unknown':
      return UNKNOWN;
  }
}
