import stringWidth from 'string-width';

/**
 * Breaks a text into lines of at most `width` columns, at blanks and between wide characters; a word that is longer than a
 * line is cut. Lines after the first are indented.
 */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of piecesOf(text, Math.max(8, width - indent.length))) {
    const room = lines.length === 0 ? width : width - indent.length;
    if (line !== '' && stringWidth(line + piece.trimEnd()) > room) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += line === '' && lines.length > 0 ? piece.trimStart() : piece;
  }
  lines.push(line.trimEnd());
  return lines.map((each, at) => (at === 0 ? each : indent + each));
}

/** Words with the blanks before them; wide characters one by one; what is longer than a line in parts. */
function piecesOf(text: string, longest: number): string[] {
  const words =
    text.match(/\s*[\u2e80-\u9fff\uff00-\uffef]|\s*[^\s\u2e80-\u9fff\uff00-\uffef]+/g) ?? [];
  return words.flatMap((word) => {
    const parts: string[] = [];
    for (let rest = word; rest !== ''; ) {
      const part = startOf(rest, longest);
      parts.push(part);
      rest = rest.slice(part.length);
    }
    return parts;
  });
}

/** As much of a line as fits into `width` columns. */
export function clip(text: string, width: number): string {
  const start = startOf(text, width);
  if (start === text) return text;
  return width > 0 ? `${startOf(text, width - 1)}…` : '';
}

/** The longest beginning of at most so many columns; one character at the least, for there to be an end. */
function startOf(text: string, width: number): string {
  let columns = 0;
  let end = 0;
  for (const character of text) {
    columns += stringWidth(character);
    if (columns > width && end > 0) break;
    end += character.length;
  }
  return text.slice(0, end);
}
