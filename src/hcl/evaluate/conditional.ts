import type { Conditional, Expression, Span } from '../ast.ts';
import { hasDynamic, sameType, typeName, unifyTypes } from '../convert.ts';
import { EvaluationError } from '../scope.ts';
import { BOOL, DYNAMIC, type Type } from '../type.ts';
import type { BoolValue, UnknownValue, Value } from '../value.ts';
import {
  amended,
  computed,
  isNull,
  nullValue,
  number,
  referencesOf,
  typeOf,
  unknown,
  unknownFrom,
} from '../values.ts';
import { certainlyNotEmpty } from './emptiness.ts';
import type { Environment } from './environment.ts';
import { rememberType, typeOfFailed } from './failed-type.ts';

/** A branch that could not be evaluated matters only when it is chosen. */
export interface Branch {
  readonly value: Value;
  readonly failure: EvaluationError | null;
}

/**
 * `condition ? a : b`. Both branches are evaluated, because the result has the one type that both convert to:
 * `true ? "1024" : 2048` is a string, a null takes the other branch's type.
 */
export function conditional(expression: Conditional, environment: Environment): Value {
  const branchOf = (result: Expression) =>
    branch(
      () => environment.evaluate(result),
      (failure) => typeOfFailed(result, failure),
    );
  const then = branchOf(expression.then);
  const otherwise = branchOf(expression.else);
  const type = resultType(then.value, otherwise.value, expression, environment);
  try {
    const condition = conditionOf(expression.condition, environment);
    if (condition.kind === 'unknown') {
      return undecided(condition, then.value, otherwise.value, type);
    }
    const chosen = condition.value ? then : otherwise;
    if (chosen.failure !== null) throw chosen.failure;
    return converted(chosen.value, type, condition.value, expression, environment);
  } catch (error) {
    if (error instanceof EvaluationError) rememberType(error, type);
    throw error;
  }
}

function converted(
  value: Value,
  type: Type,
  condition: boolean,
  expression: Conditional,
  environment: Environment,
): Value {
  if (type.kind === 'dynamic') return value;
  return environment.convert(
    value,
    type,
    condition ? expression.then : expression.else,
    'Inconsistent conditional result types',
    (reason) => `The ${condition} result value has the wrong type: ${reason}.`,
  );
}

/** Evaluates a branch; when that fails it still has a type, which the other branch may be converted to. */
export function branch(
  evaluate: () => Value,
  failedType: (failure: EvaluationError) => Type,
): Branch {
  try {
    return { value: evaluate(), failure: null };
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return { value: unknown(failedType(error)), failure: error };
  }
}

/** The type of both branches. A branch whose type is not known leaves the other as it is. */
function resultType(then: Value, otherwise: Value, span: Span, environment: Environment): Type {
  const a = typeOf(then);
  const b = typeOf(otherwise);
  if (a.kind === 'dynamic') return isNull(then) ? b : DYNAMIC;
  if (b.kind === 'dynamic') return isNull(otherwise) ? a : DYNAMIC;
  if (sameType(a, b)) return a;
  const unified = unifyTypes([a, b]);
  if (unified !== null) return unified;
  // Attributes of a resource have types that only its provider knows: by these the branches may well agree.
  if (hasDynamic(a) || hasDynamic(b)) return DYNAMIC;
  throw environment.error(
    span,
    'Inconsistent conditional result types',
    `The true and false result expressions must have consistent types. ${describeMismatch(a, b)}.`,
  );
}

/** The truth of a condition: a bool, or a string that spells one; a number is none. */
export function conditionOf(
  expression: Expression,
  environment: Environment,
): BoolValue | UnknownValue {
  const given = environment.evaluate(expression);
  if (isNull(given)) {
    throw environment.error(
      expression,
      'Null condition',
      'The condition value is null. Conditions must either be true or false.',
    );
  }
  if (given.kind === 'unknown') return given;
  return environment.convert(
    given,
    BOOL,
    expression,
    'Incorrect condition type',
    () => 'The condition expression must be of type bool.',
  ) as BoolValue;
}

/** What is known of the result although the condition is not. */
export function undecided(condition: Value, then: Value, otherwise: Value, type: Type): Value {
  if (isNull(then) && isNull(otherwise)) return nullValue(type);
  if (then.kind === 'number' && otherwise.kind === 'number' && then.value.eq(otherwise.value)) {
    return computed(number(then.value), [then, otherwise]);
  }
  const notEmpty = certainlyNotEmpty(then) && certainlyNotEmpty(otherwise);
  const references = referencesOf([condition, then, otherwise]);
  return amended(unknownFrom([then, otherwise], type, notEmpty), { references });
}

/** Why two branches do not agree, in Terraform's words. */
function describeMismatch(then: Type, otherwise: Type): string {
  if (then.kind === 'object' && otherwise.kind === 'object') {
    for (const [name, type] of then.attributes) {
      const other = otherwise.attributes.get(name);
      const quoted = JSON.stringify(name);
      if (other === undefined) {
        return `The 'true' value includes object attribute ${quoted}, which is absent in the 'false' value`;
      }
      if (!sameType(type, other)) {
        return `Type mismatch for object attribute ${quoted}: ${describeMismatch(type, other)}`;
      }
    }
    for (const name of otherwise.attributes.keys()) {
      if (then.attributes.has(name)) continue;
      return `The 'false' value includes object attribute ${JSON.stringify(name)}, which is absent in the 'true' value`;
    }
  }
  if (then.kind === 'tuple' && otherwise.kind === 'tuple') {
    const [a, b] = [then.elements, otherwise.elements];
    if (a.length !== b.length) {
      return `The 'true' tuple has length ${a.length}, but the 'false' tuple has length ${b.length}`;
    }
    const at = a.findIndex((type, index) => !sameType(type, b[index] as Type));
    if (at !== -1) {
      return `Type mismatch for tuple element ${at}: ${describeMismatch(a[at] as Type, b[at] as Type)}`;
    }
  }
  if ('element' in then && then.kind === otherwise.kind && isStructural(then.element)) {
    const other = (otherwise as typeof then).element;
    if (other.kind === then.element.kind) {
      return `Mismatched ${then.kind} element types: ${describeMismatch(then.element, other)}`;
    }
  }
  const [a, b] = [typeName(then), typeName(otherwise)];
  if (a === b) {
    return "At least one deeply-nested attribute or element is not compatible across both the 'true' and the 'false' value";
  }
  return `The 'true' value is ${a}, but the 'false' value is ${b}`;
}

function isStructural(type: Type): boolean {
  return type.kind === 'object' || type.kind === 'tuple';
}
