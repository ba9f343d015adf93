import { ConversionError, convert } from '../convert.ts';
import { DYNAMIC, type Type } from '../type.ts';
import type { NumberValue, StringValue, Value } from '../value.ts';
import { unknownFrom } from '../values.ts';

/** What a function takes, after https://pkg.go.dev/github.com/zclconf/go-cty/cty/function#Parameter */
export interface Parameter {
  readonly name: string;
  /** Arguments are converted to it; `dynamic` takes any value as it is. */
  readonly type: Type;
  /** A null argument reaches the function. */
  readonly allowNull?: true;
  /** An unknown argument reaches the function; otherwise the result is unknown. */
  readonly allowUnknown?: true;
  /** An argument whose very type is not known, as a bare `null`, reaches the function. */
  readonly allowDynamic?: true;
  /** The function says what of its result is sensitive; otherwise a sensitive part makes the whole result so. */
  readonly keepsSensitivity?: true;
}

export interface HclFunction {
  readonly parameters: readonly Parameter[];
  readonly variadic?: Parameter;
  /** The type of the result, also where its value cannot be known. */
  readonly returns: Type | ((args: readonly Value[]) => Type);
  /**
   * Gets as many arguments as there are parameters, and more for `variadic`; all of the parameters' types.
   * @throws CallError, ArgumentError
   */
  readonly call: (args: readonly Value[]) => Value;
}

/** A call that Terraform would refuse, in Terraform's words; no value of the configuration is named. */
export class FunctionError extends Error {
  /** Which argument is at fault; null for the call as a whole. */
  readonly argument: number | null;
  /** The headline that Terraform puts above the message. */
  readonly summary: string;

  constructor(
    message: string,
    argument: number | null = null,
    summary = argument === null ? 'Error in function call' : 'Invalid function argument',
  ) {
    super(message);
    this.name = 'FunctionError';
    this.argument = argument;
    this.summary = summary;
  }
}

/** Thrown by a function that cannot do its work. */
export class CallError extends Error {}

/** Thrown by a function that refuses one argument. */
export class ArgumentError extends Error {
  readonly argument: number;

  constructor(argument: number, message: string) {
    super(message);
    this.argument = argument;
  }
}

/**
 * Calls a function as Terraform does: counts the arguments, converts them, and settles null,
 * unknown and sensitive arguments before the function sees any.
 * @throws FunctionError
 */
export function invoke(name: string, definition: HclFunction, args: readonly Value[]): Value {
  checkCount(name, definition, args.length);
  const parameterOf = (index: number) =>
    (definition.parameters[index] ?? definition.variadic) as Parameter;
  const converted = args.map((arg, index) => convertArgument(arg, parameterOf(index), index));
  const result = settle(name, definition, converted, parameterOf);
  const sensitive = converted.some(
    (arg, index) => !parameterOf(index).keepsSensitivity && holdsSensitive(arg),
  );
  return sensitive ? markSensitive(result) : result;
}

export function markSensitive<V extends Value>(value: V): V {
  return value.sensitive ? value : { ...value, sensitive: true as const };
}

function checkCount(name: string, definition: HclFunction, count: number): void {
  const { parameters, variadic } = definition;
  const missing = parameters[count];
  if (missing !== undefined) {
    const quantity = variadic === undefined ? '' : 'at least ';
    throw new FunctionError(
      `Function "${name}" expects ${quantity}${parameters.length} argument(s). Missing value for "${missing.name}".`,
      null,
      'Not enough function arguments',
    );
  }
  if (variadic === undefined && count > parameters.length) {
    throw new FunctionError(
      `Function "${name}" expects only ${parameters.length} argument(s).`,
      parameters.length,
      'Too many function arguments',
    );
  }
}

function convertArgument(arg: Value, parameter: Parameter, index: number): Value {
  let converted: Value;
  try {
    converted = fits(arg, parameter.type) ? arg : convert(arg, parameter.type);
  } catch (error) {
    if (error instanceof ConversionError) throw refused(parameter, index, error.message);
    throw error;
  }
  if (converted.kind === 'null' && !parameter.allowNull) {
    throw refused(parameter, index, 'argument must not be null');
  }
  return converted;
}

/** Whether the type asks for no more than a collection of the value's own kind; saves a walk over large ones. */
function fits(arg: Value, type: Type): boolean {
  return arg.kind === type.kind && 'element' in type && type.element.kind === 'dynamic';
}

function refused(parameter: Parameter, index: number, reason: string): FunctionError {
  return new FunctionError(`Invalid value for "${parameter.name}" parameter: ${reason}.`, index);
}

function settle(
  name: string,
  definition: HclFunction,
  args: readonly Value[],
  parameterOf: (index: number) => Parameter,
): Value {
  const typeless = args.some((arg, index) => !parameterOf(index).allowDynamic && isTypeless(arg));
  if (typeless && !args.some((arg, index) => isTypeless(arg) && parameterOf(index).allowUnknown)) {
    return unknownFrom(args, definition.returns instanceof Function ? DYNAMIC : definition.returns);
  }
  try {
    if (args.some((arg, index) => arg.kind === 'unknown' && !parameterOf(index).allowUnknown)) {
      const { returns } = definition;
      return unknownFrom(args, returns instanceof Function ? returns(args) : returns);
    }
    return definition.call(args);
  } catch (error) {
    if (error instanceof ArgumentError) {
      throw refused(parameterOf(error.argument), error.argument, error.message);
    }
    if (error instanceof CallError || error instanceof ConversionError) {
      throw new FunctionError(`Call to function "${name}" failed: ${error.message}.`);
    }
    throw error;
  }
}

function isTypeless(value: Value): boolean {
  return (value.kind === 'null' || value.kind === 'unknown') && value.type.kind === 'dynamic';
}

/** Whether the value, or anything in it, is sensitive. */
export function holdsSensitive(value: Value): boolean {
  if (value.sensitive) return true;
  switch (value.kind) {
    case 'list':
    case 'set':
    case 'tuple':
      return value.elements.some(holdsSensitive);
    case 'map':
    case 'object':
      for (const item of value.entries.values()) if (holdsSensitive(item.value)) return true;
      return false;
    default:
      return false;
  }
}

/** The text of an argument that the parameters say is a known string. */
export function textOf(args: readonly Value[], index: number): string {
  return (args[index] as StringValue).value;
}

/** The number of an argument that the parameters say is a known number. */
export function numberOf(args: readonly Value[], index: number): NumberValue['value'] {
  return (args[index] as NumberValue).value;
}

/** The same for a parameter that takes whole numbers only. */
export function wholeNumberOf(args: readonly Value[], index: number): number {
  const value = numberOf(args, index);
  if (!value.isInteger() || value.abs().gt(Number.MAX_SAFE_INTEGER)) {
    throw new ArgumentError(index, 'value must be a whole number');
  }
  return value.toNumber();
}
