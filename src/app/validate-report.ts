import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';

let compiled: ValidateFunction | null = null;

/** The first thing that `schema/report-v1.schema.json` does not allow, with its place; null when the report is valid. */
export function validateReport(value: unknown): string | null {
  compiled ??= compile();
  if (compiled(value)) return null;
  const error = compiled.errors?.[0];
  return error ? `${error.instancePath || '/'} ${error.message}` : 'not valid';
}

function compile(): ValidateFunction {
  const schema = JSON.parse(
    readFileSync(new URL('../../schema/report-v1.schema.json', import.meta.url), 'utf8'),
  );
  const ajv = new Ajv2020({ strict: true, allErrors: false, allowUnionTypes: true });
  ajvFormats.default(ajv);
  return ajv.compile(schema);
}
