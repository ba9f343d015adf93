import type { Label } from '../ast.ts';
import { failAtToken } from './invalid-token.ts';
import { readQuotedPieces } from './template-pieces.ts';
import type { TokenStream } from './token-stream.ts';

const INVALID = 'Invalid block definition';

/** A block label: a bare name, or a quoted string without template sequences. */
export function readLabel(tokens: TokenStream): Label {
  switch (tokens.peek()) {
    case 'identifier': {
      const value = tokens.word;
      const span = tokens.span();
      tokens.take();
      return { value, quoted: false, ...span };
    }
    case '"':
      return readQuotedLabel(tokens);
    case '=':
      return failAtToken(
        tokens,
        INVALID,
        'The equals sign "=" indicates an argument definition, and must not be used when defining a block.',
      );
    case 'newline':
      return failAtToken(
        tokens,
        INVALID,
        'A block definition must have block content delimited by "{" and "}", starting on the same line as the block header.',
      );
    default:
      return failAtToken(
        tokens,
        INVALID,
        'Either a quoted string block label or an opening brace ("{") is expected here.',
      );
  }
}

function readQuotedLabel(tokens: TokenStream): Label {
  const { start, end } = tokens.span();
  tokens.moveTo(end);
  let value = '';
  for (const piece of readQuotedPieces(tokens)) {
    if (piece.kind === 'text') {
      value += piece.value;
    } else {
      const mark = tokens.text[piece.start] as string;
      tokens.report(
        'Invalid string literal',
        `Template sequences are not allowed in this string. To include a literal "${mark}", double it (as "${mark}${mark}") to escape it.`,
        { start: piece.start, end: piece.start + 2 },
      );
    }
  }
  return { value, quoted: true, start, end: tokens.position };
}
