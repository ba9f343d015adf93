import type { Expression, Span } from '../ast.ts';
import { readExpression } from './expressions.ts';
import { failAtToken } from './invalid-token.ts';
import type { TokenStream } from './token-stream.ts';

const INVALID = "Invalid 'for' expression";

export interface ForNames {
  readonly keyName: string | null;
  readonly valueName: string;
}

/** The `for` of `[for …]` or `{for …}`, its bracket taken and newlines ignored. */
export function readFor(tokens: TokenStream, open: Span, close: ']' | '}'): Expression {
  tokens.take();
  const names = readForNames(tokens, INVALID, {
    first: "For expression requires variable name after 'for'.",
    second: 'For expression requires value variable name after comma.',
    in: "For expression requires the 'in' keyword after its name declarations.",
  });
  const collection = readExpression(tokens);
  if (!tokens.accept(':')) {
    failAtToken(
      tokens,
      INVALID,
      'For expression requires a colon after the collection expression.',
    );
  }
  const first = readExpression(tokens);
  const second = tokens.accept('=>') ? readExpression(tokens) : null;
  const ellipsis = tokens.peek() === '...' ? tokens.span() : null;
  if (ellipsis !== null) tokens.take();
  const condition = acceptWord(tokens, 'if') ? readExpression(tokens) : null;
  if (!tokens.accept(close)) {
    failAtToken(tokens, INVALID, "Extra characters after the end of the 'for' expression.");
  }
  const common = { ...names, collection, condition, start: open.start, end: tokens.position };
  if (close === ']') {
    refuseObjectParts(tokens, second === null ? null : first, ellipsis);
    return { kind: 'for-tuple', value: second ?? first, ...common };
  }
  if (second === null) {
    tokens.fail(INVALID, 'Key expression is required when building an object.', first);
  }
  return { kind: 'for-object', key: first, value: second, group: ellipsis !== null, ...common };
}

/** `k, v in` or `v in`, for an expression or a template directive. */
export function readForNames(
  tokens: TokenStream,
  message: string,
  details: { readonly first: string; readonly second: string; readonly in: string },
): ForNames {
  const first = readLoopName(tokens, message, details.first);
  const second = tokens.accept(',') ? readLoopName(tokens, message, details.second) : null;
  if (!acceptWord(tokens, 'in')) failAtToken(tokens, message, details.in);
  return second === null
    ? { keyName: null, valueName: first }
    : { keyName: first, valueName: second };
}

function readLoopName(tokens: TokenStream, message: string, detail: string): string {
  if (tokens.peek() !== 'identifier') failAtToken(tokens, message, detail);
  const name = tokens.word;
  tokens.take();
  return name;
}

function acceptWord(tokens: TokenStream, word: string): boolean {
  if (tokens.peek() !== 'identifier' || tokens.word !== word) return false;
  tokens.take();
  return true;
}

function refuseObjectParts(tokens: TokenStream, key: Span | null, ellipsis: Span | null): void {
  if (key !== null) {
    tokens.fail(INVALID, 'Key expression is not valid when building a tuple.', key);
  }
  if (ellipsis !== null) {
    tokens.fail(INVALID, 'Grouping ellipsis (...) cannot be used when building a tuple.', ellipsis);
  }
}
