/** Character classes of HCL's scanner, on UTF-16 code units. */

export const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const HASH = 0x23;
export const DOLLAR = 0x24;
export const PERCENT = 0x25;
export const STAR = 0x2a;
export const PLUS = 0x2b;
export const MINUS = 0x2d;
export const DOT = 0x2e;
export const SLASH = 0x2f;
export const LESS = 0x3c;
export const BACKSLASH = 0x5c;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const TILDE = 0x7e;

const ID_START = /\p{ID_Start}/u;
const ID_CONTINUE = /\p{ID_Continue}/u;

const STARTS = 1;
const CONTINUES = 2;
const ASCII = new Uint8Array(128);
for (let code = 0; code < 128; code += 1) {
  const character = String.fromCharCode(code);
  if (character === '_' || ID_START.test(character)) ASCII[code] = STARTS | CONTINUES;
  else if (character === '-' || ID_CONTINUE.test(character)) ASCII[code] = CONTINUES;
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Length in code units of the identifier that begins at `at`; 0 when none does. */
export function identifierLength(text: string, at: number): number {
  if (!isIdentifierStart(text, at)) return 0;
  let end = at;
  for (;;) {
    const code = text.charCodeAt(end);
    if (code < 128) {
      if (((ASCII[code] as number) & CONTINUES) === 0) return end - at;
      end += 1;
    } else {
      const point = text.codePointAt(end);
      if (point === undefined) return end - at;
      const character = String.fromCodePoint(point);
      if (!ID_CONTINUE.test(character)) return end - at;
      end += character.length;
    }
  }
}

function isIdentifierStart(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 128) return ((ASCII[code] as number) & STARTS) !== 0;
  const point = text.codePointAt(at);
  return point !== undefined && ID_START.test(String.fromCodePoint(point));
}

/** White space as Go's `unicode.IsSpace` has it: what strip markers and heredoc flushing remove. */
const LEADING_SPACE = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

export function leadingSpaceLength(text: string): number {
  return LEADING_SPACE.exec(text)?.[0].length ?? 0;
}

export function trimLeadingSpace(text: string): string {
  return text.slice(leadingSpaceLength(text));
}

export function trimTrailingSpace(text: string): string {
  let end = text.length;
  // One character at a time: an end-anchored pattern would look again from every space of a long run.
  while (end > 0 && LEADING_SPACE.test(text[end - 1] as string)) end -= 1;
  return text.slice(0, end);
}
