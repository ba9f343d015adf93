import { describe, expect, it } from '@jest/globals';
import { BOOL, STRING } from '../../../src/hcl/type.ts';
import type { Value } from '../../../src/hcl/value.ts';
import { entry, object, symbolValue, unknown } from '../../../src/hcl/values.ts';
import { terraformAbsent } from '../../support/terraform-console/console.ts';
import { evaluateText, jsonOf } from '../../support/terraform-console/evaluate-text.ts';
import { planned, UNKNOWN } from '../../support/terraform-console/plan.ts';

const text = unknown(STRING, { notEmpty: true });
const LOCALS: Readonly<Record<string, Value>> = {
  local: object([
    entry('text', text),
    entry('flag', unknown(BOOL, { notEmpty: true })),
    entry('list', unknown({ kind: 'list', element: STRING }, { notEmpty: true })),
    entry('any', unknown()),
  ]),
};

const AS_TERRAFORM_PLANS = [
  'local.text',
  '[local.text, "a"]',
  '{ a = local.text, b = 1 }',
  '{ (local.text) = 1 }',
  '"a${local.text}"',
  '"${local.text}"',
  'local.text == "x"',
  'local.text == null',
  'local.text != null',
  'local.text == 1',
  'local.any == null',
  'local.any == 1',
  '[local.text] == ["a"]',
  '[local.text] == ["a", "b"]',
  '{ a = local.text } == { a = 1 }',
  'local.text == local.text',
  '!local.flag',
  'local.flag || local.flag',
  'local.flag && true',
  'local.flag || false',
  'local.flag ? 1 : 2',
  'local.flag ? 1 : 1',
  'local.flag ? "a" : "a"',
  'local.flag ? null : null',
  'local.flag ? [1] : ["a"]',
  'local.flag ? { a = 1 } : { a = 1 }',
  'true ? local.text : "a"',
  'false ? local.text : "a"',
  'true ? [local.text, 1] : []',
  'local.any ? 1 : 2',
  '(local.flag ? "a" : "b") == null',
  '(local.flag ? "a" : null) == null',
  '[for x in [local.text, "a"] : x]',
  '[for x in ["a", "b"] : x if local.flag]',
  '[for x in [local.text, "a"] : x if x == "a"]',
  '[for x in local.list : x]',
  '[for x in local.any : x]',
  '{ for x in [local.text, "a"] : x => 1 }',
  '{ for k, v in { a = local.text } : k => v }',
  '{ for x in ["a"] : x => local.text... }',
  'local.list[0]',
  'local.list[*]',
  'local.any[*]',
  'local.any.a.b[0]',
  'local.text[*]',
  '[1, 2][local.text]',
  '{ a = 1 }[local.text]',
  '[{ a = local.text }, { a = 1 }][*].a',
  'tolist([local.text, "a"])',
  'tolist([local.any, "a"])',
  'tomap({ a = local.text, b = 1 })',
  'toset([local.text, "a"])',
  '-local.any',
  '1 + local.any',
  'local.any < 1',
  'try(local.text, "a")',
  'try([1][3], local.text)',
  'try(null.a, "b")',
  'try(local.any.a, "b")',
  'try(tolist([local.text]), [])',
  'can(local.text)',
  'can([1][3])',
  'can(1)',
  'max(local.list...)',
  'merge({ a = 1 }, { b = local.text })',
  '"%{if local.flag}a%{else}b%{endif}"',
  '"%{for x in local.list}${x}%{endfor}"',
  '"%{for x in ["a"]}${x}${local.text}%{endfor}"',
  'coalesce(local.text, "a")',
  'concat([local.text], ["a"])',
];

const judged = terraformAbsent === null ? it : it.skip;

