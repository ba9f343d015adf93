const BACKSLASH = 0x5c;
const QUOTE = 0x22;

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);
const UNICODE = /[0-9a-fA-F]{4}/y;

/** As Go's decoder does; the length stays the same. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** Offset after the closing quote of the string that opens at `start`; null when there is none, or a control character before it. */
export function stringEnd(text: string, start: number): number | null {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code < 0x20) return null;
    if (code === BACKSLASH) at += 1;
  }
  return null;
}

/** The content between two offsets, unescaped, and where each code unit came from; null for a bad escape. */
export function unescapeString(
  text: string,
  start: number,
  end: number,
): { value: string; offsets: readonly number[] | null } | null {
  const raw = text.slice(start, end);
  if (!raw.includes('\\')) return { value: raw, offsets: null };
  const units: string[] = [];
  const offsets: number[] = [];
  for (let at = start; at < end; ) {
    const isEscape = text.charCodeAt(at) === BACKSLASH;
    const sequence = isEscape ? readEscape(text, at) : null;
    if (isEscape && sequence === null) return null;
    units.push(sequence?.character ?? (text[at] as string));
    offsets.push(at);
    at += sequence?.length ?? 1;
  }
  offsets.push(end);
  return { value: units.join('').replace(LONE_SURROGATE, '\ufffd'), offsets };
}

function readEscape(text: string, at: number): { character: string; length: number } | null {
  const selector = text[at + 1] as string;
  if (selector === 'u') {
    UNICODE.lastIndex = at + 2;
    const digits = UNICODE.exec(text);
    if (digits === null) return null;
    return { character: String.fromCharCode(Number.parseInt(digits[0], 16)), length: 6 };
  }
  const character = SIMPLE.get(selector);
  return character === undefined ? null : { character, length: 2 };
}
