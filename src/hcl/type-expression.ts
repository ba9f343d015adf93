import type {
  Expression,
  FunctionCall,
  ObjectConstructor,
  ObjectItem,
  SourceText,
  Span,
} from './ast.ts';
import { applyDefaults, type Defaults } from './convert/defaults.ts';
import { ConversionError, convert } from './convert.ts';
import { evaluate } from './evaluate.ts';
import { EvaluationError, type Scope } from './scope.ts';
import { BOOL, DYNAMIC, NUMBER, STRING, type Type } from './type.ts';
import type { Value } from './value.ts';

/** What a variable's `type` demands. */
export interface Constraint {
  /** Objects in it may have optional attributes. */
  readonly type: Type;
  /** The second arguments of `optional(…)`, or null when there are none. */
  readonly defaults: Defaults | null;
}

export const ANY: Constraint = { type: DYNAMIC, defaults: null };

const PRIMITIVES: Readonly<Record<string, Type>> = {
  bool: BOOL,
  number: NUMBER,
  string: STRING,
  any: DYNAMIC,
};

/** `type = list` and `type = map`, also in quotes, are older spellings that modules still use. */
const LEGACY: Readonly<Record<string, Type>> = {
  list: { kind: 'list', element: DYNAMIC },
  map: { kind: 'map', element: DYNAMIC },
};

/**
 * Reads a type constraint: `map(object({ port = number, cidrs = optional(list(string), []) }))`.
 * After https://developer.hashicorp.com/terraform/language/expressions/type-constraints
 * @throws EvaluationError in Terraform's words
 */
export function parseConstraint(expression: Expression, source: SourceText): Constraint {
  const keyword = keywordOf(expression) ?? quotedKeyword(expression);
  const simple = keyword === null ? undefined : (PRIMITIVES[keyword] ?? LEGACY[keyword]);
  return simple === undefined ? constraintOf(expression, source) : { type: simple, defaults: null };
}

/**
 * Makes a value what the constraint demands: optional defaults are put in (for null too), the rest is converted,
 * attributes that the constraint does not name are dropped.
 * @throws ConversionError
 */
export function applyConstraint(value: Value, constraint: Constraint): Value {
  const { defaults, type } = constraint;
  return convert(defaults === null ? value : applyDefaults(value, defaults), type);
}

function keywordOf(expression: Expression): string | null {
  return expression.kind === 'variable' ? expression.name : null;
}

function quotedKeyword(expression: Expression): string | null {
  if (expression.kind !== 'template' || expression.parts.length !== 1) return null;
  const [part] = expression.parts;
  return part?.kind === 'text' ? part.value : null;
}

function invalid(source: SourceText, span: Span, detail: string): EvaluationError {
  return new EvaluationError(`Invalid type specification: ${detail}`, source, span);
}

function constraintOf(expression: Expression, source: SourceText): Constraint {
  const keyword = keywordOf(expression);
  if (keyword !== null) {
    const primitive = PRIMITIVES[keyword];
    if (primitive !== undefined) return { type: primitive, defaults: null };
    throw invalid(source, expression, keywordProblem(keyword));
  }
  if (expression.kind === 'parentheses') return constraintOf(expression.inner, source);
  if (expression.kind !== 'call') {
    throw invalid(
      source,
      expression,
      'A type specification is either a primitive type keyword (bool, number, string) or a complex type constructor call, like list(string).',
    );
  }
  return constructed(expression, source);
}

const ARGUMENT_WANTED: Readonly<Record<string, string>> = {
  list: 'The list type constructor requires one argument specifying the element type.',
  set: 'The set type constructor requires one argument specifying the element type.',
  map: 'The map type constructor requires one argument specifying the element type.',
  object:
    'The object type constructor requires one argument specifying the attribute types and values as a map.',
  tuple: 'The tuple type constructor requires one argument specifying the element types as a list.',
};

function keywordProblem(keyword: string): string {
  return (
    ARGUMENT_WANTED[keyword] ??
    `The keyword ${JSON.stringify(keyword)} is not a valid type specification.`
  );
}

