import { readFileSync } from 'node:fs';
import { Ajv2020, type Options, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';

/** A validator of one of the schemas that the package ships, by its file name. */
export function compileSchema<T = unknown>(name: string, options: Options): ValidateFunction<T> {
  const url = new URL(`../../schema/${name}`, import.meta.url);
  const ajv = new Ajv2020({ strict: true, ...options });
  ajvFormats.default(ajv);
  return ajv.compile<T>(JSON.parse(readFileSync(url, 'utf8')));
}
