import type { Comment, Span, SyntaxProblem } from '../ast.ts';
import {
  CARRIAGE_RETURN,
  HASH,
  identifierLength,
  isDigit,
  LESS,
  LINE_FEED,
  SLASH,
  SPACE,
  STAR,
  TAB,
} from './characters.ts';
import { MAXIMUM_NESTING, MAXIMUM_PROBLEMS, SyntaxFailure } from './problems.ts';
import { numberLength, symbolAt, type TokenKind } from './tokens.ts';

const HEREDOC_OPENER = /<<(-?)([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n/uy;

/**
 * Tokens of a text, read on demand, one ahead. Newlines are tokens only where `newlines` says so:
 * inside parentheses, brackets and template sequences HCL ignores them.
 * Where a quote or a heredoc opens, the template reader takes over from `position`.
 */
export class TokenStream {
  readonly text: string;
  /** Whether to go on after a problem; otherwise the first one ends reading. */
  readonly recovering: boolean;
  readonly comments: Comment[] = [];
  readonly problems: SyntaxProblem[] = [];
  /** Markers that were looked for up to the end of the text in vain: nor can a later heredoc find them. */
  readonly missingMarkers = new Set<string>();
  /** Offset after the last token taken. */
  position = 0;
  /** Place of the next token; valid after `peek`. */
  start = 0;
  end = 0;
  private nextKind: TokenKind = 'end';
  private isScanned = false;
  private newlines = true;
  private depth = 0;
  private gaveUp = false;

  constructor(text: string, recovering: boolean) {
    this.text = text;
    this.recovering = recovering;
  }

  /** Kind of the next token. */
  peek(): TokenKind {
    if (!this.isScanned) this.scan();
    return this.nextKind;
  }

  /** Text of the next token. */
  get word(): string {
    if (!this.isScanned) this.scan();
    return this.text.slice(this.start, this.end);
  }

  take(): void {
    if (!this.isScanned) this.scan();
    this.position = this.end;
    this.isScanned = false;
  }

  /** Takes the next token where it is of that kind. */
  accept(kind: TokenKind): boolean {
    if (this.peek() !== kind) return false;
    this.take();
    return true;
  }

  /** Place of the next token. */
  span(): Span {
    if (!this.isScanned) this.scan();
    return { start: this.start, end: this.end };
  }

  moveTo(offset: number): void {
    this.position = this.gaveUp ? this.text.length : offset;
    this.isScanned = false;
  }

  /** Sets whether newlines are tokens and returns what was set before. */
  setNewlines(matter: boolean): boolean {
    const before = this.newlines;
    if (before !== matter) {
      this.newlines = matter;
      this.isScanned = false;
    }
    return before;
  }

  /** Records a problem that does not stop reading. */
  report(message: string, detail: string, span: Span): void {
    if (this.problems.length >= MAXIMUM_PROBLEMS) return;
    this.problems.push({ message, detail, start: span.start, end: span.end });
    if (!this.recovering) throw new SyntaxFailure(span.start);
    this.gaveUp = this.problems.length === MAXIMUM_PROBLEMS;
    if (this.gaveUp) this.moveTo(this.text.length);
  }

  /** Records a problem after which the item cannot be read further. */
  fail(message: string, detail: string, span: Span): never {
    this.report(message, detail, span);
    throw new SyntaxFailure(span.start);
  }

  /** One level deeper; `leave` goes back. */
  enter(): void {
    this.depth += 1;
    if (this.depth > MAXIMUM_NESTING) {
      this.fail(
        'Nested too deeply',
        `Expressions and blocks can be nested in each other up to ${MAXIMUM_NESTING} levels.`,
        this.span(),
      );
    }
  }

  leave(): void {
    this.depth -= 1;
  }

  get nesting(): number {
    return this.depth;
  }

  /** After a failure: back to the level of the item that is given up. */
  restoreNesting(depth: number): void {
    this.depth = depth;
  }

  private scan(): void {
    const { text } = this;
    let at = this.position;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === SPACE || code === TAB) {
        at += 1;
      } else if (code === LINE_FEED || this.isCarriageReturnAndLineFeed(at)) {
        const end = code === LINE_FEED ? at + 1 : at + 2;
        if (this.newlines) {
          this.found('newline', at, end);
          return;
        }
        at = end;
      } else if (code === HASH || code === SLASH) {
        const end = this.comment(at, code);
        if (end === at) break;
        at = end;
      } else {
        break;
      }
    }
    this.scanWord(at);
  }

  private scanWord(at: number): void {
    const { text } = this;
    const code = text.charCodeAt(at);
    const nameLength = identifierLength(text, at);
    const symbol = nameLength > 0 ? null : symbolAt(text, at);
    if (at >= text.length) {
      this.found('end', text.length, text.length);
    } else if (nameLength > 0) {
      this.found('identifier', at, at + nameLength);
    } else if (isDigit(code)) {
      this.found('number', at, at + numberLength(text, at));
    } else if (code === LESS && this.heredocEnd(at) !== -1) {
      this.found('heredoc', at, this.heredocEnd(at));
    } else if (symbol !== null) {
      this.found(symbol, at, at + symbol.length);
    } else {
      const point = text.codePointAt(at) as number;
      this.found('invalid', at, at + (point > 0xffff ? 2 : 1));
    }
  }

  /** End of the heredoc introducer at `at`, newline included; -1 when there is none. */
  private heredocEnd(at: number): number {
    HEREDOC_OPENER.lastIndex = at;
    return HEREDOC_OPENER.test(this.text) ? HEREDOC_OPENER.lastIndex : -1;
  }

  private found(kind: TokenKind, start: number, end: number): void {
    this.nextKind = kind;
    this.start = start;
    this.end = end;
    this.isScanned = true;
  }

  private isCarriageReturnAndLineFeed(at: number): boolean {
    return (
      this.text.charCodeAt(at) === CARRIAGE_RETURN && this.text.charCodeAt(at + 1) === LINE_FEED
    );
  }

  /** End of the comment that opens at `at`, or `at` when none does. */
  private comment(at: number, code: number): number {
    const { text } = this;
    const next = text.charCodeAt(at + 1);
    if (code === SLASH && next === STAR) {
      const close = text.indexOf('*/', at + 2);
      if (close === -1) {
        this.unterminatedComment(at);
        return at + 2;
      }
      this.keepComment('/*', at, close + 2, text.slice(at + 2, close));
      return close + 2;
    }
    if (code === SLASH && next !== SLASH) return at;
    let end = text.indexOf('\n', at);
    if (end === -1) end = text.length;
    else if (text.charCodeAt(end - 1) === CARRIAGE_RETURN) end -= 1;
    const style = code === HASH ? '#' : '//';
    this.keepComment(style, at, end, text.slice(at + style.length, end));
    return end;
  }

  private keepComment(style: Comment['style'], start: number, end: number, text: string): void {
    // A token may be read again when newlines begin or cease to matter.
    const last = this.comments.at(-1);
    if (last === undefined || last.start < start) this.comments.push({ style, start, end, text });
  }

  private unterminatedComment(at: number): void {
    if (this.problems.some((problem) => problem.start === at)) return;
    this.report('Unterminated comment', 'There is no closing "*/" for this comment.', {
      start: at,
      end: at + 2,
    });
  }
}
