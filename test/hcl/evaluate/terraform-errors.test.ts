import { describe, expect, it } from '@jest/globals';
import { errorsOf, terraformAbsent } from '../../support/terraform-console/console.ts';
import { messageOf } from '../../support/terraform-console/evaluate-text.ts';

const REFUSED_EXPRESSIONS = [
  '1 + []',
  '1 + true',
  '1 + "a"',
  '!1',
  '!"TRUE"',
  '1 && true',
  '-"a"',
  'null + 1',
  '!null',
  '0 / 0',
  '1 / 0 - 1 / 0',
  '1 / 0 + -1 / 0',
  '0 * (1 / 0)',
  '1 / 0 / (1 / 0)',
  '"${[1]}x"',
  '"a${null}"',
  '"%{if null}a%{endif}"',
  '"%{for x in [null]}${x}%{endfor}"',
  'true ? { a = 1 } : [1]',
  'true ? [1, [2]] : []',
  'true ? [[1], 2] : [[1], [2]]',
  'true ? { a = 1 } : { b = [] }',
  'true ? { a = [] } : { a = 1 }',
  'true ? { a = 1, b = 2, c = [] } : { a = 1, b = 2 }',
  'true ? tolist([1]) : tomap({ a = 1 })',
  'true ? 1 : []',
  'true ? { a = 1, b = { c = 1 } } : { a = 1, b = { d = true } }',
  'true ? tolist([1]) : [true]',
  'true ? toset(["a"]) : tolist([1])',
  'null ? 1 : 2',
  '3 ? 1 : 2',
  '"x" ? 1 : 2',
  '[1, 2][5]',
  '[1, 2][2]',
  '[][0]',
  '[1, 2]["a"]',
  '[1, 2][1.5]',
  '[1, 2][-1]',
  '[1][null]',
  '{ a = 1 }.b',
  '{ a = 1 }["b"]',
  '{ a = 1 }[0]',
  'tomap({ a = 1 }).b',
  'tomap({ a = 1 })["b"]',
  'toset([1])[0]',
  '"x".a',
  '"x"[0]',
  'null.a',
  'null[0]',
  '[{ a = 1 }].a',
  'tolist([{ a = 1 }]).a',
  'tolist([{ a = 1 }]).b',
  'toset([{ a = 1 }]).a',
  '[for x in null : x]',
  '[for x in "a" : x]',
  '[for x in [1] : x if 3]',
  '[for x in [null] : x if x]',
  '{ for x in [1, 1] : x => x }',
  '{ for x in [1] : null => x }',
  '{ for x in [1] : [] => x }',
  '{ (null) = 1 }',
  '{ ([]) = 1 }',
  'tolist(null)[*]',
  '[1][*].a',
  'can(1, 2)',
  'upper()',
  'upper(1, 2)',
  '{ a = 1 }.*.b',
  'upper("a"...)',
  'upper(null...)',
  'upper([])',
  'can()',
  'try()',
] as const;

const judged = terraformAbsent === null ? describe : describe.skip;

judged(terraformAbsent ?? 'refused expressions', () => {
  it('give the errors that Terraform gives', async () => {
    const expected = await errorsOf(REFUSED_EXPRESSIONS);
    const shown = (errors: readonly (string | null)[]) =>
      REFUSED_EXPRESSIONS.map((expression, at) => `${expression}  →  ${errors[at]}`);
    expect(expected).not.toContain(null);
    expect(shown(REFUSED_EXPRESSIONS.map(messageOf))).toEqual(shown(expected));
  });
});

describe('a function that nobody knows', () => {
  it.each([
    ['nope(1)', 'Call to unknown function: There is no function named "nope".'],
    ['provider::aws::nope(1)', 'There are no functions in namespace "provider::aws::".'],
  ])('%s is refused', (expression, message) => {
    expect(messageOf(expression)).toContain(message);
  });
});

describe('try without success', () => {
  it('says why each of its arguments failed', () => {
    const message = messageOf('try([1][3], null.a)') ?? '';
    expect(message).toContain('Call to function "try" failed: no expression succeeded');
    expect(message).toContain('The given key does not identify an element');
    expect(message).toContain('This value is null, so it does not have any attributes.');
  });
});
