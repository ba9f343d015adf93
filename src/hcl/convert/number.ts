import { Decimal } from 'decimal.js';
import { shortestBinary } from './binary-rounding.ts';

/** Longer numbers may not survive cty's 512 bits as they are. */
const SAFE_DIGITS = 153;
/** More digits than any result keeps, so that rounding to 512 bits happens once. */
const WORKING_DIGITS = 200;
/** decimal.js holds seven digits in a word. */
const SAFE_WORDS = 22;

/**
 * Terraform's numbers. All arithmetic of the language goes through this constructor;
 * the library's own has 20 digits only. `rounded` makes a result what cty's 512 bits would hold.
 */
export const BigDecimal = Decimal.clone({
  precision: WORKING_DIGITS,
  rounding: Decimal.ROUND_HALF_EVEN,
  toExpNeg: -9e15,
  toExpPos: 9e15,
  minE: -9e15,
  maxE: 9e15,
  modulo: Decimal.ROUND_DOWN,
});

/** A number of the language from any spelling that decimal.js reads. */
export function decimal(value: Decimal.Value): Decimal {
  return new BigDecimal(value);
}

/** The number as a binary float of 512 bits holds and prints it: `1 / 3` ends in 5, and `1 / 3 * 3` is 1. */
export function rounded(value: Decimal.Value): Decimal {
  const exact = value instanceof BigDecimal ? value : new BigDecimal(value);
  const isShort = !exact.isFinite() || exact.d.length <= SAFE_WORDS;
  return isShort || exact.precision() <= SAFE_DIGITS ? exact : shortestBinary(exact);
}

const NUMBER_TEXT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Reads a number as `tonumber` does: decimal digits only, so `08` is 8;
 * hexadecimal, underscores, blanks and the empty text are none.
 * @returns null when the text is no number
 */
export function parseNumber(text: string): Decimal | null {
  return NUMBER_TEXT.test(text) ? rounded(text) : null;
}

/** Prints a number as Terraform converts it to a string: never with an exponent, no trailing zeros. */
export function formatNumber(value: Decimal): string {
  if (!value.isFinite()) return value.isNegative() ? '-Inf' : '+Inf';
  return value.isZero() && value.isNegative() ? '-0' : value.toFixed();
}
