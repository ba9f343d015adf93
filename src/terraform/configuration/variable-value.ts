import type { Block, Expression } from '../../hcl/ast.ts';
import { ConversionError } from '../../hcl/convert.ts';
import { parseExpression } from '../../hcl/parse.ts';
import { EvaluationError } from '../../hcl/scope.ts';
import { sourceText } from '../../hcl/source-text.ts';
import {
  ANY,
  applyConstraint,
  type Constraint,
  parseConstraint,
} from '../../hcl/type-expression.ts';
import type { Value } from '../../hcl/value.ts';
import { unknown } from '../../hcl/values.ts';
import { within } from './addresses.ts';
import { constantScope } from './constant-scope.ts';
import { evaluateGiven } from './json-literals.ts';
import { literalBool, literalText } from './literal.ts';
import { attributeOf, headerSpan, type MergedBlock, sourceOf } from './merged-block.ts';
import type { ModuleInstance } from './module-instance.ts';
import { configurationError } from './problem-list.ts';
import { markedSensitive, traced } from './tracing.ts';
import type { Place } from './types.ts';

/**
 * The value of an input variable: what was given, or the default; converted to its type.
 * Without any value it is unknown. Throws an EvaluationError where Terraform would refuse the value.
 */
export function variableValue(
  module: ModuleInstance,
  name: string,
  declaration: MergedBlock,
): Value {
  const { body } = declaration.block;
  const nullable = literalBool(attributeOf(body, 'nullable')?.value) ?? true;
  const given = module.site === null ? assigned(module, name, declaration) : passed(module, name);
  if (given !== null && (given.value.kind !== 'null' || nullable)) {
    return finished(given, name, declaration);
  }
  const preset = defaultValue(name, declaration);
  if (preset !== null) return preset;
  if (module.site !== null) reportMissing(module, name);
  const { type } = constraintOf(declaration);
  return unknown(type, { references: [within(module.address, `var.${name}`)] });
}

interface Chosen {
  readonly value: Value;
  /** The step by which the value came: the argument of a module call, or the variable itself. */
  readonly place: Place;
}

/** How the text of `--var` and `TF_VAR_` is read: a variable without type, or of a primitive one, takes it as it is. */
function readingMode(type: Expression | undefined): 'literal' | 'hcl' {
  if (type === undefined) return 'literal';
  const keyword = type.kind === 'variable' ? type.name : literalText(type);
  return keyword === 'string' || keyword === 'number' || keyword === 'bool' ? 'literal' : 'hcl';
}

function assigned(module: ModuleInstance, name: string, declaration: MergedBlock): Chosen | null {
  const given = module.context.variables.get(name);
  if (given === undefined) return null;
  const place = declarationPlace(declaration);
  const mode = readingMode(attributeOf(declaration.block.body, 'type')?.value);
  try {
    return { value: given.read(mode), place };
  } catch (error) {
    if (!(error instanceof EvaluationError) || given.title === null) throw error;
    const message = `The value of ${given.title} cannot be used: ${error.message}`;
    throw new EvaluationError(message, place.source, place.span);
  }
}

/** The argument of the module call, evaluated in the calling module. */
function passed(module: ModuleInstance, name: string): Chosen | null {
  if (module.site === null) return null;
  const { caller, call, binding } = module.site;
  const argument = attributeOf(call.block.body, name);
  if (argument === null) return null;
  const source = sourceOf(call, argument);
  const value = caller.evaluate(argument.value, source, binding);
  return { value, place: { source, span: argument } };
}

const defaults = new WeakMap<Block, Value>();

/** A default is a constant: all instances of a module share it. Null when there is none. */
function defaultValue(name: string, declaration: MergedBlock): Value | null {
  const { block } = declaration;
  const attribute = attributeOf(block.body, 'default');
  if (attribute === null) return null;
  const known = defaults.get(block);
  if (known !== undefined) return known;
  const scope = constantScope(sourceOf(declaration, attribute));
  const value = evaluateGiven(attribute.value, scope);
  const result = finished({ value, place: declarationPlace(declaration) }, name, declaration);
  defaults.set(block, result);
  return result;
}

/** Converted to the variable's type, traced, and marked where the variable is sensitive. */
function finished(chosen: Chosen, name: string, declaration: MergedBlock): Value {
  const value = traced(constrained(chosen, name, constraintOf(declaration)), chosen.place);
  const sensitive = literalBool(attributeOf(declaration.block.body, 'sensitive')?.value);
  return sensitive ? markedSensitive(value) : value;
}

function declarationPlace(declaration: MergedBlock): Place {
  return { source: declaration.source, span: headerSpan(declaration.block) };
}

const constraints = new WeakMap<Expression, Constraint>();

function constraintOf(declaration: MergedBlock): Constraint {
  const attribute = attributeOf(declaration.block.body, 'type');
  if (attribute === null) return ANY;
  const known = constraints.get(attribute.value);
  if (known !== undefined) return known;
  const source = sourceOf(declaration, attribute);
  const inString = source.syntax === 'json' ? literalText(attribute.value) : null;
  const constraint =
    inString === null
      ? parseConstraint(attribute.value, source)
      : constraintInString(inString, { source, span: attribute.value });
  constraints.set(attribute.value, constraint);
  return constraint;
}

/** In JSON a type is an expression in a string: https://developer.hashicorp.com/terraform/language/syntax/json#variable-blocks */
function constraintInString(text: string, { source, span }: Place): Constraint {
  const inner = sourceText(source.path, text, 'native');
  const { expression, problems } = parseExpression(inner);
  const [problem] = problems;
  try {
    if (problem) throw new EvaluationError(problem.message, inner, problem);
    return parseConstraint(expression, inner);
  } catch (error) {
    if (error instanceof EvaluationError) throw new EvaluationError(error.message, source, span);
    throw error;
  }
}

function constrained(chosen: Chosen, name: string, constraint: Constraint): Value {
  try {
    return applyConstraint(chosen.value, constraint);
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    const detail = `The given value is not suitable for var.${name}: ${error.message}.`;
    const { source, span } = chosen.place;
    throw new EvaluationError(`Invalid value for input variable: ${detail}`, source, span);
  }
}

function reportMissing(module: ModuleInstance, name: string): void {
  if (module.site === null) return;
  const { call } = module.site;
  const detail = `The argument "${name}" is required, but no definition was found.`;
  module.context.problems.report(
    configurationError(`Missing required argument: ${detail}`, call.source, headerSpan(call.block)),
  );
}
