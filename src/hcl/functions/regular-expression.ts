import { type Matcher, RE2JS } from 're2js';
import { DYNAMIC, STRING, type Type } from '../type.ts';
import type { Value } from '../value.ts';
import { computed, entry, list, nullValue, object, string, tuple } from '../values.ts';
import { ArgumentError, CallError, type HclFunction, textOf } from './function.ts';
import { parameter } from './results.ts';

/** https://developer.hashicorp.com/terraform/language/functions/regex: patterns are RE2's. */
export const REGULAR_EXPRESSION_FUNCTIONS: Readonly<Record<string, HclFunction>> = {
  regex: {
    parameters: [parameter('pattern', STRING), parameter('string', STRING)],
    returns: DYNAMIC,
    call(args) {
      const pattern = compile(textOf(args, 0));
      const shape = shapeOf(pattern);
      const matcher = pattern.matcher(textOf(args, 1));
      if (!matcher.find())
        throw new CallError('pattern did not match any part of the given string');
      return shape.value(matcher, args);
    },
  },
  regexall: {
    parameters: [parameter('pattern', STRING), parameter('string', STRING)],
    returns: { kind: 'list', element: DYNAMIC },
    call(args) {
      const pattern = compile(textOf(args, 0));
      const shape = shapeOf(pattern);
      const found: Value[] = [];
      eachMatch(pattern, textOf(args, 1), (matcher) => found.push(shape.value(matcher, args)));
      return computed(list(found, shape.type), args);
    },
  },
};

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch {
    throw new ArgumentError(0, 'invalid regexp pattern');
  }
}

interface Shape {
  readonly type: Type;
  value(matcher: Matcher, args: readonly Value[]): Value;
}

/** A pattern without groups gives texts, with groups tuples, with named groups objects. */
function shapeOf(pattern: RE2JS): Shape {
  const count = pattern.groupCount();
  const names = Object.keys(pattern.namedGroups());
  if (count === 0) {
    return { type: STRING, value: (matcher, args) => groupValue(matcher, 0, args) };
  }
  if (names.length === 0) {
    const indexes = Array.from({ length: count }, (_, index) => index + 1);
    return {
      type: { kind: 'tuple', elements: indexes.map(() => STRING) },
      value: (matcher, args) => tuple(indexes.map((index) => groupValue(matcher, index, args))),
    };
  }
  if (names.length !== count) {
    throw new ArgumentError(
      0,
      'invalid regexp pattern: cannot mix both named and unnamed capture groups',
    );
  }
  return {
    type: { kind: 'object', attributes: new Map(names.sort().map((name) => [name, STRING])) },
    value: (matcher, args) =>
      object(names.map((name) => entry(name, groupValue(matcher, name, args)))),
  };
}

function groupValue(matcher: Matcher, group: number | string, args: readonly Value[]): Value {
  const text = matcher.group(group);
  return text === null ? nullValue(STRING) : computed(string(text), args);
}

/** All matches as Go finds them: an empty match right after another match is none. */
function eachMatch(pattern: RE2JS, text: string, visit: (matcher: Matcher) => void): void {
  const matcher = pattern.matcher(text);
  let previousEnd = -1;
  for (let at = 0; at <= text.length && matcher.find(at); ) {
    const start = matcher.start();
    const end = matcher.end();
    if (end > at) {
      at = end;
      visit(matcher);
    } else {
      if (start !== previousEnd) visit(matcher);
      at += widthAt(text, at);
    }
    previousEnd = end;
  }
}

/** Code units of the character at an offset; 1 at the end of the text. */
function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

/** Replaces every match; `$1`, `${name}` and `$$` in the replacement as Go's `Regexp.Expand` reads them. */
export function replacePattern(text: string, source: string, replacement: string): string {
  const pattern = compilePart(source);
  const matcher = pattern.matcher(text);
  let result = '';
  let lastEnd = 0;
  for (let at = 0; at <= text.length && matcher.find(at); ) {
    const start = matcher.start();
    const end = matcher.end();
    result += text.slice(lastEnd, start);
    if (end > lastEnd || start === 0) result += expand(replacement, matcher, pattern);
    lastEnd = end;
    at = Math.max(end, at + widthAt(text, at));
  }
  return result + text.slice(lastEnd);
}

/** In `replace` the pattern is the second argument. */
function compilePart(source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch {
    throw new ArgumentError(1, 'invalid regexp pattern');
  }
}

function expand(replacement: string, matcher: Matcher, pattern: RE2JS): string {
  return replacement.replace(
    /\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu,
    (found, bare, braced) => {
      if (found === '$$') return '$';
      const name: string = bare ?? braced;
      if (!/^\d+$/.test(name)) {
        return name in pattern.namedGroups() ? (matcher.group(name) ?? '') : '';
      }
      const index = Number(name);
      return index <= pattern.groupCount() ? (matcher.group(index) ?? '') : '';
    },
  );
}
