import type { ValidateFunction } from 'ajv/dist/2020.js';
import { compileSchema } from '../config/compile-schema.ts';

const REPORT = 'report-v1.schema.json';
const OPTIONS = { allErrors: false, allowUnionTypes: true };

let reports: ValidateFunction | null = null;
let certificates: ValidateFunction | null = null;

/** The first thing that `schema/report-v1.schema.json` does not allow, with its place; null when the report is valid. */
export function validateReport(value: unknown): string | null {
  reports ??= compileSchema(REPORT, OPTIONS);
  return firstProblem(reports, value);
}

/** The same of a certificate, by `schema/certificate-v1.schema.json`. */
export function validateCertificate(value: unknown): string | null {
  certificates ??= compileSchema('certificate-v1.schema.json', OPTIONS, [REPORT]);
  return firstProblem(certificates, value);
}

function firstProblem(validate: ValidateFunction, value: unknown): string | null {
  if (validate(value)) return null;
  const error = validate.errors?.[0];
  return error ? `${error.instancePath || '/'} ${error.message}` : 'not valid';
}
