import { describe, expect, it } from '@jest/globals';
import { sourceText } from '../../../src/hcl/source-text.ts';
import { DYNAMIC, NUMBER, STRING } from '../../../src/hcl/type.ts';
import type { Entry, Origin, Value } from '../../../src/hcl/value.ts';
import {
  amended,
  bool,
  compareText,
  computed,
  entry,
  isWhollyKnown,
  list,
  map,
  nullValue,
  number,
  object,
  set,
  string,
  symbolText,
  symbolValue,
  tuple,
  typeOf,
  unknown,
  unknownFrom,
  withOrigin,
} from '../../../src/hcl/values.ts';
import { toJson } from '../../support/terraform-console/json.ts';
import { typeText } from '../../support/terraform-console/type-text.ts';

const source = sourceText('main.tf', '"10.0.0.0/8" 443');
const cidr: Origin = { source, span: { start: 0, end: 12 }, via: null };
const port: Origin = { source, span: { start: 13, end: 16 }, via: null };

describe('a set', () => {
  it('holds each value once and keeps the place of the first', () => {
    const values = set([string('b'), string('a', cidr), string('a', port)]);
    expect(toJson(values)).toEqual(['a', 'b']);
    expect(values.elements[0]?.origin).toBe(cidr);
  });

  it('orders strings by their bytes, numbers by value, null last', () => {
    expect(toJson(set(['b', 'B', 'é', '😀', '\u{ffff}'].map((text) => string(text))))).toEqual([
      'B',
      'b',
      'é',
      '\u{ffff}',
      '😀',
    ]);
    expect(toJson(set([10, 9, -1].map((value) => number(value))))).toEqual([-1, 9, 10]);
    expect(toJson(set([nullValue(STRING), string('z')]))).toEqual(['z', null]);
    expect(toJson(set([bool(true), bool(false)]))).toEqual([false, true]);
  });

  it('never takes two unknowns for one, but a symbol for itself', () => {
    const id = symbolValue({ address: 'aws_security_group.web', path: ['id'] }, STRING);
    expect(set([unknown(STRING), unknown(STRING)]).elements).toHaveLength(2);
    expect(set([id, { ...id }]).elements).toHaveLength(1);
  });
});

describe('a map or object', () => {
  it('iterates by the bytes of its keys, the last of equal keys', () => {
    const value = object([
      entry('é', number(1)),
      entry('z', number(2)),
      entry('Z', number(3)),
      entry('z', number(4)),
    ]);
    expect([...value.entries.keys()]).toEqual(['Z', 'z', 'é']);
    expect(toJson(value)).toEqual({ Z: 3, z: 4, é: 1 });
  });

  it('does not evaluate entries that nobody reads', () => {
    let reads = 0;
    const lazy: Entry = {
      key: 'arn',
      keyOrigin: null,
      get value() {
        reads++;
        return string('x');
      },
    };
    const value = object([lazy, entry('a', number(1))]);
    expect(reads).toBe(0);
    expect(typeText(typeOf(value))).toBe('object({a:number,arn:string})');
    typeOf(value);
    expect(reads).toBe(1);
  });
});

describe('a type', () => {
  it('is that of the elements', () => {
    expect(typeText(typeOf(list([number(1)])))).toBe('list(number)');
    expect(typeText(typeOf(tuple([number(1), string('a'), unknown()])))).toBe(
      'tuple([number,string,dynamic])',
    );
    expect(typeText(typeOf(map([], NUMBER)))).toBe('map(number)');
    expect(typeOf(nullValue())).toEqual(DYNAMIC);
  });
});

describe('a string', () => {
  it('is in normal form C', () => {
    expect(string('e\u0301').value).toBe('é');
    expect(entry('e\u0301', bool(true)).key).toBe('é');
  });

  it('compares by bytes', () => {
    expect(Math.sign(compareText('a', 'B'))).toBe(1);
    expect(Math.sign(compareText('a', 'ab'))).toBe(-1);
    expect(Math.sign(compareText('\u{ffff}', '😀'))).toBe(-1);
    expect(compareText('a', 'a')).toBe(0);
  });
});

describe('a computed value', () => {
  it('has the places of its operands, each once', () => {
    const sum = computed(number(3), [number(443, port), string('x', cidr), number(443, port)]);
    expect(sum.origin).toBeNull();
    expect(sum.inputs).toEqual([port, cidr]);
    expect(computed(number(4), [sum, number(1)]).inputs).toEqual([port, cidr]);
  });

  it('gathers those inside collections only when somebody asks', () => {
    let reads = 0;
    const lazy: Entry = {
      key: 'a',
      keyOrigin: cidr,
      get value() {
        reads++;
        return number(443, port);
      },
    };
    const length = computed(number(1), [object([lazy])]);
    const moved = amended(length, { sensitive: true });
    const further = computed(string('1'), [moved]);
    expect(reads).toBe(0);
    expect(further.inputs).toEqual([cidr, port]);
    expect(reads).toBeGreaterThan(0);
  });

  it('is sensitive when an operand is', () => {
    const secret: Value = { ...string('x'), sensitive: true };
    expect(computed(string('y'), [secret]).sensitive).toBe(true);
    expect(computed(string('y'), [string('x')]).sensitive).toBeUndefined();
  });

  it('that is not known names what it depends on, and a failure before it', () => {
    const operands = [
      unknown(STRING, { references: ['var.a'] }),
      list([unknown(STRING, { references: ['var.b'], error: true })]),
    ];
    expect(unknownFrom(operands).references).toEqual(['var.a', 'var.b']);
    expect(unknownFrom(operands).error).toBeUndefined();
    expect(unknownFrom([unknown(STRING, { error: true })]).error).toBe(true);
  });

  it('loses its inputs when it gets a place', () => {
    const value = withOrigin(computed(number(3), [number(1, cidr)]), port);
    expect(value).toEqual({ kind: 'number', value: value.value, origin: port });
  });
});

describe('a symbol', () => {
  it('reads as the attribute that it stands for', () => {
    const symbol = {
      address: 'module.web["a"].aws_security_group.this[0]',
      path: ['ingress', '0', 'from_port'],
    };
    expect(symbolText(symbol)).toBe(
      'module.web["a"].aws_security_group.this[0].ingress[0].from_port',
    );
    expect(symbolValue(symbol).references).toEqual([symbolText(symbol)]);
    expect(isWhollyKnown(tuple([symbolValue(symbol)]))).toBe(false);
  });
});
