import type { Value } from '../../hcl/value.ts';
import type { Argument } from './view.ts';

/** What an argument of a primitive type says; Terraform converts `"80"` to 80 and `"true"` to true. */
export type Reading<T> =
  | { readonly state: 'known'; readonly value: T }
  | { readonly state: 'unset' }
  | { readonly state: 'unknown' }
  /** Of a kind that Terraform refuses here. */
  | { readonly state: 'wrong'; readonly text: string };

export function readText(argument: Argument): Reading<string> {
  const { value } = argument;
  if (isHidden(value)) return { state: 'unknown' };
  switch (value.kind) {
    case 'string':
      return { state: 'known', value: value.value };
    case 'number':
      return { state: 'known', value: value.value.toFixed() };
    case 'bool':
      return { state: 'known', value: String(value.value) };
    default:
      return notPrimitive(value, argument);
  }
}

/** What Terraform marks as sensitive is never read, so it can reach no output; unset is no secret. */
export function isHidden(value: Value): boolean {
  return value.sensitive === true && value.kind !== 'null';
}

export function readInteger(argument: Argument): Reading<number> {
  const text = readText(argument);
  if (text.state !== 'known') return text;
  const number = /^[+-]?\d+(\.0*)?$/.test(text.value) ? Number(text.value) : Number.NaN;
  return Number.isSafeInteger(number)
    ? { state: 'known', value: number }
    : { state: 'wrong', text: text.value };
}

export function readBool(argument: Argument): Reading<boolean> {
  const text = readText(argument);
  if (text.state !== 'known') return text;
  if (text.value === 'true' || text.value === '1') return { state: 'known', value: true };
  if (text.value === 'false' || text.value === '0') return { state: 'known', value: false };
  return { state: 'wrong', text: text.value };
}

/** The text, or null when it is not set, not known or no text. */
export function textOrNull(argument: Argument): string | null {
  const reading = readText(argument);
  return reading.state === 'known' ? reading.value : null;
}

function notPrimitive(value: Value, argument: Argument): Reading<never> {
  if (value.kind === 'null') return { state: 'unset' };
  if (value.kind === 'unknown') return { state: 'unknown' };
  return { state: 'wrong', text: argument.text };
}