describe('unknown values', () => {
  judged(terraformAbsent ?? 'spread as they do in terraform plan', async () => {
    const expected = await planned(AS_TERRAFORM_PLANS);
    const shown = (values: readonly unknown[]) =>
      AS_TERRAFORM_PLANS.map((expression, at) => `${expression}  →  ${JSON.stringify(values[at])}`);
    const actual = AS_TERRAFORM_PLANS.map((expression) => jsonOf(expression, LOCALS));
    expect(shown(actual)).toEqual(shown(expected));
  });

  it('do not hide what every value of theirs would give', () => {
    expect(jsonOf('local.flag && false', LOCALS)).toBe(false);
    expect(jsonOf('true || local.flag', LOCALS)).toBe(true);
    expect(jsonOf('local.text != ""', LOCALS)).toBe(true);
    expect(jsonOf('local.any && false', LOCALS)).toBe(false);
  });

  it('say what they depend on', () => {
    const a = unknown(STRING, { references: ['var.a'] });
    const b = unknown(BOOL, { references: ['var.b'] });
    const references = (expression: string) => {
      const value = evaluateText(expression, { a, b });
      return value.kind === 'unknown' ? value.references : value.kind;
    };
    expect(references('"x${a}"')).toEqual(['var.a']);
    expect(references('b ? a : "x"')).toEqual(['var.b', 'var.a']);
    expect(references('[for x in ["a"] : x if x == a]')).toEqual(['var.a']);
  });
});

describe('symbols', () => {
  const web = symbolValue({ address: 'aws_security_group.web', path: ['id'] }, STRING, {
    notEmpty: true,
  });
  const db = symbolValue({ address: 'aws_security_group.db', path: ['id'] }, STRING, {
    notEmpty: true,
  });
  const data = symbolValue({ address: 'data.aws_vpc.main', path: ['tags'] });
  const names = { web, db, data };

  const SAME: readonly string[] = [
    'true ? web : db',
    '(false ? 1 : 2) == 2 ? web : ""',
    'web != "" ? web : db',
    'web == null ? db : web',
    'web == web ? web : db',
    '"${web}"',
    '[db, web][1]',
    '{ a = web }.a',
    '([{ id = web }][*].id)[0]',
    '[for x in [web] : x][0]',
    'tolist([web, "sg-1"])[0]',
    'tomap({ a = web, b = 1 }).a',
    'try(web, "")',
    'try([1][4], web)',
    'coalesce("", web)',
    'compact(["", web])[0]',
    'lookup({ a = web }, "a", "")',
    'element([web], 3)',
    'concat([db], [web])[1]',
    'flatten([[db], [web]])[1]',
    'merge({ a = db }, { a = web }).a',
    'one([web])',
    'distinct([web, web])[0]',
  ];

  it.each(SAME)('pass through %s', (expression) => {
    expect(evaluateText(expression, names)).toMatchObject({ symbol: web.symbol });
  });

  it('may be equal or not when they are different', () => {
    expect(jsonOf('web == db', names)).toBe(UNKNOWN);
    expect(jsonOf('web == web', names)).toBe(true);
    expect(jsonOf('toset([web, web, db])', names)).toHaveLength(2);
  });

  it('extend their path with what is taken from them', () => {
    expect(evaluateText('data.Name', names)).toMatchObject({
      symbol: { address: 'data.aws_vpc.main', path: ['tags', 'Name'] },
    });
    expect(evaluateText('data.list[0].port', names)).toMatchObject({
      symbol: { address: 'data.aws_vpc.main', path: ['tags', 'list', '0', 'port'] },
    });
  });

  it('are not certain to have a part whose existence is not known', () => {
    expect(evaluateText('try(data.Name, "none")', names)).toMatchObject({ symbol: null });
    expect(jsonOf('can(data.Name)', names)).toBe(UNKNOWN);
    expect(jsonOf('can(web)', names)).toBe(true);
  });

  it('are gone once something is computed from them', () => {
    expect(evaluateText('"${web}-a"', names)).toMatchObject({ symbol: null, notEmpty: true });
  });
});
