/** The expressions of the query over raw records that engines spell differently: bits, whole-number division, sums. */
export interface RecordDialect {
  /** Division of whole numbers, rounded down. */
  divide(dividend: string, divisor: number): string;
  bitAnd(left: string, right: string | number): string;
  bitOrAggregate(expression: string): string;
  bitAndAggregate(expression: string): string;
  /** 1 shifted left by a small number, as BIGINT. */
  bit(position: string): string;
  /** A sum of BIGINTs that may lie beyond a BIGINT. */
  wideSum(expression: string): string;
  anyValue(expression: string): string;
}

export const DUCKDB: RecordDialect = {
  divide: (dividend, divisor) => `(${dividend} // ${divisor})`,
  bitAnd: (left, right) => `(${left} & ${right})`,
  bitOrAggregate: (expression) => `bit_or(${expression})`,
  bitAndAggregate: (expression) => `bit_and(${expression})`,
  bit: (position) => `(1::BIGINT << (${position})::INTEGER)`,
  wideSum: (expression) => `sum(${expression})`,
  anyValue: (expression) => `any_value(${expression})`,
};

/** Trino's SQL, which is Athena's. Division is of times, which are not negative where it counts. */
export const TRINO: RecordDialect = {
  divide: (dividend, divisor) => `(${dividend} / ${divisor})`,
  bitAnd: (left, right) => `bitwise_and(${left}, ${right})`,
  bitOrAggregate: (expression) => `bitwise_or_agg(${expression})`,
  bitAndAggregate: (expression) => `bitwise_and_agg(${expression})`,
  bit: (position) => `bitwise_left_shift(BIGINT '1', CAST(${position} AS INTEGER))`,
  wideSum: (expression) => `sum(CAST(${expression} AS DECIMAL(38, 0)))`,
  anyValue: (expression) => `arbitrary(${expression})`,
};
