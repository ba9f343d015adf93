import type { Span } from '../ast.ts';
import { reportAtToken } from './invalid-token.ts';
import type { TokenStream } from './token-stream.ts';

/** What is wrong with bodies, in the words of HashiCorp's parser. */
export const DEFINITION_REQUIRED = 'Argument or block definition required';
export const DEFINITION_DETAIL = 'An argument or block definition is required here.';

export function reportUnclosed(tokens: TokenStream, open: Span): void {
  tokens.report(
    'Unclosed configuration block',
    'There is no closing brace for this block before the end of the file. This may be caused by incorrect brace nesting elsewhere in this file.',
    open,
  );
}

export function reportNotAnArgument(tokens: TokenStream, name: string, nameSpan: Span): void {
  if (tokens.peek() === '"' || tokens.peek() === '{' || tokens.peek() === 'identifier') {
    tokens.report(
      'Argument definition required',
      `A single-line block definition can contain only a single argument. If you meant to define argument "${name}", use an equals sign to assign it a value. To define a nested block, place it on a line of its own within its parent block.`,
      { start: nameSpan.start, end: tokens.end },
    );
    return;
  }
  tokens.report(
    DEFINITION_REQUIRED,
    `${DEFINITION_DETAIL} To set an argument, use the equals sign "=" to introduce the argument value.`,
    nameSpan,
  );
}

export function reportUnclosedLine(tokens: TokenStream, open: Span): void {
  const message = 'Invalid single-argument block definition';
  switch (tokens.peek()) {
    case 'end':
      reportUnclosed(tokens, open);
      return;
    case ',':
      tokens.report(
        message,
        'Single-line block syntax can include only one argument definition. To define multiple arguments, use the multi-line block syntax with one argument definition per line.',
        tokens.span(),
      );
      return;
    case 'newline':
      tokens.report(
        message,
        "An argument definition on the same line as its containing block creates a single-line block definition, which must also be closed on the same line. Place the block's closing brace immediately after the argument definition.",
        tokens.span(),
      );
      return;
    default:
      reportAtToken(
        tokens,
        message,
        'A single-line block definition must end with a closing brace immediately after its single argument definition.',
      );
  }
}
