import { describe, expect, it } from '@jest/globals';
import {
  ConversionError,
  canConvert,
  convert,
  describeConversionError,
  unifyTypes,
} from '../../../src/hcl/convert.ts';
import { sourceText } from '../../../src/hcl/source-text.ts';
import { BOOL, DYNAMIC, NUMBER, STRING, type Type } from '../../../src/hcl/type.ts';
import type { Origin } from '../../../src/hcl/value.ts';
import {
  computed,
  entry,
  list,
  nullValue,
  number,
  object,
  set,
  string,
  symbolValue,
  tuple,
  typeOf,
  unknown,
} from '../../../src/hcl/values.ts';
import { toJson } from '../../support/terraform-console/json.ts';
import { typeText } from '../../support/terraform-console/type-text.ts';

const origin: Origin = {
  source: sourceText('main.tf', '5671'),
  span: { start: 0, end: 4 },
  via: null,
};
const listOf = (element: Type): Type => ({ kind: 'list', element });

describe('a converted value', () => {
  it('keeps its place, and those of its elements and keys', () => {
    expect(convert(number(5671, origin), STRING)).toEqual(string('5671', origin));
    const ports = convert(tuple([number(5671, origin), string('x')], origin), listOf(STRING));
    expect(ports).toMatchObject({ kind: 'list', origin, elements: [{ origin }, { origin: null }] });
    const byName = convert(object([entry('a', number(1), origin)]), {
      kind: 'map',
      element: STRING,
    });
    expect(byName).toMatchObject({
      kind: 'map',
      entries: new Map([['a', { key: 'a', keyOrigin: origin, value: string('1') }]]),
    });
  });

  it('that was computed keeps its inputs', () => {
    const sum = computed(number(5672), [number(5671, origin)]);
    expect(convert(sum, STRING)).toMatchObject({ value: '5672', origin: null, inputs: [origin] });
  });

  it('that is a symbol stays that symbol, of the new type', () => {
    const id = symbolValue({ address: 'aws_vpc.main', path: ['id'] }, DYNAMIC, { notEmpty: true });
    expect(convert(id, STRING)).toMatchObject({ symbol: id.symbol, notEmpty: true, type: STRING });
  });

  it('that is null or unknown stays so, of the new type', () => {
    expect(convert(nullValue(DYNAMIC, origin), NUMBER)).toEqual(nullValue(NUMBER, origin));
    const any = convert(unknown({ kind: 'tuple', elements: [NUMBER, STRING] }), listOf(DYNAMIC));
    expect(typeText(typeOf(any))).toBe('list(string)');
  });

  it('is the same value when it has the type already', () => {
    const value = list([string('a')]);
    expect(convert(value, listOf(STRING))).toBe(value);
    expect(convert(value, DYNAMIC)).toBe(value);
  });

  it('collapses in a set', () => {
    const type: Type = { kind: 'set', element: STRING };
    expect(toJson(convert(tuple([number(2), string('2'), number(10)]), type))).toEqual(['10', '2']);
    expect(toJson(convert(set([number(2), number(10)]), listOf(STRING)))).toEqual(['2', '10']);
  });
});

describe('a conversion error', () => {
  it('says where and why, and never what the value is', () => {
    const rule: Type = { kind: 'object', attributes: new Map([['port', NUMBER]]) };
    const given = tuple([object([entry('port', string('secret'))])]);
    let caught: unknown;
    try {
      convert(given, listOf(rule));
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(ConversionError);
    expect(describeConversionError(caught as ConversionError)).toBe(
      '[0].port: a number is required',
    );
  });

  it.each<[Type, Type, boolean]>([
    [NUMBER, STRING, true],
    [STRING, BOOL, true],
    [NUMBER, BOOL, false],
    [listOf(NUMBER), { kind: 'set', element: STRING }, true],
    [listOf(NUMBER), STRING, false],
    [DYNAMIC, NUMBER, true],
  ])('can be foreseen by the types: %j to %j: %s', (from, to, possible) => {
    expect(canConvert(from, to)).toBe(possible);
  });
});

describe('one type for several', () => {
  it.each<[string, readonly Type[], string | null]>([
    ['no types', [], 'dynamic'],
    ['numbers and strings', [NUMBER, STRING, NUMBER], 'string'],
    ['bools and numbers', [BOOL, NUMBER], null],
    ['what is not known yet follows', [DYNAMIC, NUMBER], 'number'],
    ['lists', [listOf(NUMBER), listOf(STRING)], 'list(string)'],
    ['a list and a set', [listOf(NUMBER), { kind: 'set', element: NUMBER }], 'list(number)'],
    [
      'tuples of two lengths',
      [
        { kind: 'tuple', elements: [NUMBER] },
        { kind: 'tuple', elements: [STRING, STRING] },
      ],
      'list(string)',
    ],
    [
      'a tuple and an object',
      [
        { kind: 'tuple', elements: [] },
        { kind: 'object', attributes: new Map() },
      ],
      null,
    ],
  ])('%s', (_rule, types, expected) => {
    const unified = unifyTypes(types);
    expect(unified && typeText(unified)).toBe(expected);
  });

  it('without unsafe conversions takes no set from a list', () => {
    const types: readonly Type[] = [listOf(NUMBER), { kind: 'set', element: STRING }];
    expect(unifyTypes(types, false)).toBeNull();
  });
});
