import type { Expression, FunctionCall, Span } from '../ast.ts';
import { readExpression } from './expressions.ts';
import { failAtToken } from './invalid-token.ts';
import type { TokenStream } from './token-stream.ts';

/** A call whose first name was taken: `name(…)`, `namespace::name(…)`. */
export function readFunctionCall(tokens: TokenStream, first: string, span: Span): FunctionCall {
  const name = readScopedName(tokens, first);
  const nameSpan = { start: span.start, end: tokens.position };
  if (tokens.peek() !== '(') {
    failAtToken(
      tokens,
      'Missing open parenthesis',
      'Function selector must be followed by an open parenthesis to begin the function call.',
    );
  }
  const open = tokens.span();
  tokens.take();
  const newlines = tokens.setNewlines(false);
  const list = readArguments(tokens, { start: span.start, end: open.end });
  tokens.setNewlines(newlines);
  return {
    kind: 'call',
    name,
    nameSpan,
    arguments: list.values,
    expandFinal: list.expandFinal,
    start: span.start,
    end: tokens.position,
  };
}

function readScopedName(tokens: TokenStream, first: string): string {
  let name = first;
  while (tokens.accept('::')) {
    if (tokens.peek() !== 'identifier') {
      failAtToken(
        tokens,
        'Missing function name',
        'Function scope resolution symbol :: must be followed by a function name in this scope.',
      );
    }
    name += `::${tokens.word}`;
    tokens.take();
  }
  return name;
}

function readArguments(
  tokens: TokenStream,
  opening: Span,
): { values: Expression[]; expandFinal: boolean } {
  const values: Expression[] = [];
  while (!tokens.accept(')')) {
    values.push(readExpression(tokens));
    if (tokens.peek() === '...') {
      closeAfterExpansion(tokens);
      return { values, expandFinal: true };
    }
    if (tokens.peek() !== ')' && !tokens.accept(',')) failAtSeparator(tokens, opening);
  }
  return { values, expandFinal: false };
}

function closeAfterExpansion(tokens: TokenStream): void {
  const ellipsis = tokens.span();
  tokens.take();
  if (tokens.accept(')')) return;
  tokens.fail(
    'Missing closing parenthesis',
    'An expanded function argument (with ...) must be immediately followed by closing parentheses.',
    ellipsis,
  );
}

function failAtSeparator(tokens: TokenStream, opening: Span): never {
  if (tokens.peek() === 'end') {
    return tokens.fail(
      'Unterminated function call',
      'There is no closing parenthesis for this function call before the end of the file. This may be caused by incorrect parenthesis nesting elsewhere in this file.',
      opening,
    );
  }
  return failAtToken(
    tokens,
    'Missing argument separator',
    'A comma is required to separate each function argument from the next.',
  );
}
