import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Origin, Value } from '../../../src/hcl/value.ts';
import { evaluateText } from '../../support/terraform-console/evaluate-text.ts';
import { toJson } from '../../support/terraform-console/json.ts';

function written(origin: Origin | null): string | null {
  return origin?.source.text.slice(origin.span.start, origin.span.end) ?? null;
}

function inputsOf(value: Value): readonly (string | null)[] {
  return (value.inputs ?? []).map(written);
}

describe('a value knows the literal it was written as', () => {
  it.each([
    ['5671', '5671'],
    ['"10.0.0.0/8"', '"10.0.0.0/8"'],
    ['-1', '-1'],
    ['true', 'true'],
    ['null', 'null'],
    ['[1, 2]', '[1, 2]'],
    ['{ a = 1 }', '{ a = 1 }'],
    ['("x")', '"x"'],
    ['"${"x"}"', '"x"'],
    ['[80, 443][1]', '443'],
    ['{ a = 80 }.a', '80'],
    ['true ? "a" : "b"', '"a"'],
    ['false ? "1024" : 2048', '2048'],
    ['[for p in [80, 443] : p][1]', '443'],
    ['{ for k, v in { web = 80 } : k => v }.web', '80'],
    ['[{ port = 80 }, { port = 443 }][*].port', null],
    ['([{ port = 80 }, { port = 443 }][*].port)[1]', '443'],
    ['tolist([5671, "5672"])[0]', '5671'],
    ['tomap({ a = 5671, b = "x" }).a', '5671'],
    ['try([1][3], "d")', '"d"'],
    ['[for k, v in { "10.0.0.0/8" = 1 } : k][0]', '"10.0.0.0/8"'],
    ['[for k, v in { office = 1 } : k][0]', 'office'],
    ['[for k, v in { for c in ["10.0.0.0/8"] : c => 1 } : k][0]', '"10.0.0.0/8"'],
    ['"a${1}"', null],
    ['1 + 1', null],
    ['-(1)', null],
    ['[for p in [80] : p]', null],
  ])('%s comes from %s', (expression, literal) => {
    expect(written(evaluateText(expression).origin)).toBe(literal);
  });

  it('keeps it when a conversion changes what it is', () => {
    const value = evaluateText('tolist([5671, "5672"])[0]');
    expect(toJson(value)).toBe('5671');
    expect(written(value.origin)).toBe('5671');
  });

  it('and an entry knows where its key is written', () => {
    const value = evaluateText('merge({ a = 1 }, { for k in ["b"] : k => 2 })');
    const origins =
      'entries' in value ? [...value.entries.values()].map((item) => written(item.keyOrigin)) : [];
    expect(origins).toEqual(['a', '"b"']);
  });
});

describe('a computed value knows the literals it was made from', () => {
  it.each([
    ['1 + 2', ['1', '2']],
    ['"${"10"}.0.0.0/${8}"', ['"10"', '.0.0.0/', '8']],
    ['[1, 2] == [1]', ['[1, 2]', '1', '2', '[1]', '1']],
    ['-(1 + 2)', ['1', '2']],
    ['!(1 > 2)', ['1', '2']],
    ['tostring(1 + 2)', ['1', '2']],
  ])('%s', (expression, literals) => {
    const value = evaluateText(expression);
    expect(value.origin).toBeNull();
    expect(inputsOf(value)).toEqual(literals);
  });
});

/** Expressions that pick and move, never compute: their value is one of their literals, perhaps converted. */
const literal = fc
  .integer({ min: 1000, max: 9999 })
  .chain((port) => fc.constantFrom(String(port), `"${port}"`));

const picking: fc.Arbitrary<string> = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    literal,
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `[${a}, ${b}][1]`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `tolist([${a}, ${b}])[0]`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(true ? ${a} : ${b})`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(false ? ${a} : ${b})`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `{ a = ${a}, b = ${b} }.b`),
    fc
      .tuple(tie('expression'), tie('expression'))
      .map(([a, b]) => `tomap({ a = ${a}, b = ${b} }).a`),
    fc
      .tuple(tie('expression'), tie('expression'))
      .map(([a, b]) => `[for x in [${a}, ${b}] : x][0]`),
    tie('expression').map((a) => `([{ p = ${a} }][*].p)[0]`),
    tie('expression').map((a) => `{ for k, v in { x = ${a} } : k => v }.x`),
    tie('expression').map((a) => `{ for k, v in { x = ${a} } : k => v... }.x[0]`),
    tie('expression').map((a) => `"\${${a}}"`),
    tie('expression').map((a) => `try(null.x, ${a})`),
    tie('expression').map((a) => `coalesce(null, ${a})`),
    tie('expression').map((a) => `flatten([[${a}]])[0]`),
    tie('expression').map((a) => `[for k, v in { (${a}) = 1 } : k][0]`),
  ),
})).expression;

describe('the literal that a value claims', () => {
  it('is the one that changes the value when it is changed', () => {
    fc.assert(
      fc.property(picking, (expression) => {
        const before = evaluateText(expression);
        const { origin } = before;
        if (origin === null) throw new Error(`no origin: ${expression}`);
        const { start, end } = origin.span;
        const claimed = expression.slice(start, end);
        expect(String(toJson(before))).toBe(claimed.replaceAll('"', ''));
        const changed =
          expression.slice(0, start) + claimed.replace(/\d+/, '7') + expression.slice(end);
        expect(String(toJson(evaluateText(changed)))).toBe('7');
      }),
      { seed: 20_250, numRuns: 500 },
    );
  });
});
