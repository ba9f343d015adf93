import type { Value } from '../value.ts';

/** Whether the value can be neither null nor an empty string, known or not. */
export function certainlyNotEmpty(value: Value): boolean {
  switch (value.kind) {
    case 'null':
      return false;
    case 'string':
      return value.value !== '';
    case 'unknown':
      return value.notEmpty;
    default:
      return true;
  }
}
