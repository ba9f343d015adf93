import { describe, expect, it } from '@jest/globals';
import { callPureFunction, FunctionError } from '../../../src/hcl/functions/index.ts';
import { STRING } from '../../../src/hcl/type.ts';
import type { Value } from '../../../src/hcl/value.ts';
import { list, string, symbolValue, typeOf, unknown } from '../../../src/hcl/values.ts';
import { evaluateText } from '../../support/terraform-console/evaluate-text.ts';
import { toJson } from '../../support/terraform-console/json.ts';
import { UNKNOWN } from '../../support/terraform-console/plan.ts';

const group = symbolValue({ address: 'aws_security_group.web', path: ['id'] }, STRING, {
  notEmpty: true,
});
const other = symbolValue({ address: 'aws_security_group.db', path: ['id'] }, STRING, {
  notEmpty: true,
});
const VARIABLES: Readonly<Record<string, Value>> = {
  group,
  other,
  text: unknown(STRING, { references: ['var.text'] }),
  texts: unknown({ kind: 'list', element: STRING }, { references: ['var.texts'] }),
  anything: unknown(undefined, { references: ['var.anything'] }),
};

function evaluated(text: string): Value {
  return evaluateText(text, VARIABLES);
}

describe('an id that is certain passes where its text is not known', () => {
  it.each([
    'coalesce("", group)',
    'coalesce(group, "")',
    'compact(["", group])[0]',
    'lookup({ a = group }, "a", "")',
    'lookup({}, "a", group)',
    'flatten([["x"], [group]])[1]',
    'element(["x", group], 1)',
    'element(concat([group], [""]), 0)',
    'concat(["x"], [group])[1]',
    'merge({ a = "x" }, { a = group }).a',
    'one([group])',
    'one(toset([group]))',
    'join("", [group])',
    'format("%s", group)',
    'tostring(group)',
    'tolist([group])[0]',
    'distinct([group, group])[0]',
    'reverse([group, "x"])[1]',
    'values({ a = group })[0]',
    'zipmap(["a"], [group]).a',
    'setproduct([group], ["x"])[0][0]',
    'tolist(setunion([group], [group]))[0]',
    'tolist(setsubtract([group], []))[0]',
    'chunklist([group], 1)[0][0]',
    'slice(["x", group], 1, 2)[0]',
    'coalescelist([], [group])[0]',
    'sort([group])[0]',
  ])('%s', (text) => {
    expect(evaluated(text)).toMatchObject({
      kind: 'unknown',
      symbol: group.symbol,
      notEmpty: true,
    });
  });

  it.each([
    ['length(compact([group, "", other]))', 2],
    ['length(distinct([group, group, other]))', 2],
    ['length(toset([group, other]))', 2],
    ['contains([group], group)', true],
  ])('%s', (text, expected) => {
    expect(toJson(evaluated(text))).toBe(expected);
  });
});

describe('what is known beside what is not stays', () => {
  it.each([
    ['concat(["a"], [text])', ['a', UNKNOWN]],
    ['flatten([["a", text]])', ['a', UNKNOWN]],
    ['merge({ a = text }, { b = 1 })', { a: UNKNOWN, b: 1 }],
    ['length(["a", text])', 2],
    ['lookup({ a = 1, b = text }, "a")', 1],
    ['element([text, "b"], 1)', 'b'],
    ['keys({ a = text, b = 1 })', ['a', 'b']],
    ['zipmap(["a", "b"], [text, 1])', { a: UNKNOWN, b: 1 }],
    ['distinct(["a", text, "a"])', ['a', UNKNOWN]],
    ['contains(["a", text], "a")', true],
    ['anytrue([true, tobool(text)])', true],
    ['coalesce("a", text)', 'a'],
  ])('%s', (text, expected) => {
    expect(toJson(evaluated(text))).toEqual(expected);
  });
});

