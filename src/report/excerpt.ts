import stringWidth from 'string-width';
import type { Location } from '../model/source.ts';

export interface ExcerptLine {
  readonly text: string;
  /** Underlining that follows the text on the same line; empty on source lines. */
  readonly mark: string;
}

const WIDEST_LINE = 200;

/** The line a location starts on, with its part underlined, as compilers show it. Empty when the text is another. */
export function excerpt(source: string, location: Location): ExcerptLine[] {
  const line = source.split('\n')[location.start.line - 1]?.replace(/\r$/, '');
  if (line === undefined || line.length > WIDEST_LINE) return [];
  const number = String(location.start.line);
  const gutter = ' '.repeat(number.length);
  const from = location.start.column - 1;
  const to = location.end.line === location.start.line ? location.end.column - 1 : line.length;
  const shown = line.replaceAll('\t', ' ');
  const before = stringWidth(shown.slice(0, from));
  const width = Math.max(1, stringWidth(shown.slice(from, Math.max(to, from + 1))));
  return [
    { text: `    ${number} | ${shown}`, mark: '' },
    { text: `    ${gutter} | ${' '.repeat(before)}`, mark: '^'.repeat(width) },
  ];
}
