import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decimal } from '../../../src/hcl/values.ts';
import { evaluateBatch, terraformAbsent } from '../../support/terraform-console/console.ts';
import { jsonOf } from '../../support/terraform-console/evaluate-text.ts';

const scientific = fc
  .tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: -6, max: 6 }))
  .map(([digits, exponent]) => `${digits}e${exponent}`);

const arithmetic: fc.Arbitrary<string> = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    scientific,
    fc
      .tuple(tie('expression'), fc.constantFrom('+', '-', '*', '/'), tie('expression'))
      .map(([a, sign, b]) => `(${a} ${sign} ${b})`),
  ),
})).expression;

const judged = terraformAbsent === null ? describe : describe.skip;

/** Digits that agree. cty computes in binary, so that its 154th digit may be another one: `0.39999…` for 0.4. */
const AGREEING_DIGITS = 140;

function agree(actual: unknown, expected: unknown): boolean {
  if (actual === expected) return true;
  if (typeof actual !== 'string' || typeof expected !== 'string') return false;
  const a = decimal(actual);
  const b = decimal(expected);
  const size = a.abs().plus(b.abs()).plus(1);
  return a
    .minus(b)
    .abs()
    .lt(size.times(`1e-${AGREEING_DIGITS}`));
}

async function disagreements(expressions: readonly string[]): Promise<readonly unknown[]> {
  const expected = await evaluateBatch(expressions);
  return expressions.flatMap((expression, at) => {
    const actual = jsonOf(expression);
    return agree(actual, expected[at]) ? [] : [{ expression, actual, expected: expected[at] }];
  });
}

judged(terraformAbsent ?? 'numbers have the digits that Terraform prints', () => {
  it('exactly, of quotients and whole numbers', async () => {
    const whole = fc.integer({ min: -99_999, max: 99_999 });
    const operations = fc
      .tuple(whole, fc.constantFrom('+', '-', '*', '/', '%'), whole)
      .map(([a, sign, b]) => `tostring(${a} ${sign} ${b})`);
    const expressions = fc.sample(operations, { seed: 7, numRuns: 400 });
    const expected = await evaluateBatch(expressions);
    expect(expressions.map((expression) => jsonOf(expression))).toEqual(expected);
  });

  it('to 140 digits, of any arithmetic', async () => {
    const expressions = fc
      .sample(arithmetic, { seed: 8, numRuns: 300 })
      .map((expression) => `tostring(${expression})`);
    expect(await disagreements(expressions)).toEqual([]);
  });
});
