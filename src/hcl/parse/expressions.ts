import type { Binary, BinaryOperator, Expression } from '../ast.ts';
import { readFunctionCall } from './calls.ts';
import { readObject, readTuple } from './collections.ts';
import { failAtToken } from './invalid-token.ts';
import { MAXIMUM_CHAIN } from './problems.ts';
import { readHeredoc, readQuotedTemplate } from './templates.ts';
import type { TokenStream } from './token-stream.ts';
import { PRECEDENCE } from './tokens.ts';
import { readTraversals } from './traversals.ts';

/** A whole expression: a conditional, or what binds tighter. Conditionals nest to the right. */
export function readExpression(tokens: TokenStream): Expression {
  tokens.enter();
  const expression = readConditional(tokens);
  tokens.leave();
  return expression;
}

function readConditional(tokens: TokenStream): Expression {
  const condition = readBinary(tokens, 1);
  if (!tokens.accept('?')) return condition;
  const then = readExpression(tokens);
  if (!tokens.accept(':')) {
    failAtToken(
      tokens,
      'Missing false expression in conditional',
      'The conditional operator (...?...:...) requires a false expression, delimited by a colon.',
    );
  }
  const otherwise = readExpression(tokens);
  return {
    kind: 'conditional',
    condition,
    then,
    else: otherwise,
    start: condition.start,
    end: otherwise.end,
  };
}

/** Operators that bind at least as tightly as `minimum`, by precedence climbing. */
function readBinary(tokens: TokenStream, minimum: number): Expression {
  let left = readOperand(tokens);
  for (let length = 0; ; length += 1) {
    const operator = tokens.peek();
    const precedence = PRECEDENCE[operator];
    if (precedence === undefined || precedence < minimum) return left;
    if (length >= MAXIMUM_CHAIN) failTooLong(tokens, 'operators');
    tokens.take();
    const right = readBinary(tokens, precedence + 1);
    left = binary(operator as BinaryOperator, left, right);
  }
}

function binary(operator: BinaryOperator, left: Expression, right: Expression): Binary {
  return { kind: 'binary', operator, left, right, start: left.start, end: right.end };
}

export function failTooLong(tokens: TokenStream, what: string): never {
  return tokens.fail(
    'Nested too deeply',
    `A chain of more than ${MAXIMUM_CHAIN} ${what} is not supported.`,
    tokens.span(),
  );
}

/** A term with its traversal; `-` and `!` bind tighter than every binary operator. */
function readOperand(tokens: TokenStream): Expression {
  const operator = tokens.peek();
  if (operator !== '-' && operator !== '!') return readTraversals(tokens, readTerm(tokens));
  const { start } = tokens.span();
  tokens.take();
  tokens.enter();
  const operand = readOperand(tokens);
  tokens.leave();
  return { kind: 'unary', operator, operand, start, end: operand.end };
}

function readTerm(tokens: TokenStream): Expression {
  switch (tokens.peek()) {
    case 'identifier':
      return readName(tokens);
    case 'number':
      return readNumber(tokens);
    case '"':
      return readQuotedTemplate(tokens);
    case 'heredoc':
      return readHeredoc(tokens);
    case '(':
      return readParentheses(tokens);
    case '[':
      return readTuple(tokens);
    case '{':
      return readObject(tokens);
    case 'end':
      return failAtToken(
        tokens,
        'Missing expression',
        'Expected the start of an expression, but found the end of the file.',
      );
    default:
      return failAtToken(
        tokens,
        'Invalid expression',
        'Expected the start of an expression, but found an invalid expression token.',
      );
  }
}

function readName(tokens: TokenStream): Expression {
  const name = tokens.word;
  const span = tokens.span();
  tokens.take();
  if (tokens.peek() === '(' || tokens.peek() === '::') return readFunctionCall(tokens, name, span);
  if (name === 'true' || name === 'false') return { kind: 'bool', value: name === 'true', ...span };
  if (name === 'null') return { kind: 'null', ...span };
  return { kind: 'variable', name, ...span };
}

/** What Go's `big.ParseFloat` takes of what HCL's scanner calls a number. */
const NUMBER = /^\d+(?:\.\d*)?(?:[eE][+-]?(\d+))?$/;
/** Above it the exponent of a big float overflows. */
const MAXIMUM_EXPONENT = 646_456_992;

export function readNumber(tokens: TokenStream): Expression {
  const text = tokens.word;
  const span = tokens.span();
  const match = NUMBER.exec(text);
  if (match === null || Number(match[1] ?? 0) > MAXIMUM_EXPONENT) {
    tokens.report(
      'Invalid number literal',
      'Failed to recognize the value of this number literal.',
      span,
    );
  }
  tokens.take();
  return { kind: 'number', text, ...span };
}

function readParentheses(tokens: TokenStream): Expression {
  const { start } = tokens.span();
  tokens.take();
  const newlines = tokens.setNewlines(false);
  const inner = readExpression(tokens);
  if (tokens.peek() !== ')') {
    failAtToken(
      tokens,
      'Unbalanced parentheses',
      'Expected a closing parenthesis to terminate the expression.',
    );
  }
  tokens.take();
  tokens.setNewlines(newlines);
  return { kind: 'parentheses', inner, start, end: tokens.position };
}
