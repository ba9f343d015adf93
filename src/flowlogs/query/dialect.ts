/** The expressions that engines spell differently: bits, whole-number division, hashes. */
export interface Dialect {
  /** Division of whole numbers, rounded down. */
  divide(dividend: string, divisor: number): string;
  bitAnd(left: string, right: string | number): string;
  bitOrAggregate(expression: string): string;
  /** 1 shifted left by a small number, as BIGINT. */
  bit(position: string): string;
  bitCount(expression: string): string;
  /** A well-mixed number from 0 to 62 out of a whole number: a bit of a BIGINT that is not its sign. */
  bucket(expression: string): string;
  contains(text: string, part: string): string;
  anyValue(expression: string): string;
}

export const DUCKDB: Dialect = {
  divide: (dividend, divisor) => `(${dividend} // ${divisor})`,
  bitAnd: (left, right) => `(${left} & ${right})`,
  bitOrAggregate: (expression) => `bit_or(${expression})`,
  bit: (position) => `(1::BIGINT << (${position})::INTEGER)`,
  bitCount: (expression) => `bit_count(${expression})`,
  bucket: (expression) => `(hash(${expression}) % 63)`,
  contains: (text, part) => `contains(${text}, '${part}')`,
  anyValue: (expression) => `any_value(${expression})`,
};
