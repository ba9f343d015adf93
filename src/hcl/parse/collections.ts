import type { Expression, ObjectItem, Span } from '../ast.ts';
import { readExpression } from './expressions.ts';
import { readFor } from './for-expressions.ts';
import { failAtToken } from './invalid-token.ts';
import type { TokenStream } from './token-stream.ts';

/** `[…]`: a tuple or a `for`. Newlines inside do not matter. */
export function readTuple(tokens: TokenStream): Expression {
  const open = tokens.span();
  tokens.take();
  const newlines = tokens.setNewlines(false);
  const expression = atFor(tokens) ? readFor(tokens, open, ']') : readElements(tokens, open);
  tokens.setNewlines(newlines);
  return expression;
}

function atFor(tokens: TokenStream): boolean {
  return tokens.peek() === 'identifier' && tokens.word === 'for';
}

function readElements(tokens: TokenStream, open: Span): Expression {
  const elements: Expression[] = [];
  while (!tokens.accept(']')) {
    elements.push(readExpression(tokens));
    if (tokens.peek() !== ']' && !tokens.accept(',')) failInTuple(tokens, open);
  }
  return { kind: 'tuple', elements, start: open.start, end: tokens.position };
}

function failInTuple(tokens: TokenStream, open: Span): never {
  if (tokens.peek() === 'end') {
    return tokens.fail(
      'Unterminated tuple constructor expression',
      'There is no corresponding closing bracket before the end of the file. This may be caused by incorrect bracket nesting elsewhere in this file.',
      open,
    );
  }
  return failAtToken(
    tokens,
    'Missing item separator',
    'Expected a comma to mark the beginning of the next item.',
  );
}

/** `{…}`: an object or a `for`. Newlines separate an object's items; in a `for` they do not matter. */
export function readObject(tokens: TokenStream): Expression {
  const open = tokens.span();
  tokens.take();
  const newlines = tokens.setNewlines(false);
  if (atFor(tokens)) {
    const expression = readFor(tokens, open, '}');
    tokens.setNewlines(newlines);
    return expression;
  }
  tokens.setNewlines(true);
  const items = readItems(tokens, open);
  tokens.setNewlines(newlines);
  return { kind: 'object', items, start: open.start, end: tokens.position };
}

function readItems(tokens: TokenStream, open: Span): ObjectItem[] {
  const items: ObjectItem[] = [];
  for (;;) {
    if (tokens.accept('newline')) continue;
    if (tokens.accept('}')) return items;
    const key = literalKey(readExpression(tokens));
    if (!tokens.accept('=') && !tokens.accept(':')) failAfterKey(tokens, open);
    const value = readExpression(tokens);
    items.push({ key, value, start: key.start, end: value.end });
    if (tokens.accept('}')) return items;
    if (!tokens.accept(',') && !tokens.accept('newline')) failAfterItem(tokens, open);
  }
}

/** A bare word is a literal key, also `true`, `false` and `null`. */
function literalKey(key: Expression): Expression {
  const name = bareWord(key);
  if (name === null) return key;
  const span = { start: key.start, end: key.end };
  return {
    kind: 'template',
    style: 'bare',
    parts: [{ kind: 'text', value: name, ...span }],
    ...span,
  };
}

function bareWord(key: Expression): string | null {
  switch (key.kind) {
    case 'variable':
      return key.name;
    case 'bool':
      return String(key.value);
    case 'null':
      return 'null';
    default:
      return null;
  }
}

function failUnterminatedObject(tokens: TokenStream, open: Span): never {
  return tokens.fail(
    'Unterminated object constructor expression',
    'There is no corresponding closing brace before the end of the file. This may be caused by incorrect brace nesting elsewhere in this file.',
    open,
  );
}

function failAfterKey(tokens: TokenStream, open: Span): never {
  switch (tokens.peek()) {
    case 'newline':
    case ',':
      return failAtToken(
        tokens,
        'Missing attribute value',
        'Expected an attribute value, introduced by an equals sign ("=").',
      );
    case 'end':
      return failUnterminatedObject(tokens, open);
    case 'identifier':
      return failAtToken(
        tokens,
        'Missing key/value separator',
        'Expected an equals sign ("=") to mark the beginning of the attribute value. If you intended to given an attribute name containing periods or spaces, write the name in quotes to create a string literal.',
      );
    default:
      return failAtToken(
        tokens,
        'Missing key/value separator',
        'Expected an equals sign ("=") to mark the beginning of the attribute value.',
      );
  }
}

function failAfterItem(tokens: TokenStream, open: Span): never {
  if (tokens.peek() === 'end') return failUnterminatedObject(tokens, open);
  return failAtToken(
    tokens,
    'Missing attribute separator',
    'Expected a newline or comma to mark the beginning of the next attribute.',
  );
}
