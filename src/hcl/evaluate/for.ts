import type { Expression, ForObject, ForTuple, Span } from '../ast.ts';
import { typeName } from '../convert.ts';
import { BOOL, STRING } from '../type.ts';
import type { StringValue, Value } from '../value.ts';
import {
  isNull,
  keyedEntry,
  keyOf,
  number,
  object,
  tuple,
  typeOf,
  unknownFrom,
} from '../values.ts';
import type { Environment } from './environment.ts';
import { elementsIn, entriesIn } from './sensitivity.ts';

/** The parts that list-, object- and template-`for` share. */
interface Loop extends Span {
  readonly keyName: string | null;
  readonly valueName: string;
  readonly collection: Expression;
}

/** `[for k, v in c : value if condition]` */
export function forTuple(expression: ForTuple, environment: Environment): Value {
  const collection = iterated(expression, environment);
  const doubtful: Value[] = [];
  const results: Value[] = [];
  for (const item of iterations(collection, expression, environment) ?? []) {
    const included = isIncluded(expression.condition, item);
    if (included === true) results.push(item.evaluate(expression.value));
    else if (included !== false) doubtful.push(included);
  }
  if (collection.kind === 'unknown') return unknownFrom([collection]);
  if (doubtful.length > 0) return unknownFrom([...doubtful, ...results]);
  return tuple(results);
}

/** `{for k, v in c : key => value if condition}`; with `...` the values of a key are gathered in a tuple. */
export function forObject(expression: ForObject, environment: Environment): Value {
  const collection = iterated(expression, environment);
  const doubtful: Value[] = [];
  const keys = new Map<string, StringValue>();
  const groups = new Map<string, Value[]>();
  for (const item of iterations(collection, expression, environment) ?? []) {
    const included = isIncluded(expression.condition, item);
    if (included === false) continue;
    if (included !== true) {
      doubtful.push(included);
      continue;
    }
    const key = objectKey(expression.key, item);
    if (key.kind !== 'string') {
      doubtful.push(key);
      continue;
    }
    const value = item.evaluate(expression.value);
    const group = groups.get(key.value);
    if (group === undefined) {
      keys.set(key.value, key);
      groups.set(key.value, [value]);
    } else if (expression.group) {
      group.push(value);
    } else {
      throw duplicateKey(key.value, expression, environment);
    }
  }
  if (collection.kind === 'unknown') return unknownFrom([collection]);
  const entries = [...groups].map(([key, values]) => {
    const [first = tuple([])] = values;
    const written = keys.get(key) as StringValue;
    return keyedEntry(written, expression.group ? tuple(values) : first);
  });
  const result = object(entries);
  return doubtful.length > 0 ? unknownFrom([...doubtful, result]) : result;
}

/** The collection of a `for`, which must be one, or unknown. */
export function iterated(loop: Loop, environment: Environment): Value {
  const collection = environment.evaluate(loop.collection);
  if (isNull(collection)) {
    throw environment.error(
      loop.collection,
      'Iteration over null value',
      "A null value cannot be used as the collection in a 'for' expression.",
    );
  }
  const type = typeOf(collection);
  if (type.kind === 'bool' || type.kind === 'number' || type.kind === 'string') {
    throw environment.error(
      loop.collection,
      'Iteration over non-iterable value',
      `A value of type ${typeName(type)} cannot be used as the collection in a 'for' expression.`,
    );
  }
  return collection;
}

/** One environment an element, in the collection's order; null when the collection is not known. */
export function iterations(
  collection: Value,
  loop: Loop,
  environment: Environment,
): readonly Environment[] | null {
  const bind = (key: () => Value, value: Value): Environment => {
    const outer = loop.keyName === null ? environment : environment.bind(loop.keyName, key());
    return outer.bind(loop.valueName, value);
  };
  switch (collection.kind) {
    case 'list':
    case 'tuple':
      return elementsIn(collection).map((element, index) => bind(() => number(index), element));
    case 'set':
      return elementsIn(collection).map((element) => bind(() => element, element));
    case 'map':
    case 'object':
      return entriesIn(collection).map((item) => bind(() => keyOf(item, collection), item.value));
    default:
      return null;
  }
}

/** Whether the `if` clause lets the element in; the clause's value when that is not known. */
function isIncluded(condition: Expression | null, item: Environment): boolean | Value {
  if (condition === null) return true;
  const given = item.evaluate(condition);
  const summary = "Invalid 'for' condition";
  if (isNull(given)) {
    throw item.error(condition, summary, "The value of the 'if' clause must not be null.");
  }
  const truth = item.convert(
    given,
    BOOL,
    condition,
    summary,
    (reason) => `The 'if' clause value is invalid: ${reason}.`,
  );
  return truth.kind === 'bool' ? truth.value : truth;
}

function objectKey(expression: Expression, item: Environment): Value {
  const given = item.evaluate(expression);
  if (isNull(given)) {
    throw item.error(
      expression,
      'Invalid object key',
      "Key expression in 'for' expression must not produce a null value.",
    );
  }
  return item.convert(
    given,
    STRING,
    expression,
    'Invalid object key',
    (reason) => `The key expression produced an invalid result: ${reason}.`,
  );
}

function duplicateKey(key: string, expression: ForObject, environment: Environment): Error {
  return environment.error(
    expression.key,
    'Duplicate object key',
    `Two different items produced the key ${JSON.stringify(key)} in this 'for' expression. If duplicates are expected, use the ellipsis (...) after the value expression to enable grouping by key.`,
  );
}
