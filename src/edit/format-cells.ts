import { graphemeCount } from '../hcl/functions/graphemes.ts';

/** The blanks that `terraform fmt` sets on a line: before its equals sign, and before the comment at its end. */
export interface Gap {
  readonly start: number;
  readonly end: number;
  /** The width that its neighbours ask for. */
  readonly width: number;
  /** All gaps of lines that follow each other, which are aligned together. */
  readonly run: number;
}

interface Line {
  readonly start: number;
  /** From the end of the key to the equals sign; null where the line opens a bracket that it does not close. */
  readonly assignment: { readonly start: number; readonly end: number } | null;
  /** From the end of the code to the comment. */
  readonly comment: { readonly start: number; readonly end: number } | null;
}

/**
 * Every gap of a text and its right width, after hclwrite's formatter: lines with an equals sign that follow each other
 * align it, lines with a comment at their end that follow each other align that.
 * https://github.com/hashicorp/hcl/blob/main/hclwrite/format.go
 */
export function gapsOf(text: string): Gap[] {
  const lines = readLines(text);
  const gaps: Gap[] = [];
  const widened = new Map<Line, number>();
  let run = 0;
  for (const lineRun of runs(lines, ({ assignment }) => assignment !== null)) {
    run++;
    const columns = lineRun.map(({ start, assignment }) =>
      graphemeCount(text.slice(start, assignment?.start)),
    );
    const widest = Math.max(...columns);
    for (const [index, line] of lineRun.entries()) {
      if (!line.assignment) continue;
      const width = widest - (columns[index] ?? 0) + 1;
      gaps.push({ ...line.assignment, width, run });
      widened.set(line, width - (line.assignment.end - line.assignment.start));
    }
  }
  for (const lineRun of runs(lines, ({ comment }) => comment !== null)) {
    run++;
    const columns = lineRun.map(
      (line) =>
        graphemeCount(text.slice(line.start, line.comment?.start)) + (widened.get(line) ?? 0),
    );
    const widest = Math.max(...columns);
    for (const [index, { comment }] of lineRun.entries()) {
      if (comment) gaps.push({ ...comment, width: widest - (columns[index] ?? 0) + 1, run });
    }
  }
  return gaps;
}

function runs(lines: readonly Line[], has: (line: Line) => boolean): Line[][] {
  const found: Line[][] = [];
  let open = false;
  for (const line of lines) {
    const holds = has(line);
    if (holds && open) found.at(-1)?.push(line);
    else if (holds) found.push([line]);
    open = holds;
  }
  return found;
}

/** Lines as the formatter sees them: a here document belongs to the line that opens it. */
function readLines(text: string): Line[] {
  const lines: Line[] = [];
  for (let at = 0; at < text.length; ) {
    const { line, next } = readLine(text, at);
    lines.push(line);
    at = next;
  }
  return lines;
}

const BRACKETS: Readonly<Record<string, number>> = {
  '(': 1,
  '[': 1,
  '{': 1,
  ')': -1,
  ']': -1,
  '}': -1,
};

function readLine(text: string, start: number): { readonly line: Line; readonly next: number } {
  let equals: number | null = null;
  /** Brackets opened and not closed since the equals sign. */
  let open = 0;
  let at = start;
  for (; at < text.length; ) {
    const character = text[at] as string;
    if (character === '\n') break;
    if (character === '#' || text.startsWith('//', at)) {
      const end = text.indexOf('\n', at);
      const comment = gapBefore(text, start, at);
      const assignment = equals !== null && open === 0 ? gapBefore(text, start, equals) : null;
      return { line: { start, assignment, comment }, next: end === -1 ? text.length : end + 1 };
    }
    if (equals === null && isEquals(text, at)) equals = at;
    if (equals !== null) open += BRACKETS[character] ?? 0;
    at = skip(text, at);
  }
  const assignment = equals !== null && open === 0 ? gapBefore(text, start, equals) : null;
  return { line: { start, assignment, comment: null }, next: at + 1 };
}

function isEquals(text: string, at: number): boolean {
  return text[at] === '=' && !/[=>]/.test(text[at + 1] ?? '') && !/[=<>!]/.test(text[at - 1] ?? '');
}

/** The blanks before something; null where nothing else is before it on the line. */
function gapBefore(text: string, lineStart: number, at: number) {
  let start = at;
  while (start > lineStart && /[ \t]/.test(text[start - 1] ?? '')) start--;
  return start === lineStart ? null : { start, end: at };
}

/** The offset after what begins at `at`: a string, a here document, a comment between other things, or one character. */
function skip(text: string, at: number): number {
  if (text[at] === '"') return afterString(text, at);
  if (text.startsWith('/*', at)) {
    const end = text.indexOf('*/', at + 2);
    return end === -1 ? text.length : end + 2;
  }
  if (text.startsWith('<<', at)) return afterHeredoc(text, at);
  return at + 1;
}

function afterString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; ) {
    if (text[at] === '\\') at += 2;
    else if (text[at] === '"') return at + 1;
    else if (/^[$%]\{/.test(text.slice(at, at + 2)) && text[at - 1] !== text[at]) {
      at = afterInterpolation(text, at + 2);
    } else at++;
  }
  return text.length;
}

function afterInterpolation(text: string, start: number): number {
  let depth = 1;
  for (let at = start; at < text.length; ) {
    if (text[at] === '{') depth++;
    if (text[at] === '}') depth--;
    if (depth === 0) return at + 1;
    at = text[at] === '"' ? afterString(text, at) : at + 1;
  }
  return text.length;
}

function afterHeredoc(text: string, start: number): number {
  const opening = /<<-?([\p{L}_][\p{L}\p{N}_-]*)\r?\n/uy;
  opening.lastIndex = start;
  const found = opening.exec(text);
  if (!found) return start + 2;
  const closing = new RegExp(`^[ \\t]*${found[1]}(?=\\r?$)`, 'gm');
  closing.lastIndex = start + found[0].length;
  return closing.exec(text) ? closing.lastIndex : text.length;
}
