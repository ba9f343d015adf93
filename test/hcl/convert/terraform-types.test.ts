import { describe, expect, it } from '@jest/globals';
import { typeOf } from '../../../src/hcl/values.ts';
import { terraformAbsent, typesOf } from '../../support/terraform-console/console.ts';
import { evaluateText } from '../../support/terraform-console/evaluate-text.ts';
import { typeText } from '../../support/terraform-console/type-text.ts';

const EXPRESSIONS = [
  '1',
  '[1, "a", true]',
  '{ a = 1, b = [true] }',
  'tolist([1, "a"])',
  'tolist([1, 2])',
  'tolist([])',
  'toset(["a"])',
  'tomap({ a = 1, b = "x" })',
  'tomap({ a = { x = 1 }, b = { x = "y" } })',
  'tomap({ a = { x = 1 }, b = { y = "y" } })',
  'tolist([[1], ["a"]])',
  'tolist([[1], ["a", "b"]])',
  'tolist([{ a = [1] }, { a = ["x", "y"] }])',
  'true ? 1 : "a"',
  'true ? [1, "a"] : []',
  'true ? [1] : [2]',
  'true ? [1] : ["a"]',
  'true ? {} : { a = 1 }',
  'true ? { a = 1 } : { a = "x" }',
  'true ? { a = null } : { a = 1 }',
  'true ? toset([1]) : ["a"]',
  'true ? tomap({ a = 1 }) : { b = "x" }',
  'true ? [{ a = 1 }] : [{ a = "x" }, { a = "y" }]',
  'true ? null : tolist(["a"])',
  '[for x in tolist([1]) : x]',
  '{ for k, v in tomap({ a = 1 }) : k => v }',
  '{ for x in ["a", "b"] : "k" => x... }',
  'tolist([{ a = 1 }])[*].a',
  'toset([{ a = 1 }])[*].a',
  '[{ a = 1 }, { a = "x" }][*].a',
  '{ a = 1 }[*]',
  'tolist([{ a = 1 }])[*]',
  'tolist([{ a = [1] }])[*].a[*]',
  '"${[1]}"',
  '"a${1}"',
  'try(tolist([1]), [])',
  'concat([1], ["a"])',
  'merge({ a = 1 }, { b = "x" })',
  'merge(tomap({ a = 1 }), tomap({ b = 2 }))',
] as const;

const judged = terraformAbsent === null ? describe : describe.skip;

judged(terraformAbsent ?? 'values have the types', () => {
  it('that terraform console gives them', async () => {
    const expected = await typesOf(EXPRESSIONS);
    const shown = (types: readonly string[]) =>
      EXPRESSIONS.map((expression, at) => `${expression}  →  ${types[at]}`);
    const actual = EXPRESSIONS.map((expression) => typeText(typeOf(evaluateText(expression))));
    expect(shown(actual)).toEqual(shown(expected));
  });
});
