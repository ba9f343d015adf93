import type { Decimal } from 'decimal.js';
import { ConversionError, convert } from '../convert.ts';
import { NUMBER } from '../type.ts';
import type { Value } from '../value.ts';
import { computed, decimal, number, unknownFrom } from '../values.ts';
import {
  ArgumentError,
  CallError,
  type HclFunction,
  numberOf,
  textOf,
  wholeNumberOf,
} from './function.ts';
import { isSequence, numberResult, parameter } from './results.ts';

/** https://developer.hashicorp.com/terraform/language/functions/abs and its neighbours, "Numeric functions". */
export const NUMERIC_FUNCTIONS: Readonly<Record<string, HclFunction>> = {
  abs: unary((value) => value.abs()),
  ceil: unary((value) => value.ceil()),
  floor: unary((value) => value.floor()),
  log: {
    parameters: [parameter('num', NUMBER), parameter('base', NUMBER)],
    returns: NUMBER,
    call: (args) => double(Math.log(floatOf(args, 0)) / Math.log(floatOf(args, 1)), args),
  },
  max: extreme((candidate, best) => candidate.gt(best)),
  min: extreme((candidate, best) => candidate.lt(best)),
  parseint: {
    parameters: [parameter('number'), parameter('base', NUMBER)],
    returns: NUMBER,
    call: parseInteger,
  },
  pow: {
    parameters: [parameter('num', NUMBER), parameter('power', NUMBER)],
    returns: NUMBER,
    call: (args) => double(floatOf(args, 0) ** floatOf(args, 1), args),
  },
  signum: {
    parameters: [parameter('num', NUMBER)],
    returns: NUMBER,
    call: (args) => numberResult(Math.sign(wholeNumberOf(args, 0)), args),
  },
  sum: { parameters: [parameter('list')], returns: NUMBER, call: sum },
};

function unary(compute: (value: Decimal) => Decimal): HclFunction {
  return {
    parameters: [parameter('num', NUMBER)],
    returns: NUMBER,
    call: (args) => numberResult(compute(numberOf(args, 0)), args),
  };
}

function extreme(better: (candidate: Decimal, best: Decimal) => boolean): HclFunction {
  return {
    parameters: [],
    variadic: parameter('numbers', NUMBER),
    returns: NUMBER,
    call(args) {
      const [first, ...others] = args.map((_, index) => numberOf(args, index));
      if (first === undefined) throw new CallError('must pass at least one number');
      return numberResult(
        others.reduce((best, candidate) => (better(candidate, best) ? candidate : best), first),
        args,
      );
    },
  };
}

function floatOf(args: readonly Value[], index: number): number {
  return numberOf(args, index).toNumber();
}

/** `log` and `pow` compute with 64-bit floats. */
function double(value: number, args: readonly Value[]): Value {
  if (Number.isNaN(value)) throw new CallError("can't use NaN as a number value");
  return numberResult(value, args);
}

const LOWER_DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';
const DIGITS = `${LOWER_DIGITS}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;

function parseInteger(args: readonly Value[]): Value {
  const [source] = args;
  if (source?.kind !== 'string') throw new ArgumentError(0, 'first argument must be a string');
  const base = wholeNumberOf(args, 1);
  if (base < 2 || base > 62)
    throw new ArgumentError(1, 'base must be a whole number between 2 and 62 inclusive');
  const text = textOf(args, 0);
  const digits = base <= LOWER_DIGITS.length ? text.toLowerCase() : text;
  const [, sign = '', body = ''] = /^([+-]?)(.*)$/s.exec(digits) ?? [];
  let value = 0n;
  for (const character of body) {
    const digit = DIGITS.indexOf(character);
    if (digit < 0 || digit >= base) throw notAnInteger(base);
    value = value * BigInt(base) + BigInt(digit);
  }
  if (body === '') throw notAnInteger(base);
  return computed(number(decimal(`${sign === '-' ? -value : value}`)), args);
}

function notAnInteger(base: number): ArgumentError {
  return new ArgumentError(0, `cannot parse the given text as a base ${base} integer`);
}

function sum(args: readonly Value[]): Value {
  const [collection] = args as readonly [Value];
  if (!isSequence(collection)) throw new ArgumentError(0, 'cannot sum noniterable');
  if (collection.elements.length === 0) throw new ArgumentError(0, 'cannot sum an empty list');
  let total = decimal(0);
  let known = true;
  for (const element of collection.elements) {
    const addend = asNumber(element);
    if (addend === null) known = false;
    else total = total.plus(addend);
  }
  return known ? numberResult(total, args) : unknownFrom(args, NUMBER);
}

/** null for an unknown number. */
function asNumber(element: Value): Decimal | null {
  let converted: Value;
  try {
    converted = convert(element, NUMBER);
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    throw new ArgumentError(0, 'argument must be list, set, or tuple of number values');
  }
  if (converted.kind === 'unknown') return null;
  if (converted.kind !== 'number') {
    throw new ArgumentError(0, 'argument must be list, set, or tuple of number values');
  }
  return converted.value;
}

/** `range` is a collection function; its numbers are made here. */
export function rangeOf(args: readonly Value[]): readonly Decimal[] {
  const numbers = args.map((_, index) => numberOf(args, index));
  const [first, second, third] = numbers;
  if (first === undefined || numbers.length > MOST_RANGE_ARGUMENTS) {
    throw new CallError(`must have one, two, or three arguments`);
  }
  const start = second === undefined ? decimal(0) : first;
  const end = second ?? first;
  const down = end.lt(start);
  const step = third ?? decimal(down ? -1 : 1);
  if (step.isZero()) throw new ArgumentError(2, 'step must not be zero');
  if (down !== step.isNegative() && !end.eq(start)) {
    throw new ArgumentError(
      1,
      down
        ? 'end must be greater than start when step is positive'
        : 'end must be less than start when step is negative',
    );
  }
  const values: Decimal[] = [];
  for (let value = start; down ? value.gt(end) : value.lt(end); value = value.plus(step)) {
    if (values.length >= LARGEST_RANGE) {
      throw new CallError(
        `more than ${LARGEST_RANGE} values were generated; either decrease the difference between start and end or use a smaller step`,
      );
    }
    values.push(value);
  }
  return values;
}

const MOST_RANGE_ARGUMENTS = 3;
const LARGEST_RANGE = 1024;
export const RANGE_PARAMETER = parameter('params', NUMBER);
