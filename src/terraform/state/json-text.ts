import { positionAt, sourceText } from '../../hcl/source-text.ts';
import type { ErrorCode } from '../../model/error-codes.ts';
import { SgauditError } from '../../model/problem.ts';
import type { Location } from '../../model/source.ts';
import { isJsonObject, type JsonObject } from '../rule-parts/json-value.ts';

/** What a text was expected to be, for the words of an error. */
export interface Expected {
  /** Stable code of the error. */
  readonly code: ErrorCode;
  /** `a state file` */
  readonly what: string;
  /** What to do to get one. */
  readonly advice: string;
}

/**
 * Reads the JSON object that a Terraform file is.
 * The parser's own message may quote the text, which can be a secret: only the place is taken from it.
 */
export function readJsonObject(text: string, file: string, expected: Expected): JsonObject {
  const fail = (reason: string, location: Location | null = startOf(file)): never => {
    throw new SgauditError(expected.code, `${file}: ${reason}; ${expected.advice}`, location);
  };
  if (text.trim() === '') return fail(`is empty, where ${expected.what} is expected`);
  if (text.startsWith('PK')) return fail('is a binary plan, not JSON');
  if (text.includes('\u0000')) {
    return fail(
      'is not UTF-8 text (PowerShell redirection writes UTF-16: use Out-File -Encoding utf8)',
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const location = failurePlace(error, text.replace(/^\uFEFF/, ''), file);
    const at = location ? ` (line ${location.start.line}, column ${location.start.column})` : '';
    return fail(`is not valid JSON${at}`, location ?? startOf(file));
  }
  return isJsonObject(json) ? json : fail(`is JSON, but not ${expected.what}`);
}

export function startOf(file: string): Location {
  return { file, start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
}

function failurePlace(error: unknown, text: string, file: string): Location | null {
  const message = error instanceof Error ? error.message : '';
  const match = /position (\d+)/.exec(message);
  const atEnd = message.includes('Unexpected end');
  if (!match && !atEnd) return null;
  const offset = match ? Number(match[1]) : text.length;
  const start = positionAt(sourceText(file, text), Math.min(offset, text.length));
  return { file, start, end: start };
}
