import type { ValidateFunction } from 'ajv/dist/2020.js';
import { compileSchema } from '../config/compile-schema.ts';
import { BASELINE_VERSION, type Baseline, type BaselineEntry } from '../lint/baseline.ts';
import { SgauditError } from '../model/problem.ts';

let compiled: ValidateFunction<Baseline> | null = null;

/**
 * Reads what `formatBaseline` wrote; it is valid by `schema/baseline-v1.schema.json`.
 * @throws SgauditError `baseline` when it is no baseline, damaged, or one of another version
 */
export function parseBaseline(text: string, path: string): readonly BaselineEntry[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new SgauditError('baseline', `${path} is not JSON; write it anew with --update-baseline`);
  }
  const { baselineVersion } = Object(value) as { baselineVersion?: unknown };
  if (baselineVersion === undefined) {
    throw new SgauditError(
      'baseline',
      `${path} is not a baseline of sgaudit; give another file, or remove it and write it anew with --update-baseline`,
    );
  }
  if (baselineVersion !== BASELINE_VERSION) {
    throw new SgauditError(
      'baseline',
      `${path} has baseline version ${JSON.stringify(baselineVersion)}, this sgaudit reads version ${BASELINE_VERSION}: use the version of sgaudit that wrote it, or remove the file and write it anew with --update-baseline`,
    );
  }
  compiled ??= compileSchema<Baseline>('baseline-v1.schema.json', {
    allErrors: false,
    allowUnionTypes: true,
  });
  if (compiled(value)) return value.entries;
  const error = compiled.errors?.[0];
  throw new SgauditError(
    'baseline',
    `${path} is damaged: ${error?.instancePath || '/'} ${error?.message ?? 'is not valid'}; restore it, or remove it and write it anew with --update-baseline`,
  );
}
