import type { Expression, GetAttribute, Index, Span, Variable } from '../ast.ts';
import { hasDynamic } from '../convert.ts';
import { DYNAMIC, NUMBER, STRING, type Type } from '../type.ts';
import type { MappingValue, SequenceValue, UnknownValue, Value } from '../value.ts';
import { isNull, symbolValue, typeOf, unknownFrom } from '../values.ts';
import type { Environment } from './environment.ts';
import { partOf } from './sensitivity.ts';

/** A root name alone. */
export function variable(expression: Variable, environment: Environment): Value {
  return environment.bound(expression.name) ?? resolved([expression.name], expression, environment);
}

/** `a.b.c`: as many names as the scope knows together are resolved at once, the rest one by one. */
export function attributes(expression: GetAttribute, environment: Environment): Value {
  const steps: GetAttribute[] = [];
  let root: Expression = expression;
  while (root.kind === 'get-attribute') {
    steps.push(root);
    root = root.object;
  }
  steps.reverse();
  if (root.kind !== 'variable') return follow(environment.evaluate(root), steps, environment);
  const bound = environment.bound(root.name);
  if (bound !== null) return follow(bound, steps, environment);
  const names = [root.name, ...steps.map((step) => step.name)];
  const resolution = environment.scope.resolve(names, expression);
  if (resolution === null) throw undeclared(root, environment);
  return follow(resolution.value, steps.slice(resolution.consumed - 1), environment);
}

function follow(value: Value, steps: readonly GetAttribute[], environment: Environment): Value {
  return steps.reduce((from, step) => getAttribute(from, step.name, step, environment), value);
}

function resolved(names: readonly string[], root: Variable, environment: Environment): Value {
  const resolution = environment.scope.resolve(names, root);
  if (resolution === null) throw undeclared(root, environment);
  return resolution.value;
}

function undeclared(root: Variable, environment: Environment): Error {
  return environment.error(
    root,
    'Invalid reference',
    `There is no object named ${JSON.stringify(root.name)} in this scope.`,
  );
}

/** `value.name`, on objects and maps. */
export function getAttribute(
  value: Value,
  name: string,
  span: Span,
  environment: Environment,
): Value {
  switch (value.kind) {
    case 'null':
      throw environment.error(
        span,
        'Attempt to get attribute from null value',
        'This value is null, so it does not have any attributes.',
      );
    case 'unknown':
      return attributeOfUnknown(value, name, span, environment);
    case 'map':
    case 'object': {
      const found = value.entries.get(name);
      if (found !== undefined) return partOf(value, found.value);
      throw missingAttribute(typeOf(value), name, span, environment);
    }
    default:
      throw missingAttribute(typeOf(value), name, span, environment);
  }
}

function attributeOfUnknown(
  value: UnknownValue,
  name: string,
  span: Span,
  environment: Environment,
): Value {
  const { type } = value;
  switch (type.kind) {
    case 'dynamic':
      return partOfUnknown(value, name, DYNAMIC);
    case 'map':
      return partOfUnknown(value, name, type.element);
    case 'object': {
      const attribute = type.attributes.get(name);
      if (attribute !== undefined) return partOfUnknown(value, name, attribute);
      break;
    }
    default:
      break;
  }
  throw missingAttribute(type, name, span, environment);
}

/** A part of an attribute of some object is certain as well: its symbol says where it lies. */
function partOfUnknown(value: UnknownValue, step: string, type: Type): UnknownValue {
  const { symbol, references } = value;
  if (symbol === null) return unknownFrom([value], type);
  const path = [...symbol.path, step];
  const part = symbolValue({ address: symbol.address, path }, type, { references });
  return partOf(value, part) as UnknownValue;
}

function missingAttribute(type: Type, name: string, span: Span, environment: Environment): Error {
  const quoted = JSON.stringify(name);
  if (type.kind === 'map') {
    return environment.error(
      span,
      'Missing map element',
      `This map does not have an element with the key ${quoted}.`,
    );
  }
  return environment.error(span, 'Unsupported attribute', unsupportedAttribute(type, quoted));
}

function unsupportedAttribute(type: Type, name: string): string {
  switch (type.kind) {
    case 'object':
      return `This object does not have an attribute named ${name}.`;
    case 'bool':
    case 'number':
    case 'string':
      return `Can't access attributes on a primitive-typed value (${type.kind}).`;
    case 'list':
      if (type.element.kind !== 'object') break;
      return type.element.attributes.has(JSON.parse(name))
        ? `Can't access attributes on a list of objects. Did you mean to access attribute ${name} for a specific element of the list, or across all elements of the list?`
        : "Can't access attributes on a list of objects. Did you mean to access an attribute for a specific element of the list, or across all elements of the list?";
    case 'set':
      if (type.element.kind !== 'object') break;
      return "Can't access attributes on a set of objects. Did you mean to access an attribute across all elements of the set?";
    default:
      break;
  }
  return 'This value does not have any attributes.';
}

