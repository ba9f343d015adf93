import { formatNumber } from '../convert.ts';
import type { Value } from '../value.ts';
import { CallError } from './function.ts';

/** JSON as Go writes it: no blanks, and `<`, `>`, `&` escaped. The value must be wholly known. */
export function toJson(value: Value): string {
  switch (value.kind) {
    case 'null':
      return 'null';
    case 'bool':
      return String(value.value);
    case 'number':
      if (!value.value.isFinite()) throw new CallError('cannot serialize infinity as JSON');
      return formatNumber(value.value);
    case 'string':
      return jsonText(value.value);
    case 'list':
    case 'set':
    case 'tuple':
      return `[${value.elements.map(toJson).join(',')}]`;
    case 'map':
    case 'object': {
      const items = Array.from(
        value.entries.values(),
        (item) => `${jsonText(item.key)}:${toJson(item.value)}`,
      );
      return `{${items.join(',')}}`;
    }
    case 'unknown':
      throw new CallError('the value is not known');
  }
}

function jsonText(text: string): string {
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${code}`;
  });
}
