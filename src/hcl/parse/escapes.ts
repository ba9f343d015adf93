import type { TokenStream } from './token-stream.ts';

/** `\u` and `\U` take as many hexadecimal digits as there are, so that too few are one bad escape. */
const ESCAPE = /\\(?:u([0-9a-fA-F]{0,4})|U([0-9a-fA-F]{0,8})|([^uU])|)/gsu;

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['"', '"'],
  ['\\', '\\'],
]);

/** Replaces the backslash sequences of a quoted string. Bad ones are reported and stay as written. */
export function unescapeQuoted(tokens: TokenStream, raw: string, offset: number): string {
  return raw.replace(
    ESCAPE,
    (
      sequence: string,
      short: string | undefined,
      long: string | undefined,
      simple: string | undefined,
      at: number,
    ) => {
      const refuse = (detail: string): string => {
        const start = offset + at;
        tokens.report('Invalid escape sequence', detail, { start, end: start + sequence.length });
        return sequence;
      };
      if (simple !== undefined) {
        return (
          SIMPLE.get(simple) ??
          refuse(`The symbol "${simple}" is not a valid escape sequence selector.`)
        );
      }
      if (short !== undefined && short.length !== 4) {
        return refuse('The \\u escape sequence must be followed by four hexadecimal digits.');
      }
      if (long !== undefined && long.length !== 8) {
        return refuse('The \\U escape sequence must be followed by eight hexadecimal digits.');
      }
      const digits = short ?? long;
      if (digits === undefined) {
        return refuse('Backslash must be followed by an escape sequence selector character.');
      }
      return character(digits) ?? refuse(`Cannot encode character U+${digits} in UTF-8.`);
    },
  );
}

/** Null for surrogates and what lies past Unicode's end. */
function character(digits: string): string | null {
  const point = Number.parseInt(digits, 16);
  if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return null;
  return String.fromCodePoint(point);
}
