import type { Span } from '../ast.ts';

/** Where a row or cell stands, quotes included, line breaks not. */
export interface RowPlace extends Span {
  readonly cells: readonly RowPlace[];
}

/**
 * Where the rows of a CSV text stand, header included, empty lines not.
 * Null when there are not as many as its reader found: then nothing is claimed of places.
 */
export function csvPlaces(text: string, rowCount: number): readonly RowPlace[] | null {
  const rows: RowPlace[] = [];
  for (let at = 0; at < text.length; ) {
    const start = at;
    const cells: RowPlace[] = [];
    do {
      const cell = { start: at, end: cellEnd(text, at), cells: [] };
      cells.push(cell);
      at = cell.end + 1;
    } while (text[at - 1] === ',');
    const end = at - 1;
    if (end > start) rows.push({ start, end, cells });
    // A carriage return belongs to its line break.
    if (text[end] === '\r') at = end + 2;
  }
  return rows.length === rowCount ? rows : null;
}

/** Offset after a cell: of a comma, a line break, or the text's end. A quote in quotes is doubled. */
function cellEnd(text: string, start: number): number {
  let quoted = text[start] === '"';
  for (let at = quoted ? start + 1 : start; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character !== '"') continue;
      if (text[at + 1] === '"') at++;
      else quoted = false;
    } else if (character === ',' || character === '\n' || text.startsWith('\r\n', at)) {
      return at;
    }
  }
  return text.length;
}
