import type { Value } from '../value.ts';
import { bool, decimal, nullValue, number, string } from '../values.ts';
import { ArgumentError } from './function.ts';

const NULLS = new Set(['', '~', 'null', 'Null', 'NULL']);
const TRUES = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']);
const FALSES = new Set([
  'n',
  'N',
  'no',
  'No',
  'NO',
  'false',
  'False',
  'FALSE',
  'off',
  'Off',
  'OFF',
]);
const INFINITY = /^([+-]?)\.(?:inf|Inf|INF)$/;
const NOT_A_NUMBER = /^\.(?:nan|NaN|NAN)$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const BASED = /^0(?:x[0-9a-fA-F]+|o[0-7]+)$/;
const TIMESTAMP =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:([Tt ])(\d\d?):(\d\d?):(\d\d?)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?)?$/;

/**
 * What a plain YAML scalar means to Terraform (go-cty-yaml, a mixture of YAML 1.1 and 1.2):
 * `yes`, `on` and `y` are booleans, `017` is 17, `0o17` is 15, `1_000` a string, a date a timestamp in text.
 */
export function resolvePlain(text: string): Value {
  if (NULLS.has(text)) return nullValue();
  if (TRUES.has(text)) return bool(true);
  if (FALSES.has(text)) return bool(false);
  if (DECIMAL.test(text)) return number(decimal(text));
  if (BASED.test(text)) return number(decimal(text));
  const infinity = INFINITY.exec(text);
  if (infinity !== null) return number(decimal(infinity[1] === '-' ? '-Infinity' : 'Infinity'));
  if (NOT_A_NUMBER.test(text)) throw new ArgumentError(0, 'floating point NaN is not supported');
  return string(timestampText(text) ?? text);
}

/** A tag that YAML itself defines; the value's text decides only where it fits. */
export function resolveTagged(tag: string, text: string, quoted: boolean): Value {
  switch (tag) {
    case '!!str':
    case '!!binary':
      return string(text);
    case '!!null':
      return nullValue();
    case '!!timestamp':
      return string(timestampText(text) ?? text);
    case '!!int':
    case '!!float':
    case '!!bool':
      return quoted ? string(text) : notText(resolvePlain(text), tag);
    default:
      throw new ArgumentError(0, `unsupported tag ${JSON.stringify(tag)}`);
  }
}

/** Which number or boolean it is does not matter: `!!int yes` is true. */
function notText(value: Value, tag: string): Value {
  if (value.kind !== 'string') return value;
  throw new ArgumentError(0, `cannot parse the scalar as its tag ${tag} asks`);
}

/** RFC 3339, seconds without fraction; null when the text is no date. */
function timestampText(text: string): string | null {
  const found = TIMESTAMP.exec(text);
  if (found === null) return null;
  const [, year = '', month = '', day = '', mark, hour = '0', minute = '0', second = '0', zone] =
    found;
  if (mark === ' ' ? zone !== undefined : mark !== undefined && zone === undefined) return null;
  const [m, d, h, min, s] = [month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(Number(year), m - 1, d);
  const exists = date.getUTCMonth() === m - 1 && date.getUTCDate() === d;
  if (!exists || h > 23 || min > 59 || s > 59) return null;
  const two = (value: number) => String(value).padStart(2, '0');
  const offset = zone === undefined || /^[+-]00:00$/.test(zone) ? 'Z' : zone;
  return `${year}-${two(m)}-${two(d)}T${two(h)}:${two(min)}:${two(s)}${offset}`;
}
