import { ConversionError, convert } from '../convert.ts';
import { STRING, type Type } from '../type.ts';
import type { Value } from '../value.ts';
import { computed, isWhollyKnown, list, string, unknownFrom } from '../values.ts';
import { formatFloat, formatInteger, shortest } from './format-number.ts';
import { parseFormat, type Verb } from './format-verb.ts';
import { ArgumentError, CallError, type HclFunction, type Parameter, textOf } from './function.ts';
import { graphemeCount, graphemes } from './graphemes.ts';
import { toJson } from './json-writer.ts';
import { isSequence, parameter } from './results.ts';

const ARGS: Parameter = { ...parameter('args'), allowNull: true, allowUnknown: true };
const LIST_OF_STRING: Type = { kind: 'list', element: STRING };

/** https://developer.hashicorp.com/terraform/language/functions/format */
export const FORMAT_FUNCTIONS: Readonly<Record<string, HclFunction>> = {
  format: {
    parameters: [parameter('format', STRING)],
    variadic: ARGS,
    returns: STRING,
    call: (args) => formatted(textOf(args, 0), args.slice(1), args[0] as Value),
  },
  formatlist: {
    parameters: [parameter('format', STRING)],
    variadic: ARGS,
    returns: LIST_OF_STRING,
    call: formatList,
  },
};

function formatted(template: string, args: readonly Value[], source: Value): Value {
  const { parts, argumentCount } = parseFormat(template);
  if (argumentCount < args.length) {
    throw new CallError(
      argumentCount === 0
        ? 'too many arguments; no verbs in format string'
        : `too many arguments; only ${argumentCount} used by format string`,
    );
  }
  const alone = parts.length === 1 && args.length === 1 ? plainText(parts[0], args[0]) : null;
  if (alone !== null) return alone;
  let known = true;
  const texts = parts.map((part) => {
    if (typeof part === 'string') return part;
    const arg = args[part.argument];
    if (arg === undefined) {
      throw new CallError(
        `not enough arguments: need index ${part.argument + 1} but have ${args.length} total`,
      );
    }
    if (isWhollyKnown(arg)) return formatVerb(part, arg);
    known = false;
    return '';
  });
  const operands = [source, ...args];
  return known ? computed(string(texts.join('')), operands) : unknownFrom(operands, STRING);
}

/** `%s` alone is its argument, whether its text is known or not. */
function plainText(part: string | Verb | undefined, arg: Value | undefined): Value | null {
  if (typeof part !== 'object' || part.mode !== 's' || arg === undefined) return null;
  if (part.width !== null || part.precision !== null || part.argument !== 0) return null;
  if (arg.kind === 'string') return arg;
  return arg.kind === 'unknown' && arg.type.kind === 'string' ? arg : null;
}

function formatVerb(verb: Verb, arg: Value): string {
  if (verb.mode !== 'v' && arg.kind === 'null') {
    throw new CallError(`unsupported value for "%${verb.mode}": null value cannot be formatted`);
  }
  switch (verb.mode) {
    case 'v':
      return padText(asIs(verb, arg), verb);
    case 't':
      return converted(verb, arg, 'bool').value ? 'true' : 'false';
    case 'b':
    case 'd':
    case 'o':
    case 'x':
    case 'X': {
      const { value } = converted(verb, arg, 'number');
      if (!value.isInteger()) {
        throw new CallError(`unsupported value for "%${verb.mode}": an integer is required`);
      }
      return formatInteger(value, verb);
    }
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G':
      return formatFloat(converted(verb, arg, 'number').value, verb);
    case 's':
      return padText(cut(converted(verb, arg, 'string').value, verb), verb);
    case 'q':
      return padText(toJson(string(cut(converted(verb, arg, 'string').value, verb))), verb);
    default:
      throw new CallError(`unsupported format verb "${verb.mode}"`);
  }
}

function asIs(verb: Verb, arg: Value): string {
  if (!verb.flags.has('#')) {
    if (arg.kind === 'string') return arg.value;
    if (arg.kind === 'number') return shortest(arg.value);
  }
  return toJson(arg);
}

function converted<K extends 'bool' | 'number' | 'string'>(
  verb: Verb,
  arg: Value,
  kind: K,
): Extract<Value, { kind: K }> {
  try {
    return convert(arg, { kind }) as Extract<Value, { kind: K }>;
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    throw new CallError(`unsupported value for "%${verb.mode}": ${error.message}`);
  }
}

/** A precision of 0 cuts nothing. */
function cut(text: string, verb: Verb): string {
  if (verb.precision === null || verb.precision === 0) return text;
  return graphemes(text).slice(0, verb.precision).join('');
}

function padText(text: string, verb: Verb): string {
  const missing = (verb.width ?? 0) - graphemeCount(text);
  if (missing <= 0) return text;
  const padding = (verb.flags.has('0') ? '0' : ' ').repeat(missing);
  return verb.flags.has('-') ? text + padding : padding + text;
}

/** Lists and sets are taken element by element, everything else is the same for each. */
function formatList(args: readonly Value[]): Value {
  const [source, ...given] = args as readonly [Value, ...Value[]];
  const template = textOf(args, 0);
  let count: number | null = null;
  let unknownLength = false;
  for (const [index, arg] of given.entries()) {
    if (isSequence(arg)) {
      if (count !== null && count !== arg.elements.length) {
        throw new ArgumentError(
          index + 1,
          `argument ${index + 1} has length ${arg.elements.length}, which is inconsistent with the others`,
        );
      }
      count = arg.elements.length;
    } else if (arg.kind === 'unknown' && mayBeSequence(arg.type)) {
      unknownLength = true;
    }
  }
  if (unknownLength) return unknownFrom(args, LIST_OF_STRING);
  const rows = Array.from({ length: count ?? 1 }, (_, row) =>
    given.map((arg) => (isSequence(arg) ? (arg.elements[row] as Value) : arg)),
  );
  return computed(
    list(
      rows.map((row) => formatted(template, row, source)),
      STRING,
    ),
    args,
  );
}

function mayBeSequence(type: Type): boolean {
  return (
    type.kind === 'list' || type.kind === 'set' || type.kind === 'tuple' || type.kind === 'dynamic'
  );
}
