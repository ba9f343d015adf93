import { describe, expect, it } from '@jest/globals';
import { evaluateBatch, terraformAbsent } from '../../support/terraform-console/console.ts';
import { jsonOf } from '../../support/terraform-console/evaluate-text.ts';
import { EXPRESSIONS } from './expressions.ts';

const judged = terraformAbsent === null ? describe : describe.skip;

judged(terraformAbsent ?? 'expressions have the values that terraform console gives them', () => {
  for (const [rule, expressions] of Object.entries(EXPRESSIONS)) {
    it(rule, async () => {
      const expected = await evaluateBatch(expressions);
      const actual = expressions.map((expression) => jsonOf(expression));
      const pairs = (values: readonly unknown[]) =>
        expressions.map(
          (expression, index) => `${expression}  →  ${JSON.stringify(values[index])}`,
        );
      expect(pairs(actual)).toEqual(pairs(expected));
    });
  }
});
