const BEST_WIDTH = 80;
const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\x85': '\\N',
  '\u2028': '\\L',
  '\u2029': '\\P',
};
const PRINTABLE = /^[\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]*$/;
const NEEDS_ESCAPE = /["\\\x85\u2028\u2029\n]/;

/** A text of several lines is a literal block unless something in it would not survive. */
export function canBeLiteral(text: string): boolean {
  return text.includes('\n') && PRINTABLE.test(text) && !/ (?:\n|$)|[\x85\u2028\u2029]/.test(text);
}

/** `|` with its indentation where the text begins with white space, and `-` or `+` for how it ends. */
export function literalScalar(text: string, indent: number): string {
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const chomp = !text.endsWith('\n') ? '-' : /^\n$|\n\n$/.test(text) ? '+' : '';
  const lines = text.replace(/\n$/, '').split('\n');
  const body = lines.map((line) => (line === '' ? '' : ' '.repeat(indent) + line)).join('\n');
  return `|${hint}${chomp}\n${body}\n`;
}

/**
 * A text in double quotes. Lines are folded at a blank once they are longer than 80 columns.
 * @param column where it begins
 * @param indent of continued lines; null where it may not be folded
 */
export function quotedScalar(text: string, column: number, indent: number | null): string {
  let result = '"';
  let width = column + 1;
  const characters = [...text];
  let afterBlank = false;
  for (const [index, character] of characters.entries()) {
    const inside = index > 0 && index < characters.length - 1;
    if (character === ' ' && indent !== null && !afterBlank && inside && width > BEST_WIDTH) {
      result += `\n${' '.repeat(indent)}${characters[index + 1] === ' ' ? '\\' : ''}`;
      width = indent;
      afterBlank = true;
      continue;
    }
    const written = escaped(character);
    result += written;
    width += written.length;
    afterBlank = character === ' ';
  }
  return `${result}"`;
}

function escaped(character: string): string {
  if (PRINTABLE.test(character) && !NEEDS_ESCAPE.test(character)) return character;
  const short = ESCAPES[character];
  if (short !== undefined) return short;
  const code = (character.codePointAt(0) as number).toString(16).toUpperCase();
  if (code.length <= 2) return `\\x${code.padStart(2, '0')}`;
  return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\U${code.padStart(8, '0')}`;
}
