const PLAIN_ASCII = /^[\x20-\x7e]*$/;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The characters as a reader counts them (Unicode UAX 29): what `length`, `substr`, `strrev` and widths count. */
export function graphemes(text: string): readonly string[] {
  if (PLAIN_ASCII.test(text)) return [...text];
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

export function graphemeCount(text: string): number {
  return PLAIN_ASCII.test(text) ? text.length : graphemes(text).length;
}