function constructed(call: FunctionCall, source: SourceText): Constraint {
  const { name } = call;
  if (Object.hasOwn(PRIMITIVES, name)) {
    const sort = name === 'any' ? 'Type constraint' : 'Primitive type';
    throw invalid(source, call, `${sort} keyword "${name}" does not expect arguments.`);
  }
  if (name === 'optional') {
    throw invalid(
      source,
      call.nameSpan,
      'Keyword "optional" is valid only as a modifier for object type attributes.',
    );
  }
  const wanted = ARGUMENT_WANTED[name];
  if (wanted === undefined) {
    throw invalid(source, call, `Keyword ${JSON.stringify(name)} is not a valid type constructor.`);
  }
  const [argument, extra] = call.arguments;
  if (argument === undefined || extra !== undefined) throw invalid(source, call, wanted);
  switch (name) {
    case 'object':
      return objectConstraint(argument, source);
    case 'tuple':
      return tupleConstraint(argument, source);
    default:
      return collectionConstraint(name as 'list' | 'set' | 'map', argument, source);
  }
}

function collectionConstraint(
  kind: 'list' | 'set' | 'map',
  argument: Expression,
  source: SourceText,
): Constraint {
  const { type, defaults } = constraintOf(argument, source);
  return {
    type: { kind, element: type },
    defaults: defaults === null ? null : { values: new Map(), children: null, element: defaults },
  };
}

function tupleConstraint(argument: Expression, source: SourceText): Constraint {
  if (argument.kind !== 'tuple') {
    throw invalid(source, argument, 'Tuple type constructor requires a list of element types.');
  }
  const parts = argument.elements.map((element) => constraintOf(element, source));
  const children = new Map<string, Defaults>();
  for (const [index, { defaults }] of parts.entries()) {
    if (defaults !== null) children.set(String(index), defaults);
  }
  return {
    type: { kind: 'tuple', elements: parts.map((part) => part.type) },
    defaults: children.size === 0 ? null : { values: new Map(), children, element: null },
  };
}

function objectConstraint(argument: Expression, source: SourceText): Constraint {
  if (argument.kind !== 'object') {
    throw invalid(
      source,
      argument,
      'Object type constructor requires a map whose keys are attribute names and whose values are the corresponding attribute types.',
    );
  }
  return objectOf(argument, source);
}

function objectOf(expression: ObjectConstructor, source: SourceText): Constraint {
  const attributes = new Map<string, Type>();
  const optional = new Set<string>();
  const values = new Map<string, Value>();
  const children = new Map<string, Defaults>();
  for (const item of expression.items) {
    const name = attributeName(item, source);
    if (attributes.has(name)) {
      throw invalid(source, item.key, 'Object constructor map keys must be unique.');
    }
    const modifier = optionalModifier(item.value, source);
    const { type, defaults } = constraintOf(modifier?.type ?? item.value, source);
    attributes.set(name, type);
    if (defaults !== null) children.set(name, defaults);
    if (modifier === null) continue;
    optional.add(name);
    if (modifier.value !== null) values.set(name, defaultValue(modifier.value, type, source));
  }
  const plain = values.size === 0 && children.size === 0;
  return {
    type: { kind: 'object', attributes, ...(optional.size > 0 && { optional }) },
    defaults: plain ? null : { values, children, element: null },
  };
}

function attributeName(item: ObjectItem, source: SourceText): string {
  const name = keywordOf(item.key) ?? quotedKeyword(item.key);
  if (name !== null) return name;
  throw invalid(source, item.key, 'Object constructor map keys must be attribute names.');
}

function optionalModifier(
  expression: Expression,
  source: SourceText,
): { readonly type: Expression; readonly value: Expression | null } | null {
  if (expression.kind !== 'call' || expression.name !== 'optional') return null;
  const [type, value = null, extra] = expression.arguments;
  if (type === undefined) {
    throw invalid(
      source,
      expression,
      'Optional attribute modifier requires the attribute type as its argument.',
    );
  }
  if (extra !== undefined) {
    throw invalid(
      source,
      expression,
      'Optional attribute modifier expects at most two arguments: the attribute type, and a default value.',
    );
  }
  return { type, value };
}

/** A default is a constant: it sees no names, and only what HCL itself can compute. */
function defaultValue(expression: Expression, type: Type, source: SourceText): Value {
  const nothing: Scope = { source, resolve: () => null, callFunction: () => null };
  const value = evaluate(expression, nothing);
  try {
    return convert(value, type);
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    throw new EvaluationError(
      `Invalid default value for optional attribute: This default value is not compatible with the attribute's type constraint: ${error.message}.`,
      source,
      expression,
    );
  }
}