/** `a[k]`, and the legacy `a.0`. */
export function index(expression: Index, environment: Environment): Value {
  const collection = environment.evaluate(expression.collection);
  const key = environment.evaluate(expression.key);
  return elementAt(collection, key, expression, environment);
}

const NOT_AN_ELEMENT = 'The given key does not identify an element in this collection value';

/** The element of a list, tuple, map or object under a key. */
export function elementAt(
  collection: Value,
  key: Value,
  span: Span,
  environment: Environment,
): Value {
  const invalid = (detail: string) => environment.error(span, 'Invalid index', detail);
  if (isNull(collection)) {
    throw environment.error(
      span,
      'Attempt to index null value',
      'This value is null, so it does not have any indices.',
    );
  }
  if (isNull(key)) throw invalid("Can't use a null value as an indexing key.");
  const type = typeOf(collection);
  if (type.kind === 'dynamic') return partUnder(collection as UnknownValue, key, DYNAMIC);
  const keyType: Type = type.kind === 'list' || type.kind === 'tuple' ? NUMBER : STRING;
  switch (type.kind) {
    case 'list':
    case 'tuple':
    case 'map':
    case 'object':
      break;
    case 'set':
      throw invalid(
        "Elements of a set are identified only by their value and don't have any separate index or key to select with, so it's only possible to perform operations across all elements of the set.",
      );
    default:
      throw invalid('This value does not have any indices.');
  }
  const wanted = environment.convert(
    key,
    keyType,
    span,
    'Invalid index',
    (reason) => `${NOT_AN_ELEMENT}: ${reason}.`,
  );
  if (wanted.kind === 'unknown' || collection.kind === 'unknown') {
    return unknownElement(collection, type, wanted, key, invalid);
  }
  if (wanted.kind === 'number') {
    const { elements } = collection as SequenceValue;
    const found = elements[wanted.value.toNumber()];
    if (found !== undefined) return partOf(collection, found);
    throw invalid(sequenceIndexProblem(wanted, elements.length));
  }
  const found = (collection as MappingValue).entries.get(
    wanted.kind === 'string' ? wanted.value : '',
  );
  if (found !== undefined) return partOf(collection, found.value);
  throw invalid(missingKey(type, key));
}

function sequenceIndexProblem(key: Extract<Value, { kind: 'number' }>, length: number): string {
  if (!key.value.isInteger()) {
    return `${NOT_AN_ELEMENT}: indexing a sequence requires a whole number, but the given index has a fractional part.`;
  }
  if (key.value.isNegative()) {
    return `${NOT_AN_ELEMENT}: a negative number is not a valid index for a sequence.`;
  }
  if (length === 0) return `${NOT_AN_ELEMENT}: the collection has no elements.`;
  if (key.value.eq(length)) {
    return `${NOT_AN_ELEMENT}: the given index is greater than or equal to the length of the collection.`;
  }
  return `${NOT_AN_ELEMENT}.`;
}

function missingKey(type: Type, key: Value): string {
  return type.kind === 'object' && key.kind === 'number'
    ? `${NOT_AN_ELEMENT}. An object only supports looking up attributes by name, not by numeric index.`
    : `${NOT_AN_ELEMENT}.`;
}

/** The collection or the key is not known. */
function unknownElement(
  collection: Value,
  type: Type,
  wanted: Value,
  key: Value,
  invalid: (detail: string) => Error,
): Value {
  if (wanted.kind === 'unknown' || collection.kind !== 'unknown') {
    const element = 'element' in type ? type.element : DYNAMIC;
    return unknownFrom([collection, key], element);
  }
  switch (type.kind) {
    case 'list':
    case 'map':
      return partUnder(collection, wanted, type.element);
    case 'tuple': {
      const at = wanted.kind === 'number' ? wanted.value.toNumber() : -1;
      const element = type.elements[at];
      if (element !== undefined) return partUnder(collection, wanted, element);
      throw invalid(
        sequenceIndexProblem(wanted as Extract<Value, { kind: 'number' }>, type.elements.length),
      );
    }
    case 'object': {
      const attribute = wanted.kind === 'string' ? type.attributes.get(wanted.value) : undefined;
      if (attribute !== undefined) return partUnder(collection, wanted, attribute);
      throw invalid(missingKey(type, key));
    }
    default:
      return unknownFrom([collection, key]);
  }
}

function partUnder(collection: UnknownValue, key: Value, type: Type): Value {
  if (key.kind === 'number') return partOfUnknown(collection, key.value.toFixed(), type);
  if (key.kind === 'string') return partOfUnknown(collection, key.value, type);
  return unknownFrom([collection, key], hasDynamic(type) ? DYNAMIC : type);
}
