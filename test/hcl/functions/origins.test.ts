import { describe, expect, it } from '@jest/globals';
import type { Origin, Value } from '../../../src/hcl/value.ts';
import { evaluateText } from '../../support/terraform-console/evaluate-text.ts';

/** The text of the literal that a value was written as. */
function written(origin: Origin | null): string | null {
  return origin === null ? null : origin.source.text.slice(origin.span.start, origin.span.end);
}

/** For each element: the literal it was written as, or null when it was computed. */
function literals(text: string): readonly (string | null)[] {
  return elements(evaluateText(text)).map((element) => written(element.origin));
}

function elements(value: Value): readonly Value[] {
  if ('elements' in value) return value.elements;
  if ('entries' in value) return [...value.entries.values()].map((item) => item.value);
  throw new Error(`a collection is required, not ${value.kind}`);
}

/** Where each key is written. */
function keyLiterals(text: string): readonly (string | null)[] {
  const value = evaluateText(text);
  if (!('entries' in value)) throw new Error('a map is required');
  return [...value.entries.values()].map((item) => written(item.keyOrigin));
}

describe('functions that pick or move keep every element’s own place', () => {
  it.each([
    ['concat(["a"], ["b", 3])', ['"a"', '"b"', '3']],
    ['concat(tolist(["a"]), tolist([4]))', ['"a"', '4']],
    ['flatten([["a"], [["b"]], 3])', ['"a"', '"b"', '3']],
    ['compact(["a", "", "b"])', ['"a"', '"b"']],
    ['distinct(["b", "a", "b"])', ['"b"', '"a"']],
    ['toset(["b", "a", "b"])', ['"a"', '"b"']],
    ['tolist(["a", 5671])', ['"a"', '5671']],
    ['slice(["a", "b", "c"], 1, 3)', ['"b"', '"c"']],
    ['reverse(["a", "b"])', ['"b"', '"a"']],
    ['sort(["b", "a"])', ['"a"', '"b"']],
    ['values({ b = "x", a = "y" })', ['"y"', '"x"']],
    ['keys({ b = 1, "a" = 2 })', ['"a"', 'b']],
    ['setunion(["a"], ["b"])', ['"a"', '"b"']],
    ['setintersection(["a", "b"], ["b"])', ['"b"']],
    ['setsubtract(["a", "b"], ["b"])', ['"a"']],
    ['matchkeys(["x", "y"], ["1", "2"], ["2"])', ['"y"']],
    ['chunklist(["a", "b", "c"], 2)[0]', ['"a"', '"b"']],
    ['setproduct(["a"], ["b"])[0]', ['"a"', '"b"']],
    ['tolist(setproduct(["a"], ["b"]))[0]', ['"a"', '"b"']],
    ['merge({ a = "x" }, { b = "y" })', ['"x"', '"y"']],
    ['merge({ a = "x" }, { a = "y" })', ['"y"']],
    ['zipmap(["k"], ["v"])', ['"v"']],
    ['tomap({ a = "x", b = 3 })', ['"x"', '3']],
    ['transpose({ a = ["x"] })["x"]', ['a']],
    ['coalescelist([], ["a"])', ['"a"']],
    ['split(",", "10.0.0.0/8")', ['"10.0.0.0/8"']],
  ])('%s', (text, expected) => {
    expect(literals(text)).toEqual(expected);
  });

  it.each([
    ['lookup({ a = "x" }, "a", "d")', '"x"'],
    ['lookup({ a = "x" }, "b", "d")', '"d"'],
    ['element(["a", "b"], 3)', '"b"'],
    ['coalesce("", "a")', '"a"'],
    ['coalesce(null, 7, "a")', '7'],
    ['one(["a"])', '"a"'],
    ['join("", ["a"])', '"a"'],
    ['format("%s", "a")', '"a"'],
    ['tostring(5671)', '5671'],
    ['trimspace("a")', '"a"'],
    ['lower("tcp")', '"tcp"'],
    ['nonsensitive(sensitive("a"))', '"a"'],
    ['lower("TCP")', null],
    ['join(",", ["a", "b"])', null],
    ['cidrsubnet("10.0.0.0/8", 8, 1)', null],
  ])('%s', (text, expected) => {
    expect(written(evaluateText(text).origin)).toBe(expected);
  });

  it.each([
    ['merge({ a = 1 }, { "b" = 2 })', ['a', '"b"']],
    ['zipmap(["k", "l"], [1, 2])', ['"k"', '"l"']],
    ['tomap({ a = 1 })', ['a']],
    ['transpose({ a = ["x"] })', ['"x"']],
  ])('keys of %s', (text, expected) => {
    expect(keyLiterals(text)).toEqual(expected);
  });
});

describe('functions that compute name the literals they computed from', () => {
  it.each([
    ['join("-", ["a", "b"])', ['"-"', '["a", "b"]', '"a"', '"b"']],
    ['upper("a")', ['"a"']],
    ['cidrsubnet("10.0.0.0/8", 8, 1)', ['"10.0.0.0/8"', '8', '1']],
    ['format("%s:%s", "a", "b")', ['"%s:%s"', '"a"', '"b"']],
    ['jsondecode("[443]")[0]', ['"[443]"']],
    ['yamldecode("port: 443").port', ['"port: 443"']],
    ['csvdecode("port\\n443")[0].port', ['"port\\n443"']],
    ['length(["a"])', ['["a"]', '"a"']],
  ])('%s', (text, expected) => {
    const { origin, inputs = [] } = evaluateText(text);
    expect(origin).toBeNull();
    expect(inputs.map(written)).toEqual(expect.arrayContaining(expected));
    expect(inputs).toHaveLength(expected.length);
  });
});
