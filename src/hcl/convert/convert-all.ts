import { ConversionError, convert } from '../convert.ts';
import type { Type } from '../type.ts';
import type { Value } from '../value.ts';

/** All the values as the type, or null when one of them does not fit. */
export function convertAll(values: readonly Value[], type: Type): readonly Value[] | null {
  try {
    return values.map((value) => convert(value, type));
  } catch (error) {
    if (error instanceof ConversionError) return null;
    throw error;
  }
}
