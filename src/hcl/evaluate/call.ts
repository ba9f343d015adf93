import type { Expression, FunctionCall, Span } from '../ast.ts';
import { FunctionError } from '../functions/function.ts';
import { callPureFunction } from '../functions/index.ts';
import { EvaluationError } from '../scope.ts';
import { BOOL } from '../type.ts';
import type { Value } from '../value.ts';
import { bool, computed, typeOf, unknownFrom } from '../values.ts';
import { isCertain } from './certainty.ts';
import type { Environment } from './environment.ts';
import { elementsIn } from './sensitivity.ts';

/** A function call. `try` and `can` evaluate their arguments themselves, all others get values. */
export function call(expression: FunctionCall, environment: Environment): Value {
  if (expression.name === 'try') return tryCall(expression, environment);
  if (expression.name === 'can') return canCall(expression, environment);
  const args = expression.arguments.map((argument) => environment.evaluate(argument));
  if (expression.expandFinal) {
    const last = args.pop();
    const expanded = expansion(last as Value, expression, environment);
    if (expanded === null) return unknownFrom([...args, last as Value]);
    args.push(...expanded);
  }
  try {
    const result =
      callPureFunction(expression.name, args) ??
      environment.scope.callFunction(expression.name, args, expression);
    if (result !== null) return result;
  } catch (error) {
    if (error instanceof FunctionError) throw functionFailure(error, expression, environment);
    throw error;
  }
  throw unknownFunction(expression, environment);
}

/** The elements that `...` makes arguments of; null when they are not known. */
function expansion(
  value: Value,
  expression: FunctionCall,
  environment: Environment,
): readonly Value[] | null {
  const type = typeOf(value);
  const refused = (detail: string) =>
    environment.error(
      expression.arguments.at(-1) ?? expression,
      'Invalid expanding argument value',
      `The expanding argument (indicated by ...) ${detail}`,
    );
  switch (type.kind) {
    case 'dynamic':
    case 'list':
    case 'set':
    case 'tuple':
      break;
    default:
      throw refused('must be of a tuple, list, or set type.');
  }
  if (value.kind === 'null') throw refused('must not be null.');
  return 'elements' in value ? elementsIn(value) : null;
}

/**
 * The first argument that can be evaluated. One that is not wholly known may still fail when it is,
 * so the result is unknown then; attributes of known objects are certain.
 */
function tryCall(expression: FunctionCall, environment: Environment): Value {
  if (expression.arguments.length === 0) {
    throw tryFailure('at least one argument is required', expression, environment);
  }
  const failures: string[] = [];
  for (const argument of attemptable(expression, environment)) {
    const attempt = attempted(argument);
    if (attempt instanceof EvaluationError) {
      failures.push(`- ${attempt.message}`);
      continue;
    }
    return isCertain(attempt) ? attempt : unknownFrom([attempt]);
  }
  const reasons = `no expression succeeded:\n${failures.join('\n')}\nAt least one expression must produce a successful result`;
  throw tryFailure(reasons, expression, environment);
}

function tryFailure(reason: string, span: Span, environment: Environment): EvaluationError {
  return environment.error(
    span,
    'Error in function call',
    `Call to function "try" failed: ${reason}.`,
  );
}

function canCall(expression: FunctionCall, environment: Environment): Value {
  const [argument, ...more] = attemptable(expression, environment);
  if (argument === undefined) {
    throw environment.error(
      expression,
      'Not enough function arguments',
      'Function "can" expects 1 argument(s). Missing value for "expression".',
    );
  }
  if (more.length > 0) {
    throw environment.error(
      expression,
      'Too many function arguments',
      'Function "can" expects only 1 argument(s).',
    );
  }
  const attempt = attempted(argument);
  if (attempt instanceof EvaluationError) return bool(false);
  if (isCertain(attempt)) return computed(bool(true), [attempt]);
  return unknownFrom([attempt], BOOL, true);
}

/** The arguments, each to be evaluated on demand. */
function attemptable(expression: FunctionCall, environment: Environment): readonly (() => Value)[] {
  const lazily = (argument: Expression) => () => environment.evaluate(argument);
  if (!expression.expandFinal) return expression.arguments.map(lazily);
  const last = expression.arguments.at(-1) as Expression;
  const values = expansion(environment.evaluate(last), expression, environment);
  const expanded = values?.map((value) => () => value) ?? [() => unknownFrom([])];
  return [...expression.arguments.slice(0, -1).map(lazily), ...expanded];
}

function attempted(argument: () => Value): Value | EvaluationError {
  try {
    return argument();
  } catch (error) {
    if (error instanceof EvaluationError) return error;
    throw error;
  }
}

/** Puts a function's refusal at the argument it is about, or at the call. */
function functionFailure(
  error: FunctionError,
  expression: FunctionCall,
  environment: Environment,
): EvaluationError {
  const given = expression.arguments;
  const at = Math.min(error.argument ?? given.length, given.length - 1);
  const span = error.argument === null ? expression : (given[at] ?? expression);
  return environment.error(span, error.summary, error.message);
}

function unknownFunction(expression: FunctionCall, environment: Environment): EvaluationError {
  const { name, nameSpan } = expression;
  const separator = name.lastIndexOf('::');
  const detail =
    separator === -1
      ? `There is no function named ${JSON.stringify(name)}.`
      : `There are no functions in namespace ${JSON.stringify(name.slice(0, separator + 2))}.`;
  return environment.error(nameSpan, 'Call to unknown function', detail);
}
