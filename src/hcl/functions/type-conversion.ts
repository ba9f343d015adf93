import { ConversionError, convert, requirementName, typeName } from '../convert.ts';
import { BOOL, DYNAMIC, NUMBER, STRING, type Type } from '../type.ts';
import type { Value } from '../value.ts';
import { bool, typeOf, unknownFrom } from '../values.ts';
import { ArgumentError, type HclFunction, holdsSensitive, markSensitive } from './function.ts';
import { anything } from './results.ts';

/** "Type Conversion Functions": what is converted keeps its origin. */
export const TYPE_CONVERSION_FUNCTIONS: Readonly<Record<string, HclFunction>> = {
  ephemeralasnull: { parameters: [anything('value')], returns: DYNAMIC, call: first },
  issensitive: {
    parameters: [anything('value')],
    returns: BOOL,
    call: ([value]) =>
      value?.kind === 'unknown' && !value.sensitive
        ? unknownFrom([value], BOOL)
        : bool(value?.sensitive === true),
  },
  nonsensitive: {
    parameters: [anything('value')],
    returns: DYNAMIC,
    call(args) {
      const { sensitive, ...value } = first(args);
      return value;
    },
  },
  sensitive: {
    parameters: [anything('value')],
    returns: DYNAMIC,
    call: (args) => markSensitive(first(args)),
  },
  tobool: conversion(BOOL),
  tolist: conversion({ kind: 'list', element: DYNAMIC }),
  tomap: conversion({ kind: 'map', element: DYNAMIC }),
  tonumber: conversion(NUMBER),
  toset: conversion({ kind: 'set', element: DYNAMIC }),
  tostring: conversion(STRING),
};

function first(args: readonly Value[]): Value {
  return args[0] as Value;
}

function conversion(type: Type): HclFunction {
  return {
    parameters: [anything('v')],
    returns: type,
    call(args) {
      const value = first(args);
      try {
        const converted = convert(value, type);
        return converted.kind === 'set' ? asSet(converted) : converted;
      } catch (error) {
        if (!(error instanceof ConversionError)) throw error;
        throw new ArgumentError(0, refusal(typeOf(value), type));
      }
    },
  };
}

/** A set cannot tell which of its elements are sensitive: all of it is. */
function asSet(value: Value): Value {
  return holdsSensitive(value) ? markSensitive(value) : value;
}

function refusal(from: Type, to: Type): string {
  if (from.kind === 'string' && to.kind === 'number') {
    return 'cannot convert this string to number; given string must be a decimal representation of a number';
  }
  if (from.kind === 'string' && to.kind === 'bool') {
    return 'cannot convert this string to bool; only the strings "true" or "false" are allowed';
  }
  return `cannot convert ${typeName(from)} to ${requirementName(to)}`;
}
