import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  evaluateBatch,
  REFUSED,
  terraformAbsent,
} from '../../support/terraform-console/console.ts';
import { jsonOf } from '../../support/terraform-console/evaluate-text.ts';

/** Terraform's expressions over few, easily confused values. */
const scalar: fc.Arbitrary<string> = fc.constantFrom(
  '0',
  '1',
  '2.5',
  '-3',
  '"1"',
  '"a"',
  '""',
  '"true"',
  'true',
  'false',
  'null',
);

interface Grammar {
  any: string;
  sequence: string;
  mapping: string;
}

const { any, sequence, mapping } = fc.letrec<Grammar>((tie) => {
  const one = tie('any');
  const two = fc.tuple(one, one);
  const any: fc.Arbitrary<string> = fc.oneof(
    { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
    scalar,
    fc
      .tuple(one, fc.constantFrom('+', '-', '*', '/', '%'), one)
      .map(([a, sign, b]) => `(${a} ${sign} ${b})`),
    fc
      .tuple(one, fc.constantFrom('==', '!=', '<', '>='), one)
      .map(([a, sign, b]) => `(${a} ${sign} ${b})`),
    fc.tuple(one, fc.constantFrom('&&', '||'), one).map(([a, sign, b]) => `(${a} ${sign} ${b})`),
    one.map((a) => `(!${a})`),
    fc.tuple(one, one, one).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    two.map(([a, b]) => `(true ? ${a} : ${b})`),
    two.map(([a, b]) => `"\${${a}}-\${${b}}"`),
    two.map(([a, b]) => `"%{if ${a}}x%{else}\${${b}}%{endif}"`),
    fc.tuple(tie('sequence'), one).map(([a, b]) => `${a}[${b}]`),
    fc.tuple(tie('mapping'), one).map(([a, b]) => `${a}[${b}]`),
    tie('mapping').map((a) => `${a}.a`),
    tie('sequence').map(String),
    tie('mapping').map(String),
    two.map(([a, b]) => `try(${a}, ${b})`),
    one.map((a) => `can(${a})`),
    fc
      .tuple(fc.constantFrom('tostring', 'tonumber', 'tobool', 'tolist', 'toset', 'tomap'), one)
      .map(([name, a]) => `${name}(${a})`),
  );
  return {
    any,
    sequence: fc.oneof(
      { maxDepth: 2, depthSize: 'small' },
      fc.array(one, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
      fc.array(scalar, { maxLength: 3 }).map((items) => `tolist([${items.join(', ')}])`),
      fc.array(scalar, { maxLength: 3 }).map((items) => `toset([${items.join(', ')}])`),
      fc.tuple(tie('sequence'), one).map(([a, b]) => `[for x in ${a} : [x, ${b}]]`),
      fc.tuple(tie('sequence'), scalar).map(([a, b]) => `[for x in ${a} : x if x != ${b}]`),
      tie('mapping').map((a) => `[for k, v in ${a} : "\${k}"]`),
      tie('sequence').map((a) => `[for i, x in ${a} : i]`),
      tie('mapping').map((a) => `[${a}][*].a`),
      tie('any').map((a) => `${a}[*]`),
    ),
    mapping: fc.oneof(
      { maxDepth: 2, depthSize: 'small' },
      fc.tuple(one, one).map(([a, b]) => `{ a = ${a}, b = ${b} }`),
      one.map((a) => `{ a = ${a} }`),
      fc.constant('{}'),
      fc.tuple(scalar, one).map(([a, b]) => `{ (${a}) = ${b} }`),
      fc.tuple(scalar, scalar).map(([a, b]) => `tomap({ a = ${a}, b = ${b} })`),
      tie('sequence').map((a) => `{ for i, x in ${a} : i => x }`),
      tie('sequence').map((a) => `{ for x in ${a} : "a" => x... }`),
      fc.tuple(tie('mapping'), tie('mapping')).map(([a, b]) => `merge(${a}, ${b})`),
    ),
  };
});

/** At most one expression in so many. */
const MOST_EXCUSED = 100;

/**
 * Terraform checks the types of a branch that is not chosen even where it fails, from what it has of its value.
 * A collection that fails there has no type here, so that an expression is accepted which Terraform refuses.
 */
function isExcused(difference: { readonly expression: string; readonly wanted: string }): boolean {
  return /\?|%\{if/.test(difference.expression) && difference.wanted === JSON.stringify(REFUSED);
}

const judged = terraformAbsent === null ? describe : describe.skip;

judged(
  terraformAbsent ?? 'generated expressions have the values that terraform console gives',
  () => {
    it.each([1, 2, 3, 4, 5, 6])('seed %i', async (seed) => {
      const numRuns = 400;
      const expressions = [
        ...fc.sample(any, { seed, numRuns }),
        ...fc.sample(sequence, { seed, numRuns: 100 }),
        ...fc.sample(mapping, { seed, numRuns: 100 }),
      ];
      const expected = await evaluateBatch(expressions);
      const differences = expressions.flatMap((expression, at) => {
        const actual = JSON.stringify(jsonOf(expression));
        const wanted = JSON.stringify(expected[at]);
        return actual === wanted ? [] : [{ expression, actual, wanted }];
      });
      const excused = differences.filter(isExcused);
      expect(differences.filter((difference) => !isExcused(difference))).toEqual([]);
      expect(excused.length).toBeLessThan(expressions.length / MOST_EXCUSED);
    });
  },
);
