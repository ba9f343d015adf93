import { PERCENT, TILDE } from './characters.ts';
import { readExpression } from './expressions.ts';
import { readForNames } from './for-expressions.ts';
import { failAtToken } from './invalid-token.ts';
import type { SequencePiece } from './template-pieces.ts';
import type { TokenStream } from './token-stream.ts';

/** A `${…}` or `%{…}` at the position, closing brace included. Newlines inside do not matter. */
export function readSequence(tokens: TokenStream): SequencePiece {
  const start = tokens.position;
  const stripsBefore = tokens.text.charCodeAt(start + 2) === TILDE;
  const isDirective = tokens.text.charCodeAt(start) === PERCENT;
  tokens.moveTo(start + (stripsBefore ? 3 : 2));
  const newlines = tokens.setNewlines(false);
  const content = isDirective ? readDirective(tokens) : readInterpolation(tokens, start);
  const stripsAfter = tokens.peek() === '~}';
  tokens.take();
  tokens.setNewlines(newlines);
  return { ...content, stripsBefore, stripsAfter, start, end: tokens.position };
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type Content = DistributiveOmit<SequencePiece, 'start' | 'end' | 'stripsBefore' | 'stripsAfter'>;

function atClose(tokens: TokenStream): boolean {
  return tokens.peek() === '}' || tokens.peek() === '~}';
}

function readInterpolation(tokens: TokenStream, start: number): Content {
  const expression = readExpression(tokens);
  if (!atClose(tokens)) failAfterInterpolation(tokens, start);
  return { kind: 'interpolation', expression };
}

function failAfterInterpolation(tokens: TokenStream, start: number): never {
  const kind = tokens.peek();
  if (kind === 'end' || kind === '"') {
    const where = kind === 'end' ? 'file' : 'quoted template';
    return tokens.fail(
      'Unclosed template interpolation sequence',
      `There is no closing brace for this interpolation sequence before the end of the ${where}. This might be caused by incorrect nesting inside the given expression.`,
      { start, end: start + 2 },
    );
  }
  return failAtToken(
    tokens,
    'Extra characters after interpolation expression',
    kind === ':'
      ? 'Template interpolation doesn\'t expect a colon at this location. Did you intend this to be a literal sequence to be processed as part of another language? If so, you can escape it by starting with "$${" instead of just "${".'
      : 'Expected a closing brace to end the interpolation expression, but found extra characters.\n\nThis can happen when you include interpolation syntax for another language, such as shell scripting, but forget to escape the interpolation start token. If this is an embedded sequence for another language, escape it by starting with "$${" instead of just "${".',
  );
}

function readDirective(tokens: TokenStream): Content {
  if (tokens.peek() !== 'identifier') {
    failAtToken(
      tokens,
      'Invalid template directive',
      'A template directive keyword ("if", "for", etc) is expected at the beginning of a %{ sequence.',
    );
  }
  const keyword = tokens.word;
  const span = tokens.span();
  tokens.take();
  const content = readDirectiveContent(tokens, keyword);
  if (content === null) {
    return tokens.fail(
      'Invalid template control keyword',
      `"${keyword}" is not a valid template control keyword.`,
      span,
    );
  }
  if (!atClose(tokens)) {
    failAtToken(
      tokens,
      `Extra characters in ${keyword} marker`,
      'Expected a closing brace to end the sequence, but found extra characters.',
    );
  }
  return content;
}

function readDirectiveContent(tokens: TokenStream, keyword: string): Content | null {
  switch (keyword) {
    case 'if':
      return { kind: 'if', condition: readExpression(tokens) };
    case 'for': {
      const names = readForNames(tokens, "Invalid 'for' directive", {
        first: "For directive requires variable name after 'for'.",
        second: 'For directive requires value variable name after comma.',
        in: "For directive requires 'in' keyword after names.",
      });
      return { kind: 'for', ...names, collection: readExpression(tokens) };
    }
    case 'else':
    case 'endif':
    case 'endfor':
      return { kind: keyword };
    default:
      return null;
  }
}
