import type { ErrorCode } from '../model/error-codes.ts';
import { SgauditError } from '../model/problem.ts';
import type { Location } from '../model/source.ts';

/**
 * Parses JSON, and says where it is broken.
 * @throws SgauditError with the given code and the place
 */
export function parseJsonFile(content: string, file: string, code: ErrorCode): unknown {
  const text = content.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const at = /position (\d+)/.exec(message)?.[1];
    const start = placeOf(text, at === undefined ? text.length : Number(at));
    throw new SgauditError(
      code,
      'not valid JSON here: write the output of the AWS CLI again, with --output json',
      { file, start, end: start },
    );
  }
}

function placeOf(text: string, offset: number): Location['start'] {
  const before = text.slice(0, offset);
  return {
    line: before.split('\n').length,
    column: offset - (before.lastIndexOf('\n') + 1) + 1,
  };
}
