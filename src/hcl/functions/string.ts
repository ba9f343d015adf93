import { BOOL, NUMBER, STRING, type Type } from '../type.ts';
import type { SequenceValue, StringValue, Value } from '../value.ts';
import { list } from '../values.ts';
import { ArgumentError, CallError, type HclFunction, textOf, wholeNumberOf } from './function.ts';
import { graphemes } from './graphemes.ts';
import { lower, title, upper } from './letter-case.ts';
import { replacePattern } from './regular-expression.ts';
import { boolResult, parameter, textResult, textsResult, unknownText } from './results.ts';

const STR = parameter('str', STRING);
const LIST_OF_STRING: Type = { kind: 'list', element: STRING };

/** "String functions" of https://developer.hashicorp.com/terraform/language/functions but format and regex. */
export const STRING_FUNCTIONS: Readonly<Record<string, HclFunction>> = {
  chomp: text([STR], (str) => str.replace(/(?:\r\n?|\n)+$/, '')),
  endswith: test('suffix', (str, suffix) => str.endsWith(suffix)),
  indent: {
    parameters: [parameter('spaces', NUMBER), STR],
    returns: STRING,
    call(args) {
      const spaces = wholeNumberOf(args, 0);
      if (spaces < 0) throw new ArgumentError(0, 'the number of spaces must not be negative');
      const indented = textOf(args, 1).replaceAll('\n', `\n${' '.repeat(spaces)}`);
      return textResult(indented, [args[1] as Value, args[0] as Value]);
    },
  },
  join: {
    parameters: [parameter('separator', STRING)],
    variadic: parameter('lists', LIST_OF_STRING),
    returns: STRING,
    call: join,
  },
  lower: text([STR], lower),
  replace: {
    parameters: [STR, parameter('substr', STRING), parameter('replace', STRING)],
    returns: STRING,
    call(args) {
      const [str, wanted, replacement] = args.map((_, index) => textOf(args, index));
      return textResult(replace(str as string, wanted as string, replacement as string), args);
    },
  },
  split: {
    parameters: [parameter('separator', STRING), STR],
    returns: LIST_OF_STRING,
    call(args) {
      const separator = textOf(args, 0);
      const str = textOf(args, 1);
      const parts = separator === '' ? [...str] : str.split(separator);
      if (parts.length === 1 && parts[0] === str) return list([args[1] as Value], STRING);
      return list(textsResult(parts, args), STRING);
    },
  },
  startswith: test('prefix', (str, prefix) => str.startsWith(prefix)),
  strcontains: test('substr', (str, substr) => str.includes(substr)),
  strrev: text([STR], (str) => [...graphemes(str)].reverse().join('')),
  substr: {
    parameters: [STR, parameter('offset', NUMBER), parameter('length', NUMBER)],
    returns: STRING,
    call: (args) =>
      textResult(substring(textOf(args, 0), wholeNumberOf(args, 1), wholeNumberOf(args, 2)), args),
  },
  title: text([STR], title),
  trim: text([STR, parameter('cutset', STRING)], trim),
  trimprefix: text([STR, parameter('prefix', STRING)], (str, prefix = '') =>
    str.startsWith(prefix) ? str.slice(prefix.length) : str,
  ),
  trimspace: text([STR], (str) => str.replace(LEADING_SPACE, '').replace(TRAILING_SPACE, '')),
  trimsuffix: text([STR, parameter('suffix', STRING)], (str, suffix = '') =>
    str.endsWith(suffix) ? str.slice(0, str.length - suffix.length) : str,
  ),
  upper: text([STR], upper),
};

/** Unicode's White_Space, which unlike `\s` holds U+0085 and not the byte-order mark. */
const SPACE = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const LEADING_SPACE = new RegExp(`^${SPACE}+`);
const TRAILING_SPACE = new RegExp(`${SPACE}+$`);

function text(
  parameters: HclFunction['parameters'],
  compute: (first: string, second?: string) => string,
): HclFunction {
  return {
    parameters,
    returns: STRING,
    call(args) {
      const second = args[1] === undefined ? undefined : textOf(args, 1);
      return textResult(compute(textOf(args, 0), second), args);
    },
  };
}

function test(name: string, holds: (str: string, part: string) => boolean): HclFunction {
  return {
    parameters: [STR, parameter(name, STRING)],
    returns: BOOL,
    call: (args) => boolResult(holds(textOf(args, 0), textOf(args, 1)), args),
  };
}

/** A join of one single element is that element, whether its text is known or not. */
function join(args: readonly Value[]): Value {
  const lists = args.slice(1) as readonly SequenceValue[];
  if (lists.length === 0) throw new CallError('at least one list is required');
  const elements = lists.flatMap((item) => item.elements);
  for (const [index, { elements: items }] of lists.entries()) {
    const at = items.findIndex((element) => element.kind === 'null');
    if (at < 0) continue;
    throw new ArgumentError(index + 1, `element ${at} is null; cannot concatenate null values`);
  }
  const [first] = elements;
  if (elements.length === 1 && first !== undefined) return first;
  if (elements.some((element) => element.kind === 'unknown')) return unknownText(args);
  const parts = (elements as readonly StringValue[]).map((element) => element.value);
  return textResult(parts.join(textOf(args, 0)), [...args.slice(1), args[0] as Value]);
}

/** Between slashes the text to find is a pattern. */
function replace(str: string, wanted: string, replacement: string): string {
  if (wanted.length > 1 && wanted.startsWith('/') && wanted.endsWith('/')) {
    return replacePattern(str, wanted.slice(1, -1), replacement);
  }
  if (wanted !== '') return str.split(wanted).join(replacement);
  return [replacement, ...[...str].map((character) => character + replacement)].join('');
}

/** A negative offset counts from the end. A negative length means all the rest, and so does 0 after such an offset. */
function substring(str: string, offset: number, length: number): string {
  const characters = graphemes(str);
  const start = offset < 0 ? Math.max(0, characters.length + offset) : offset;
  const toTheEnd = length < 0 || (length === 0 && offset < 0);
  return characters.slice(start, toTheEnd ? undefined : start + length).join('');
}

function trim(str: string, cutset = ''): string {
  const cut = new Set(cutset);
  const characters = [...str];
  let start = 0;
  let end = characters.length;
  while (start < end && cut.has(characters[start] as string)) start++;
  while (end > start && cut.has(characters[end - 1] as string)) end--;
  return characters.slice(start, end).join('');
}
