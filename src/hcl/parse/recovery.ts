/**
 * Where to go on after an item that cannot be read. The text is looked at loosely: strings end at their line,
 * brackets are counted, and a line that can only be the next item ends the broken one, whatever is still open.
 */

const IDENTIFIER = '[\\p{ID_Start}_][\\p{ID_Continue}-]*';
const HEADER = new RegExp(
  `${IDENTIFIER}(?:[ \\t]*"(?:[^"\\\\\\n]|\\\\.)*"|[ \\t]+${IDENTIFIER})*[ \\t]*\\{`,
  'uy',
);
const LABELLED = new RegExp(`${IDENTIFIER}[ \\t]*["\\p{ID_Start}_]`, 'uy');
const ARGUMENT = new RegExp(`[ \\t]*${IDENTIFIER}[ \\t]*=(?![=>])`, 'uy');
const INDENTED_HEADER = new RegExp(`[ \\t]*${HEADER.source}`, 'uy');
const HEREDOC = new RegExp(`<<-?(${IDENTIFIER})\\r?\\n`, 'uy');

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** Whether the header has a label, as most top-level blocks do and most nested ones do not. */
export function isLabelled(text: string, at: number): boolean {
  return matchesAt(LABELLED, text, at);
}

/** Whether a block header (`type "label" {`) stands at `at`, which the caller knows to be column 1. */
export function isBlockHeaderAtColumnOne(text: string, at: number): boolean {
  return matchesAt(HEADER, text, at);
}

/**
 * Offset where the item that could not be read ends: a newline, the closing brace of the body around it,
 * the start of the next item, or the end of the text.
 *
 * `from`: where to start looking, outside of strings; `failedAt`: where reading failed, before which a line's end
 * does not end the item; `after`: the result lies after it, so that reading always advances.
 */
export function endOfBrokenItem(
  text: string,
  from: number,
  failedAt: number,
  after: number,
): number {
  const open: string[] = [];
  let braces = 0;
  let at = from;
  while (at < text.length) {
    const character = text[at] as string;
    switch (character) {
      case '\n':
        if (open.length === 0 && at >= failedAt) return at;
        if (at + 1 > after && beginsItem(text, at + 1, braces > 0)) return at + 1;
        at += 1;
        break;
      case '"':
        at = endOfString(text, at);
        break;
      case '#':
        at = endOfLine(text, at);
        break;
      case '/':
        at = endOfComment(text, at);
        break;
      case '<':
        at = endOfHeredoc(text, at);
        break;
      case '{':
      case '[':
      case '(':
        open.push(character);
        if (character === '{') braces += 1;
        at += 1;
        break;
      case '}':
        if (braces === 0) return at;
        while (open.pop() !== '{');
        braces -= 1;
        at += 1;
        break;
      case ']':
      case ')':
        if (open.at(-1) === (character === ']' ? '[' : '(')) open.pop();
        at += 1;
        break;
      default:
        at += 1;
    }
  }
  return text.length;
}

/** Whether the line at `at` can only be a new item. */
function beginsItem(text: string, at: number, isInBraces: boolean): boolean {
  if (matchesAt(HEADER, text, at)) return true;
  // In an object `name =` is one of its own items.
  if (isInBraces) return false;
  return matchesAt(ARGUMENT, text, at) || matchesAt(INDENTED_HEADER, text, at);
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

function endOfComment(text: string, at: number): number {
  if (text[at + 1] === '/') return endOfLine(text, at);
  if (text[at + 1] !== '*') return at + 1;
  const close = text.indexOf('*/', at + 2);
  return close === -1 ? at + 2 : close + 2;
}

/** Past the closing quote; the end of the line when there is none on it. Strings inside `${…}` are inner strings. */
function endOfString(text: string, quote: number): number {
  const inside: ('string' | 'sequence')[] = ['string'];
  let at = quote + 1;
  while (at < text.length && text[at] !== '\n') {
    const character = text[at];
    const isString = inside.at(-1) === 'string';
    if (isString && character === '\\') {
      at += text[at + 1] === '\n' ? 0 : 1;
    } else if (character === '"') {
      if (isString) inside.pop();
      else inside.push('string');
      if (inside.length === 0) return at + 1;
    } else if (isString && (character === '$' || character === '%') && text[at + 1] === '{') {
      inside.push('sequence');
      at += 1;
    } else if (!isString && character === '}') {
      inside.pop();
    }
    at += 1;
  }
  return Math.min(at, text.length);
}

function endOfHeredoc(text: string, at: number): number {
  HEREDOC.lastIndex = at;
  const match = HEREDOC.exec(text);
  if (match === null) return at + 1;
  const marker = new RegExp(`^[ \\t]*${match[1]}[ \\t]*\\r?$`, 'gmu');
  marker.lastIndex = at + match[0].length;
  const end = marker.exec(text);
  return end === null ? at + match[0].length - 1 : end.index + end[0].trimEnd().length;
}
