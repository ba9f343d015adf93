import { parse } from 'csv-parse/sync';
import type { Expression, ObjectItem, Span } from '../../hcl/ast.ts';
import { csvPlaces } from '../../hcl/functions/csv-places.ts';
import type { Cut } from './members.ts';

/** The rows of a CSV text under its header, as the list of objects that `csvdecode` makes of it. */
export function csvExpression(text: string): Expression | null {
  const rows = csvRows(text);
  const places = rows && csvPlaces(text, rows.length);
  const [header, ...others] = places ?? [];
  const names = rows?.[0];
  if (!header || !names) return null;
  const elements = others.map((row): Expression => {
    const items = row.cells.map(({ start, end }, column): ObjectItem => {
      const key = scalar(names[column] ?? '', { start, end: start });
      return { key, value: scalar(text.slice(start, end), { start, end }), start, end };
    });
    return { kind: 'object', items, start: row.start, end: row.end };
  });
  return { kind: 'tuple', elements, start: header.end, end: text.length };
}

function scalar(value: string, span: Span): Expression {
  return { kind: 'template', style: 'bare', parts: [{ kind: 'text', value, ...span }], ...span };
}

/** Header included; null when the text is no CSV. */
export function csvRows(text: string): readonly (readonly string[])[] | null {
  try {
    return parse(text, { skip_empty_lines: true, relax_column_count: true });
  } catch {
    return null;
  }
}

/** Takes rows out with their line breaks. */
export function removeRows(text: string, rows: readonly Span[]): Cut[] {
  return rows.map(({ start, end }) => {
    const lineBreak = /\r?\n/y;
    lineBreak.lastIndex = end;
    const after = lineBreak.exec(text);
    if (after) return { start, end: end + after[0].length, newText: '' };
    // The last line has no break of its own: the one before it goes, so that the file still ends as it did.
    const before = /\r?\n$/.exec(text.slice(0, start))?.[0].length ?? 0;
    return { start: start - before, end, newText: '' };
  });
}
