import type { ValidateFunction } from 'ajv/dist/2020.js';
import { compileSchema } from '../config/compile-schema.ts';

let compiled: ValidateFunction | null = null;

/** The first thing that `schema/report-v1.schema.json` does not allow, with its place; null when the report is valid. */
export function validateReport(value: unknown): string | null {
  compiled ??= compileSchema('report-v1.schema.json', { allErrors: false, allowUnionTypes: true });
  if (compiled(value)) return null;
  const error = compiled.errors?.[0];
  return error ? `${error.instancePath || '/'} ${error.message}` : 'not valid';
}
