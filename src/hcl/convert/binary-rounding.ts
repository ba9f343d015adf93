import type { Decimal } from 'decimal.js';

/** cty's precision, see https://github.com/zclconf/go-cty/blob/main/cty/value_init.go (ParseNumberVal). */
const PRECISION_BITS = 512;
/** Between them lie the lengths of the shortest texts that tell one 512-bit number from its neighbours. */
const FEWEST_DIGITS = 153;
const MOST_DIGITS = 157;

/** A positive number: mantissa times two to the exponent. */
interface BinaryNumber {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** The shortest decimal that reads back as the 512-bit binary number nearest to the value. */
export function shortestBinary(value: Decimal): Decimal {
  const magnitude = value.abs();
  const binary = nearestBinary(magnitude);
  const exact = decimalOf(binary, magnitude);
  for (let digits = FEWEST_DIGITS; digits <= MOST_DIGITS; digits++) {
    const candidate = exact.toSignificantDigits(digits);
    if (sameBinary(nearestBinary(candidate), binary)) return signed(candidate, value);
  }
  return signed(exact, value);
}

function signed(magnitude: Decimal, like: Decimal): Decimal {
  return like.isNegative() ? magnitude.negated() : magnitude;
}

function sameBinary(a: BinaryNumber, b: BinaryNumber): boolean {
  return a.mantissa === b.mantissa && a.exponent === b.exponent;
}

/** Rounds to 512 bits, halves to even. */
function nearestBinary(value: Decimal): BinaryNumber {
  const [digits, scale] = integerAndScale(value);
  const numerator = scale >= 0 ? digits * 10n ** BigInt(scale) : digits;
  const denominator = scale >= 0 ? 1n : 10n ** BigInt(-scale);
  const shift = PRECISION_BITS - (bitLength(numerator) - bitLength(denominator));
  const first = divideShifted(numerator, denominator, shift);
  // The quotient has 512 or 513 bits; in the latter case one less is wanted.
  return bitLength(first) > PRECISION_BITS
    ? normalized(divideShifted(numerator, denominator, shift - 1), 1 - shift)
    : normalized(first, -shift);
}

/** Rounding up may have carried into one more bit. */
function normalized(mantissa: bigint, exponent: number): BinaryNumber {
  return bitLength(mantissa) > PRECISION_BITS
    ? { mantissa: mantissa >> 1n, exponent: exponent + 1 }
    : { mantissa, exponent };
}

/** `numerator * 2^shift / denominator`, rounded, halves to even. */
function divideShifted(numerator: bigint, denominator: bigint, shift: number): bigint {
  const top = shift >= 0 ? numerator << BigInt(shift) : numerator;
  const bottom = shift >= 0 ? denominator : denominator << BigInt(-shift);
  const quotient = top / bottom;
  const twice = (top % bottom) * 2n;
  const up = twice > bottom || (twice === bottom && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}

/** The digits as one integer, and the power of ten that it is multiplied by. */
function integerAndScale(value: Decimal): readonly [bigint, number] {
  const [mantissa = '0', power = '0'] = value.toExponential().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return [BigInt(whole + fraction), Number(power) - fraction.length];
}

function decimalOf({ mantissa, exponent }: BinaryNumber, like: Decimal): Decimal {
  const BigDecimal = like.constructor as typeof Decimal;
  if (exponent >= 0) return new BigDecimal((mantissa << BigInt(exponent)).toString());
  return new BigDecimal(`${mantissa * 5n ** BigInt(-exponent)}e${exponent}`);
}