describe('nothing unknown becomes a guess', () => {
  it.each([
    ['compact(["a", text])', 'list'],
    ['coalesce(text, "a")', 'string'],
    ['coalesce("", text, "a")', 'string'],
    ['concat(["a"], texts)', 'dynamic'],
    ['concat(tolist(["a"]), texts)', 'list'],
    ['flatten([["a"], texts])', 'dynamic'],
    ['flatten(["a", anything])', 'dynamic'],
    ['length(texts)', 'number'],
    ['length(toset(["a", text]))', 'number'],
    ['contains(["a", text], "b")', 'bool'],
    ['index([text, "a"], "a")', 'number'],
    ['lookup({ a = 1 }, text, 2)', 'dynamic'],
    ['sort(["b", text])', 'list'],
    ['join(",", ["a", text])', 'string'],
    ['format("%s-%s", "a", text)', 'string'],
    ['upper(text)', 'string'],
    ['cidrsubnet(text, 8, 1)', 'string'],
    ['jsondecode(text)', 'dynamic'],
    ['regexall("a", text)', 'list'],
    ['setsubtract(["a"], [text])', 'set'],
    ['setintersection([text], ["a"])', 'set'],
    ['zipmap([text], ["a"])', 'dynamic'],
    ['coalescelist(texts, ["a"])', 'dynamic'],
    ['toset(texts)', 'set'],
    ['alltrue([true, tobool(text)])', 'bool'],
  ])('%s', (text, kind) => {
    const value = evaluated(text);
    expect(value.kind).toBe('unknown');
    expect(typeOf(value).kind).toBe(kind);
    expect(value).toMatchObject({
      references: [expect.stringMatching(/^var\.(text|texts|anything)$/)],
    });
  });

  it.each(['timestamp()', 'plantimestamp()', 'uuid()', 'bcrypt("x")', 'base64gzip("x")'])(
    '%s names its function',
    (text) => {
      const name = text.slice(0, text.indexOf('('));
      expect(evaluated(text)).toMatchObject({
        kind: 'unknown',
        type: STRING,
        references: [`${name}()`],
      });
    },
  );

  it('leaves blocks open that Terraform itself miscalculates', () => {
    expect(evaluated('cidrhost("::ffff:10.0.0.0/104", 1)').kind).toBe('unknown');
  });
});

describe('calls by name', () => {
  it('know nothing of other functions', () => {
    expect(callPureFunction('file', [string('x')])).toBeNull();
    expect(callPureFunction('provider::aws::arn_parse', [string('x')])).toBeNull();
  });

  it('take the core namespace', () => {
    const value = callPureFunction('core::join', [string('-'), list([string('a'), string('b')])]);
    expect(value).toMatchObject({ kind: 'string', value: 'a-b' });
  });

  it('say which argument is at fault', () => {
    const call = () => callPureFunction('element', [list([string('a')]), string('x')]);
    expect(call).toThrow(FunctionError);
    expect(call).toThrow('Invalid value for "index" parameter: a number is required.');
  });

  it('name no value of the configuration', () => {
    const secret = 'hunter2';
    for (const name of ['tonumber', 'tobool', 'jsondecode', 'cidrnetmask', 'base64decode']) {
      let message = '';
      try {
        callPureFunction(name, [string(secret)]);
      } catch (error) {
        message = (error as Error).message;
      }
      expect(message).not.toBe('');
      expect(message).not.toContain(secret);
    }
  });
});

describe('large collections', () => {
  const COUNT = 100_000;
  /** Milliseconds. Comparing all pairs would take minutes. */
  const LIMIT = 10_000;
  const many = list(Array.from({ length: COUNT }, (_, index) => string(`10.${index}`)));

  it.each([
    ['concat', [many, many], 2 * COUNT],
    ['flatten', [list([many, many])], 2 * COUNT],
    ['distinct', [list([...many.elements, ...many.elements])], COUNT],
    ['toset', [list([...many.elements, ...many.elements])], COUNT],
    ['compact', [many], COUNT],
    ['setunion', [many, many], COUNT],
    ['setsubtract', [many, many], 0],
    ['sort', [many], COUNT],
  ] as const)('%s of 100,000 texts takes no quadratic time', (name, args, length) => {
    const started = performance.now();
    const value = callPureFunction(name, args);
    expect(value !== null && 'elements' in value && value.elements.length).toBe(length);
    expect(performance.now() - started).toBeLessThan(LIMIT);
  });

  it('merge of 100,000 entries takes no quadratic time', () => {
    const map = callPureFunction('zipmap', [many, many]);
    const started = performance.now();
    const merged = callPureFunction('merge', [map as Value, map as Value]);
    expect(merged !== null && 'entries' in merged && merged.entries.size).toBe(COUNT);
    expect(performance.now() - started).toBeLessThan(LIMIT);
  });
});
