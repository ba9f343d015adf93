import type { Decimal } from 'decimal.js';
import { BigDecimal } from '../values.ts';
import type { Verb } from './format-verb.ts';

const RADIX: Readonly<Record<string, number>> = { b: 2, d: 10, o: 8, x: 16, X: 16 };
const PREFIX: Readonly<Record<string, string>> = { b: '0b', o: '0', x: '0x', X: '0X' };

/** Go's `%d` and its kin for a whole number. */
export function formatInteger(value: Decimal, verb: Verb): string {
  const digits = BigInt(value.abs().toFixed(0)).toString(RADIX[verb.mode]);
  const cased = verb.mode === 'X' ? digits.toUpperCase() : digits;
  const empty = verb.precision === 0 && value.isZero();
  const body = empty ? '' : cased.padStart(verb.precision ?? 0, '0');
  const prefix = verb.flags.has('#') ? (PREFIX[verb.mode] ?? '') : '';
  return pad(signOf(value, verb), prefix + body, verb, verb.precision === null);
}

/** Go's `%e`, `%f`, `%g` for a `big.Float` of 512 bits, which is what Terraform formats. */
export function formatFloat(value: Decimal, verb: Verb): string {
  const { mode, precision } = verb;
  const magnitude = value.abs();
  const lower = mode.toLowerCase();
  let text: string;
  if (!magnitude.isFinite()) text = 'Inf';
  else if (lower === 'f') text = fixed(magnitude, precision ?? 6);
  else if (lower === 'e') text = exponential(magnitude, precision ?? 6);
  else text = general(magnitude, precision);
  if (mode !== lower) text = text.toUpperCase();
  return pad(signOf(value, verb), text, verb, true);
}

/** Go's `big.Float.Text('g', -1)`, which is `%v` of a number: as few digits as tell it apart. */
export function shortest(value: Decimal): string {
  if (!value.isFinite()) return value.isNegative() ? '-Inf' : '+Inf';
  return (value.isNegative() ? '-' : '') + general(value.abs(), null);
}

function signOf(value: Decimal, verb: Verb): string {
  if (value.isNegative()) return '-';
  if (verb.flags.has('+')) return '+';
  return verb.flags.has(' ') ? ' ' : '';
}

function pad(sign: string, body: string, verb: Verb, zeros: boolean): string {
  const missing = (verb.width ?? 0) - sign.length - body.length;
  if (missing <= 0) return sign + body;
  if (verb.flags.has('-')) return sign + body + ' '.repeat(missing);
  if (verb.flags.has('0') && zeros) return sign + '0'.repeat(missing) + body;
  return ' '.repeat(missing) + sign + body;
}

function fixed(value: Decimal, places: number): string {
  return roundBinary(value, places).toFixed(places);
}

function exponential(value: Decimal, places: number): string {
  const rounded = value.isZero() ? value : roundBinary(value, places - value.e);
  return goExponent(rounded.toExponential(places));
}

const LEAST_PLAIN_EXPONENT = -4;
const SHORTEST_PLAIN_DIGITS = 6;

/** `%g`: with an exponent when it is below -4 or at least the precision, which is 6 for the shortest digits. */
function general(value: Decimal, precision: number | null): string {
  if (value.isZero()) return '0';
  const digits = precision === null ? value.precision() : Math.max(1, precision);
  const rounded = precision === null ? value : roundBinary(value, digits - 1 - value.e);
  const significant = rounded.precision();
  let limit = precision === null ? SHORTEST_PLAIN_DIGITS : digits;
  if (precision !== null && limit > significant && significant > rounded.e) limit = significant;
  if (rounded.e < LEAST_PLAIN_EXPONENT || rounded.e >= limit) {
    return goExponent(rounded.toExponential());
  }
  return rounded.toFixed();
}

/** Go writes at least two digits of exponent. */
function goExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

/**
 * Rounds to decimal places as Go rounds the binary number nearest to the value:
 * what looks like a tie in decimal may lie above or below in binary (2.35 is below, 0.05 above).
 */
function roundBinary(value: Decimal, places: number): Decimal {
  const scaled = value.times(new BigDecimal(10).pow(places));
  const below = scaled.floor();
  const isTie = scaled.minus(below).eq(0.5);
  const rounded = isTie ? below.plus(tieGoesUp(value, below) ? 1 : 0) : scaled.round();
  return rounded.div(new BigDecimal(10).pow(places));
}

function tieGoesUp(value: Decimal, below: Decimal): boolean {
  const side = binaryError(value);
  if (side !== 0) return side > 0;
  return !below.mod(2).isZero();
}

const MANTISSA_BITS = 512n;

/** Whether the 512-bit float nearest to a positive number lies above it (1), below it (-1) or on it (0). */
function binaryError(value: Decimal): number {
  const places = Math.max(0, value.decimalPlaces());
  const denominator = 10n ** BigInt(places);
  const numerator = BigInt(value.times(new BigDecimal(10).pow(places)).toFixed(0));
  if (numerator === 0n) return 0;
  const bits = BigInt(numerator.toString(2).length - denominator.toString(2).length);
  let shift = MANTISSA_BITS - bits;
  let scaled = scale(numerator, shift);
  let mantissa = scaled / denominator;
  if (mantissa >> MANTISSA_BITS !== 0n) {
    shift -= 1n;
    scaled = scale(numerator, shift);
    mantissa = scaled / denominator;
  }
  const twiceRest = (scaled - mantissa * denominator) * 2n;
  if (twiceRest === 0n) return 0;
  if (twiceRest === denominator) return mantissa % 2n === 1n ? 1 : -1;
  return twiceRest > denominator ? 1 : -1;
}

function scale(numerator: bigint, shift: bigint): bigint {
  return shift >= 0n ? numerator << shift : numerator;
}
