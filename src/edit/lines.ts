import type { Comment, FileNode, Span } from '../hcl/ast.ts';

/** Questions about the lines of one file, as a person who deletes by hand would ask them. */
export class Lines {
  readonly #file: FileNode;
  readonly #text: string;

  constructor(file: FileNode) {
    this.#file = file;
    this.#text = file.source.text;
  }

  /** Offset of the first character of the line that holds `offset`. */
  start(offset: number): number {
    return this.#text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** Offset after the line break that ends the line of `offset`; the text's end on the last line. */
  end(offset: number): number {
    const lineBreak = this.#text.indexOf('\n', offset);
    return lineBreak === -1 ? this.#text.length : lineBreak + 1;
  }

  /** True when nothing but blanks stands before `offset` on its line. */
  isFirst(offset: number): boolean {
    return this.#text.slice(this.start(offset), offset).trim() === '';
  }

  /** The offset after `offset` where blanks, one optional comma, and a comment on the same line end. */
  afterTrailing(offset: number): number {
    let at = this.#skipBlanks(offset);
    if (this.#text[at] === ',') at = this.#skipBlanks(at + 1);
    const comment = this.#file.comments.find((each) => each.start === at);
    if (comment && !this.#text.slice(comment.start, comment.end).trimEnd().includes('\n')) {
      at = this.#skipBlanks(this.#endOf(comment));
    }
    return at;
  }

  /** True when the line of `offset` holds nothing more from there on. */
  isLast(offset: number): boolean {
    const at = this.#skipBlanks(offset);
    return at >= this.#text.length || this.#text[at] === '\n' || this.#text.startsWith('\r\n', at);
  }

  isBlankLine(lineStart: number): boolean {
    return (
      lineStart < this.#text.length &&
      this.#text.slice(lineStart, this.end(lineStart)).trim() === ''
    );
  }

  /** Start of the comment lines that stand directly above the line of `offset`, without a blank line between. */
  leadingComments(offset: number): number {
    let top = this.start(offset);
    for (;;) {
      const above = this.#file.comments.findLast(
        (comment) => this.#endOf(comment) <= top && this.end(this.#endOf(comment) - 1) >= top,
      );
      const gap = above ? this.#text.slice(this.#endOf(above), top) : '';
      if (!above || gap.trim() !== '' || countBreaks(gap) > 1) return top;
      if (!this.isFirst(above.start)) return top;
      top = this.start(above.start);
    }
  }

  /** Whole lines from the first to the last that a span touches. */
  whole(span: Span): Span {
    return { start: this.start(span.start), end: this.end(span.end) };
  }

  /** A comment's end without the line break that some parsers count in. */
  #endOf(comment: Comment): number {
    let end = comment.end;
    while (end > comment.start && /[\r\n]/.test(this.#text[end - 1] ?? '')) end--;
    return end;
  }

  #skipBlanks(offset: number): number {
    let at = offset;
    while (this.#text[at] === ' ' || this.#text[at] === '\t') at++;
    return at;
  }
}

function countBreaks(text: string): number {
  return text.split('\n').length - 1;
}
