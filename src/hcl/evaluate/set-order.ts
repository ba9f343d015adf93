import { compareText } from '../convert/text-order.ts';
import type { Value } from '../value.ts';
import { symbolText } from '../values.ts';
import { areEqual } from './equality.ts';

/**
 * The elements of a set: each once, in the order in which Terraform iterates.
 * Strings stand bytewise, numbers by value, false before true, everything else by the bytes of its hash key;
 * unknown elements come after known ones and are never taken for equal, null comes last.
 */
export function uniqueSorted(elements: readonly Value[]): readonly Value[] {
  const keyed = elements.map((value) => ({ value, key: hashKey(value) }));
  const distinct: { value: Value; key: string }[] = [];
  const byKey = new Map<string, Value[]>();
  for (const item of keyed) {
    const seen = byKey.get(item.key);
    if (seen === undefined) byKey.set(item.key, [item.value]);
    else if (seen.some((other) => areEqual(other, item.value))) continue;
    else seen.push(item.value);
    distinct.push(item);
  }
  return distinct.sort(compareElements).map(({ value }) => value);
}

function compareElements(
  a: { readonly value: Value; readonly key: string },
  b: { readonly value: Value; readonly key: string },
): number {
  const rank = knowledgeRank(a.value) - knowledgeRank(b.value);
  if (rank !== 0) return rank;
  if (a.value.kind === 'string' && b.value.kind === 'string') {
    return compareText(a.value.value, b.value.value);
  }
  if (a.value.kind === 'number' && b.value.kind === 'number') {
    return a.value.value.cmp(b.value.value);
  }
  if (a.value.kind === 'bool' && b.value.kind === 'bool') {
    return Number(a.value.value) - Number(b.value.value);
  }
  return compareText(a.key, b.key);
}

function knowledgeRank(value: Value): number {
  if (value.kind === 'null') return 2;
  return value.kind === 'unknown' ? 1 : 0;
}

/** The text by whose bytes cty orders sets of collections; what is equal has the same. */
function hashKey(value: Value): string {
  switch (value.kind) {
    case 'unknown':
      return value.symbol === null ? '?' : `?${symbolText(value.symbol)}`;
    case 'null':
      return '~';
    case 'bool':
      return value.value ? 'T' : 'F';
    case 'number':
      return tenDigits(value.value);
    case 'string':
      return goQuoted(value.value);
    case 'list':
    case 'set':
      return `[${value.elements.map((element) => `${hashKey(element)};`).join('')}]`;
    case 'tuple':
      return `<${value.elements.map((element) => `${hashKey(element)};`).join('')}>`;
    case 'map': {
      const items = [...value.entries.values()];
      return `{${items.map((item) => `${goQuoted(item.key)}:${hashKey(item.value)};`).join('')}}`;
    }
    case 'object': {
      const items = [...value.entries.values()];
      return `<${items.map((item) => `${hashKey(item.value)};`).join('')}>`;
    }
  }
}

const SIGNIFICANT_DIGITS = 10;
const LARGEST_PLAIN_EXPONENT = 21;
const SMALLEST_PLAIN_EXPONENT = -5;

/** Go's `big.Float.String`: ten significant digits, an exponent when it is large or small. */
function tenDigits(value: Extract<Value, { kind: 'number' }>['value']): string {
  if (value.isZero()) return value.isNegative() ? '-0' : '0';
  const rounded = value.toSignificantDigits(SIGNIFICANT_DIGITS);
  const exponent = rounded.e;
  const digits = Math.max(SIGNIFICANT_DIGITS, rounded.precision());
  if (exponent > SMALLEST_PLAIN_EXPONENT && exponent < Math.min(digits, LARGEST_PLAIN_EXPONENT)) {
    return rounded.toFixed();
  }
  const [mantissa = '', power = '+0'] = rounded.toExponential().split('e');
  const size = power.slice(1).padStart(2, '0');
  return `${mantissa}e${power.startsWith('-') ? '-' : '+'}${size}`;
}

const GO_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** Go's `%q`. Only its order matters here, so printable means not a control or format character. */
function goQuoted(text: string): string {
  const escaped = text.replace(/["\\]|[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu, (character) => {
    const known = GO_ESCAPES[character];
    if (known !== undefined) return known;
    const code = character.codePointAt(0) as number;
    if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
    const hexadecimal = code.toString(16);
    return code > 0xffff
      ? `\\U${hexadecimal.padStart(8, '0')}`
      : `\\u${hexadecimal.padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}
