import type { Body, Expression, Template } from '../ast.ts';
import { BodyReader } from './body.ts';
import { readExpression } from './expressions.ts';
import { reportAtToken } from './invalid-token.ts';
import { SyntaxFailure } from './problems.ts';
import { readBareTemplate } from './templates.ts';
import { TokenStream } from './token-stream.ts';

export interface Reading<T> {
  readonly result: T;
  readonly tokens: TokenStream;
}

export function readBodyText(text: string): Reading<Body> {
  return readWithRecovery(text, (tokens) => new BodyReader(tokens).readFile());
}

/** A text that is one expression; newlines in it do not matter. */
export function readExpressionText(text: string): Reading<Expression> {
  const invalid: Expression = { kind: 'invalid', start: 0, end: text.length };
  return readWithRecovery(text, (tokens) =>
    orElse(tokens, invalid, () => {
      tokens.setNewlines(false);
      const expression = readExpression(tokens);
      if (tokens.peek() !== 'end') {
        reportAtToken(
          tokens,
          'Extra characters after expression',
          'An expression was successfully parsed, but extra characters were found after it.',
        );
      }
      return expression;
    }),
  );
}

/** A text that is a template without quotes. One that cannot be read has an invalid interpolation as its only part. */
export function readTemplateText(text: string): Reading<Template> {
  const span = { start: 0, end: text.length };
  const invalid: Template = {
    kind: 'template',
    style: 'bare',
    parts: [{ kind: 'interpolation', expression: { kind: 'invalid', ...span }, ...span }],
    ...span,
  };
  return readWithRecovery(text, (tokens) =>
    orElse(tokens, invalid, () => readBareTemplate(tokens)),
  );
}

/**
 * Reads strictly first, which sound texts pass; a text with a problem is read again with guesses about what was meant,
 * which must not bend the reading of sound ones.
 */
function readWithRecovery<T>(text: string, read: (tokens: TokenStream) => T): Reading<T> {
  try {
    const tokens = new TokenStream(text, false);
    return { result: read(tokens), tokens };
  } catch (error) {
    if (!(error instanceof SyntaxFailure)) throw error;
    const tokens = new TokenStream(text, true);
    return { result: read(tokens), tokens };
  }
}

function orElse<T>(tokens: TokenStream, fallback: T, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SyntaxFailure) || !tokens.recovering) throw error;
    return fallback;
  }
}
