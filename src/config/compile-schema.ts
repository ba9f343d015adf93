import { readFileSync } from 'node:fs';
import { Ajv2020, type Options, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';

/** A validator of one of the schemas that the package ships, by its file name; `referred` are those that it refers to. */
export function compileSchema<T = unknown>(
  name: string,
  options: Options,
  referred: readonly string[] = [],
): ValidateFunction<T> {
  const ajv = new Ajv2020({ strict: true, ...options });
  ajvFormats.default(ajv);
  for (const other of referred) ajv.addSchema(readSchema(other));
  return ajv.compile<T>(readSchema(name));
}

function readSchema(name: string) {
  return JSON.parse(readFileSync(new URL(`../../schema/${name}`, import.meta.url), 'utf8'));
}
