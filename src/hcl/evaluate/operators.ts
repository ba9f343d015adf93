import type { Decimal } from 'decimal.js';
import type { Binary, BinaryOperator, Span, Unary } from '../ast.ts';
import { BOOL, NUMBER, type Type } from '../type.ts';
import type { NumberValue, Value } from '../value.ts';
import { bool, computed, isNull, number, unknownFrom } from '../values.ts';
import type { Environment } from './environment.ts';
import { equality } from './equality.ts';

type Arithmetic = '+' | '-' | '*' | '/' | '%';
type Comparison = '<' | '<=' | '>' | '>=';

/** `-x` and `!x`. A minus sign before a number belongs to the literal. */
export function unary(expression: Unary, environment: Environment): Value {
  const given = environment.evaluate(expression.operand);
  const type = expression.operator === '-' ? NUMBER : BOOL;
  const operand = convertOperand(given, type, expression.operand, 'unary', environment);
  requireNotNull([operand], expression, environment);
  if (operand.kind === 'number') {
    const negated = operand.value.negated();
    if (expression.operand.kind === 'number') {
      return number(negated, environment.originOf(expression));
    }
    return computed(number(negated), [operand]);
  }
  if (operand.kind === 'bool') return computed(bool(!operand.value), [operand]);
  return unknownFrom([operand], type, true);
}

export function binary(expression: Binary, environment: Environment): Value {
  const left = environment.evaluate(expression.left);
  const right = environment.evaluate(expression.right);
  const { operator } = expression;
  if (operator === '==' || operator === '!=') {
    const equal = equality(left, right);
    if (equal === 'unknown') return unknownFrom([left, right], BOOL, true);
    return computed(bool(equal === (operator === '==')), [left, right]);
  }
  const type = isLogical(operator) ? BOOL : NUMBER;
  const a = convertOperand(left, type, expression.left, 'left', environment);
  const b = convertOperand(right, type, expression.right, 'right', environment);
  requireNotNull([a, b], expression, environment);
  if (isLogical(operator)) return logical(operator, a, b);
  if (a.kind !== 'number' || b.kind !== 'number') {
    return unknownFrom([a, b], isComparison(operator) ? BOOL : NUMBER, true);
  }
  if (isComparison(operator)) return computed(bool(compare(operator, a, b)), [a, b]);
  return computed(arithmetic(operator as Arithmetic, a, b, expression, environment), [a, b]);
}

function isLogical(operator: BinaryOperator): operator is '&&' | '||' {
  return operator === '&&' || operator === '||';
}

function isComparison(operator: BinaryOperator): operator is Comparison {
  return operator === '<' || operator === '<=' || operator === '>' || operator === '>=';
}

function convertOperand(
  value: Value,
  type: Type,
  span: Span,
  side: string,
  environment: Environment,
): Value {
  return environment.convert(
    value,
    type,
    span,
    'Invalid operand',
    (reason) => `Unsuitable value for ${side} operand: ${reason}.`,
  );
}

function requireNotNull(operands: readonly Value[], span: Span, environment: Environment): void {
  if (operands.some(isNull)) {
    throw operationError('argument must not be null', span, environment);
  }
}

function operationError(reason: string, span: Span, environment: Environment): Error {
  return environment.error(span, 'Operation failed', `Error during operation: ${reason}.`);
}

/**
 * False decides `&&` and true decides `||` whatever an unknown operand turns out to be.
 * Terraform 1.11 leaves even that unknown while planning, but every value it can apply gives this one.
 */
function logical(operator: '&&' | '||', a: Value, b: Value): Value {
  const deciding = operator === '||';
  const decides = (value: Value) => value.kind === 'bool' && value.value === deciding;
  if (decides(a) || decides(b)) return computed(bool(deciding), [a, b]);
  if (a.kind === 'bool' && b.kind === 'bool') return computed(bool(!deciding), [a, b]);
  return unknownFrom([a, b], BOOL, true);
}

function compare(operator: Comparison, a: NumberValue, b: NumberValue): boolean {
  const order = a.value.cmp(b.value);
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

const NOT_A_NUMBER: Readonly<Record<Arithmetic, string>> = {
  '+': "can't compute sum of opposing infinities",
  '-': "can't subtract infinity from itself",
  '*': "can't multiply zero by infinity",
  '/': "can't divide zero by zero or infinity by infinity",
  '%': "can't use modulo with zero and infinity",
};

function arithmetic(
  operator: Arithmetic,
  a: NumberValue,
  b: NumberValue,
  span: Span,
  environment: Environment,
): NumberValue {
  const result = arithmeticResult(operator, a.value, b.value);
  if (result.isNaN()) throw operationError(NOT_A_NUMBER[operator], span, environment);
  return number(result);
}

function arithmeticResult(operator: Arithmetic, a: Decimal, b: Decimal): Decimal {
  switch (operator) {
    case '+':
      return a.plus(b);
    case '-':
      return a.minus(b);
    case '*':
      return a.times(b);
    case '/':
      return a.dividedBy(b);
    case '%':
      return modulo(a, b);
  }
}

/** The remainder has the sign of the dividend; modulo zero is the dividend itself. */
function modulo(a: Decimal, b: Decimal): Decimal {
  if (b.isZero()) return a;
  return a.isFinite() && b.isFinite() ? a.modulo(b) : a.times(b);
}
