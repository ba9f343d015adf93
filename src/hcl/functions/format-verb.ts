import { CallError } from './function.ts';

/** One `%` sequence, after https://developer.hashicorp.com/terraform/language/functions/format */
export interface Verb {
  /** Of `-`, `+`, `#`, blank and `0`. */
  readonly flags: ReadonlySet<string>;
  readonly width: number | null;
  readonly precision: number | null;
  /** Index of the argument, from 0. */
  readonly argument: number;
  readonly mode: string;
}

export interface ParsedFormat {
  /** Literal texts and verbs, in order. */
  readonly parts: readonly (string | Verb)[];
  /** How many arguments the format uses at most. */
  readonly argumentCount: number;
}

const VERB = /%(?:%|([-+# 0]*)(\d+)?(?:\.(\d*))?(?:\[(\d+)\])?([A-Za-z]))/y;

/** @throws CallError for a malformed sequence */
export function parseFormat(format: string): ParsedFormat {
  const parts: (string | Verb)[] = [];
  let next = 0;
  let highest = 0;
  let at = 0;
  while (at < format.length) {
    const percent = format.indexOf('%', at);
    if (percent < 0) break;
    if (percent > at) parts.push(format.slice(at, percent));
    VERB.lastIndex = percent;
    const found = VERB.exec(format);
    if (found === null) {
      throw new CallError(`unrecognized format character at offset ${percent}`);
    }
    at = VERB.lastIndex;
    const [, flags = '', width, precision, index, mode] = found;
    if (mode === undefined) {
      parts.push('%');
      continue;
    }
    const argument = index === undefined ? next : Number(index) - 1;
    if (argument < 0) throw new CallError('argument index must be positive');
    next = argument + 1;
    highest = Math.max(highest, next);
    parts.push({
      flags: new Set(flags),
      width: width === undefined ? null : Number(width),
      precision: precision === undefined ? null : Number(precision),
      argument,
      mode,
    });
  }
  if (at < format.length) parts.push(format.slice(at));
  return { parts, argumentCount: highest };
}
