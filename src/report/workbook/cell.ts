import { plain } from '../plain.ts';
import { wellFormed } from '../well-formed.ts';

export type Cell = string | number | Date | null;

/** Excel takes no longer text in a cell, and repairs a file that holds one. */
const LONGEST_TEXT = 32_767;

/**
 * Text as a cell holds it: characters that act are made visible, those that XML does not know are replaced, `_x0041_`
 * stays what it is (Excel would read it as `A`), and what no cell takes is cut.
 */
export function cellText(text: string): string {
  const shown = plain(wellFormed(text))
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/_(?=x[\dA-Fa-f]{4}_)/g, '_x005F_');
  return shown.length <= LONGEST_TEXT ? shown : `${wellFormed(shown.slice(0, LONGEST_TEXT - 1))}…`;
}

/** Whether a text would become a formula if somebody edited its cell, or saved the sheet as CSV and opened it again. */
export function looksLikeFormula(text: string): boolean {
  return /^[=+\-@\t\r|]/.test(text);
}
