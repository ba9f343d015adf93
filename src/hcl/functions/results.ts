import { DYNAMIC, STRING, type Type } from '../type.ts';
import type { MappingValue, SequenceValue, StringValue, Value } from '../value.ts';
import { bool, computed, number, string, typeOf, unknownFrom } from '../values.ts';
import type { Parameter } from './function.ts';

/** A text made from the arguments. One that equals the first argument's text is that argument, unmoved. */
export function textResult(text: string, args: readonly Value[]): Value {
  const result = string(text);
  const [source] = args;
  if (source?.kind === 'string' && source.value === result.value) return source;
  return computed(result, args);
}

export function numberResult(value: Parameters<typeof number>[0], args: readonly Value[]): Value {
  return computed(number(value), args);
}

export function boolResult(value: boolean, args: readonly Value[]): Value {
  return computed(bool(value), args);
}

/** A list of texts made from the arguments. */
export function textsResult(
  texts: readonly string[],
  args: readonly Value[],
): readonly StringValue[] {
  return texts.map((text) => computed(string(text), args));
}

export type Collection = SequenceValue | MappingValue;

export function isSequence(value: Value): value is SequenceValue {
  return value.kind === 'list' || value.kind === 'set' || value.kind === 'tuple';
}

export function isMapping(value: Value): value is MappingValue {
  return value.kind === 'map' || value.kind === 'object';
}

/** A list or tuple. */
export function isOrdered(value: Value): value is SequenceValue {
  return value.kind === 'list' || value.kind === 'tuple';
}

/** The element type of a list, set or map type; `any` for others. */
export function elementTypeOf(type: Type): Type {
  return 'element' in type ? type.element : DYNAMIC;
}

/** The type of an argument, or `any` where it would have to be evaluated for it. */
export function typeAt(args: readonly Value[], index: number): Type {
  const arg = args[index];
  return arg === undefined ? DYNAMIC : typeOf(arg);
}

/** An unknown text that depends on the arguments. */
export function unknownText(args: readonly Value[]): Value {
  return unknownFrom(args, STRING);
}

export function parameter(name: string, type: Type = DYNAMIC): Parameter {
  return { name, type };
}

/** Takes anything, also null and what is not known, and says itself what is sensitive. */
export function anything(name: string): Parameter {
  return {
    name,
    type: DYNAMIC,
    allowNull: true,
    allowUnknown: true,
    allowDynamic: true,
    keepsSensitivity: true,
  };
}
