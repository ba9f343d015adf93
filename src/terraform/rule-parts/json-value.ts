import type { Value, ValueSymbol } from '../../hcl/value.ts';
import {
  bool,
  entry,
  nullValue,
  number,
  object,
  string,
  symbolValue,
  tuple,
  unknown,
} from '../../hcl/values.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

export function isJsonObject(json: unknown): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/**
 * A value of plan or state. `unknowns` is the plan's `after_unknown`: of the same shape as the value,
 * with true where something is only known after apply.
 */
export function jsonValue(json: Json | undefined, unknowns: Json | undefined = undefined): Value {
  if (unknowns === true) return unknown();
  if (Array.isArray(json) || Array.isArray(unknowns)) {
    return tuple(arrayElements(json, unknowns));
  }
  if (isJsonObject(json) || isJsonObject(unknowns)) return objectValue(json, unknowns);
  if (typeof json === 'string') return string(json);
  if (typeof json === 'boolean') return bool(json);
  if (typeof json === 'number') return number(json);
  return nullValue();
}

function arrayElements(json: Json | undefined, unknowns: Json | undefined): Value[] {
  const values: readonly Json[] = Array.isArray(json) ? json : [];
  const masks: readonly Json[] = Array.isArray(unknowns) ? unknowns : [];
  const length = Math.max(values.length, masks.length);
  return Array.from({ length }, (_, index) => jsonValue(values[index], masks[index]));
}

function objectValue(json: Json | undefined, unknowns: Json | undefined): Value {
  const values = isJsonObject(json) ? json : {};
  const masks = isJsonObject(unknowns) ? unknowns : {};
  const names = new Set([...Object.keys(values), ...Object.keys(masks)]);
  return object([...names].map((name) => entry(name, jsonValue(values[name], masks[name]))));
}

/** The value with its unknown self replaced by a symbol, where something else says what it stands for. */
export function withSymbol(value: Value, symbol: ValueSymbol | null): Value {
  return value.kind === 'unknown' && symbol !== null
    ? symbolValue(symbol, undefined, { notEmpty: true })
    : value;
}
