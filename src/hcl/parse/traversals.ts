import { type Expression, SPLAT_ITEM, type Span } from '../ast.ts';
import { failTooLong, readExpression, readNumber } from './expressions.ts';
import { failAtToken } from './invalid-token.ts';
import { MAXIMUM_CHAIN } from './problems.ts';
import type { TokenStream } from './token-stream.ts';

/** What follows a term: `.name`, `[key]`, `.0`, and splats. */
export function readTraversals(tokens: TokenStream, term: Expression): Expression {
  let expression = term;
  for (let length = 0; ; length += 1) {
    const kind = tokens.peek();
    if (kind !== '.' && kind !== '[') return expression;
    if (length >= MAXIMUM_CHAIN) failTooLong(tokens, 'traversal steps');
    expression = kind === '.' ? readDotStep(tokens, expression) : readIndex(tokens, expression);
  }
}

function readDotStep(tokens: TokenStream, object: Expression): Expression {
  const dot = tokens.span();
  tokens.take();
  switch (tokens.peek()) {
    case 'identifier':
      return readAttribute(tokens, object);
    case 'number':
      return readLegacyIndex(tokens, object, '');
    case '*':
      return readAttributeSplat(tokens, object, dot);
    default:
      return failAtToken(
        tokens,
        'Invalid attribute name',
        'An attribute name is required after a dot.',
      );
  }
}

function readAttribute(tokens: TokenStream, object: Expression): Expression {
  const name = tokens.word;
  const nameSpan = tokens.span();
  tokens.take();
  return { kind: 'get-attribute', object, name, nameSpan, start: object.start, end: nameSpan.end };
}

/** `a.0`. HCL reads `a.0.1` as the number 0.1 and refuses it; the tree has both indexes all the same. */
function readLegacyIndex(tokens: TokenStream, collection: Expression, advice: string): Expression {
  const { start } = tokens.span();
  const parts = tokens.word.split('.');
  if (parts.length === 1) {
    const key = readNumber(tokens);
    return { kind: 'index', collection, key, legacy: true, start: collection.start, end: key.end };
  }
  const brackets = parts.map((part) => `[${part}]`).join('');
  tokens.report(
    'Invalid legacy index syntax',
    `When using the legacy index syntax, chaining two indexes together is not permitted. Use the proper index syntax${advice} instead, like ${brackets}.`,
    tokens.span(),
  );
  tokens.take();
  let expression = collection;
  let at = start;
  for (const text of parts) {
    const key: Expression = { kind: 'number', text, start: at, end: at + text.length };
    expression = {
      kind: 'index',
      collection: expression,
      key,
      legacy: true,
      start: collection.start,
      end: key.end,
    };
    at = key.end + 1;
  }
  return expression;
}

function splatItem(span: Span): Expression {
  return { kind: 'variable', name: SPLAT_ITEM, ...span };
}

/** `a.*.b.0.c`: only attributes and legacy indexes belong to the splat; a bracket applies to its result. */
function readAttributeSplat(tokens: TokenStream, source: Expression, dot: Span): Expression {
  tokens.take();
  let each = splatItem({ start: dot.start, end: tokens.position });
  for (let length = 0; tokens.accept('.'); length += 1) {
    if (length >= MAXIMUM_CHAIN) failTooLong(tokens, 'traversal steps');
    if (tokens.peek() === 'identifier') {
      each = readAttribute(tokens, each);
    } else if (tokens.peek() === 'number') {
      each = readLegacyIndex(tokens, each, ' with a full splat expression [*]');
    } else {
      failInAttributeSplat(tokens);
    }
  }
  return {
    kind: 'splat',
    style: 'attribute-only',
    source,
    each,
    start: source.start,
    end: each.end,
  };
}

function failInAttributeSplat(tokens: TokenStream): never {
  if (tokens.peek() === '*') {
    return failAtToken(
      tokens,
      'Nested splat expression not allowed',
      'A splat expression (*) cannot be used inside another attribute-only splat expression.',
    );
  }
  return failAtToken(
    tokens,
    'Invalid attribute name',
    'An attribute name is required after a dot.',
  );
}

function readIndex(tokens: TokenStream, collection: Expression): Expression {
  const open = tokens.span();
  tokens.take();
  if (tokens.peek() === '*') return readFullSplat(tokens, collection, open);
  const newlines = tokens.setNewlines(false);
  const key = readExpression(tokens);
  if (!tokens.accept(']')) {
    failAtToken(
      tokens,
      'Missing close bracket on index',
      'The index operator must end with a closing bracket ("]").',
    );
  }
  tokens.setNewlines(newlines);
  return {
    kind: 'index',
    collection,
    key,
    legacy: false,
    start: collection.start,
    end: tokens.position,
  };
}

/** `a[*]…`: everything that follows belongs to the splat, also another one. */
function readFullSplat(tokens: TokenStream, source: Expression, open: Span): Expression {
  tokens.take();
  if (!tokens.accept(']')) {
    failAtToken(
      tokens,
      'Missing close bracket on splat index',
      'The star for a full splat operator must be immediately followed by a closing bracket ("]").',
    );
  }
  const item = splatItem({ start: open.start, end: tokens.position });
  tokens.enter();
  const each = readTraversals(tokens, item);
  tokens.leave();
  return { kind: 'splat', style: 'full', source, each, start: source.start, end: each.end };
}
