import type { Expression, ObjectConstructor, Tuple } from './ast.ts';
import { call } from './evaluate/call.ts';
import { conditional } from './evaluate/conditional.ts';
import { Environment } from './evaluate/environment.ts';
import { forObject, forTuple } from './evaluate/for.ts';
import { binary, unary } from './evaluate/operators.ts';
import { splat } from './evaluate/splat.ts';
import { template } from './evaluate/template.ts';
import { attributes, index, variable } from './evaluate/traversal.ts';
import type { Scope } from './scope.ts';
import { DYNAMIC, STRING } from './type.ts';
import type { Entry, Value } from './value.ts';
import {
  bool,
  decimal,
  isNull,
  keyedEntry,
  nullValue,
  number,
  object,
  tuple,
  unknownFrom,
  withOrigin,
} from './values.ts';

/**
 * The value of an expression, as Terraform 1.11 would have it.
 * Literals carry their place; what is moved or picked keeps it; what is computed names its inputs.
 * @throws EvaluationError where Terraform would refuse the expression, in its words
 */
export function evaluate(expression: Expression, scope: Scope): Value {
  return evaluateIn(expression, new Environment(scope, evaluateIn));
}

function evaluateIn(expression: Expression, environment: Environment): Value {
  switch (expression.kind) {
    case 'number':
      return number(decimal(expression.text), environment.originOf(expression));
    case 'bool':
      return bool(expression.value, environment.originOf(expression));
    case 'null':
      return nullValue(DYNAMIC, environment.originOf(expression));
    case 'template':
      return template(expression, environment);
    case 'tuple':
      return tupleConstructor(expression, environment);
    case 'object':
      return objectConstructor(expression, environment);
    case 'variable':
      return variable(expression, environment);
    case 'get-attribute':
      return placed(attributes(expression, environment), expression, environment);
    case 'index':
      return placed(index(expression, environment), expression, environment);
    case 'splat':
      return splat(expression, environment);
    case 'call':
      return call(expression, environment);
    case 'unary':
      return unary(expression, environment);
    case 'binary':
      return binary(expression, environment);
    case 'conditional':
      return conditional(expression, environment);
    case 'for-tuple':
      return forTuple(expression, environment);
    case 'for-object':
      return forObject(expression, environment);
    case 'parentheses':
      return evaluateIn(expression.inner, environment);
    case 'invalid':
      throw environment.error(
        expression,
        'Invalid expression',
        'Expected the start of an expression, but found an invalid expression token.',
      );
  }
}

/**
 * The reference is what a person would edit where the text of a value is not in the configuration: `aws_vpc.main.id`.
 * What `for` and splats bind stands for another element each time, so it is no such place.
 */
function placed(value: Value, reference: Expression, environment: Environment): Value {
  if (value.kind !== 'unknown' || value.symbol === null || value.origin !== null) return value;
  let root = reference;
  while (root.kind === 'get-attribute' || root.kind === 'index') {
    root = root.kind === 'index' ? root.collection : root.object;
  }
  if (root.kind !== 'variable' || environment.bound(root.name) !== null) return value;
  return withOrigin(value, environment.originOf(reference));
}

function tupleConstructor(expression: Tuple, environment: Environment): Value {
  const elements = expression.elements.map((element) => evaluateIn(element, environment));
  return tuple(elements, environment.originOf(expression));
}

function objectConstructor(expression: ObjectConstructor, environment: Environment): Value {
  const entries: Entry[] = [];
  const unknownKeys: Value[] = [];
  for (const item of expression.items) {
    const given = evaluateIn(item.key, environment);
    const value = evaluateIn(item.value, environment);
    if (isNull(given)) {
      throw environment.error(item.value, 'Null value as key', "Can't use a null value as a key.");
    }
    const key = environment.convert(
      given,
      STRING,
      item.key,
      'Incorrect key type',
      (reason) => `Can't use this value as a key: ${reason}.`,
    );
    if (key.kind === 'string') entries.push(keyedEntry(key, value));
    else unknownKeys.push(key, value);
  }
  const result = object(entries, environment.originOf(expression));
  return unknownKeys.length === 0 ? result : unknownFrom([...unknownKeys, result]);
}
