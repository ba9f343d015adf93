import type { Expression } from '../ast.ts';
import {
  BACKSLASH,
  CARRIAGE_RETURN,
  DOLLAR,
  LINE_FEED,
  OPEN_BRACE,
  PERCENT,
  QUOTE,
  trimLeadingSpace,
  trimTrailingSpace,
} from './characters.ts';
import { unescapeQuoted } from './escapes.ts';
import { readSequence } from './template-sequences.ts';
import type { TokenStream } from './token-stream.ts';

/**
 * A template as a flat run, before directives are matched. Text comes in the pieces of HCL's scanner, a line each
 * in heredocs, because strip markers reach one such piece only.
 */
export type Piece = TextPiece | SequencePiece;
export interface TextPiece {
  readonly kind: 'text';
  value: string;
  readonly start: number;
  readonly end: number;
}
interface SequenceBase {
  readonly start: number;
  readonly end: number;
  /** `${~`, `%{~`: the text piece before loses its trailing space. */
  readonly stripsBefore: boolean;
  /** `~}`: the text piece after loses its leading space. */
  readonly stripsAfter: boolean;
}
export type SequencePiece = SequenceBase &
  (
    | { readonly kind: 'interpolation'; readonly expression: Expression }
    | { readonly kind: 'if'; readonly condition: Expression }
    | {
        readonly kind: 'for';
        readonly keyName: string | null;
        readonly valueName: string;
        readonly collection: Expression;
      }
    | { readonly kind: 'else' | 'endif' | 'endfor' }
  );

/** Collects pieces and applies strip markers as they come. */
class PieceList {
  readonly pieces: Piece[] = [];
  private stripsNext = false;

  text(value: string, start: number, end: number): void {
    this.pieces.push({
      kind: 'text',
      value: this.stripsNext ? trimLeadingSpace(value) : value,
      start,
      end,
    });
    this.stripsNext = false;
  }

  sequence(piece: SequencePiece): void {
    const last = this.pieces.at(-1);
    if (piece.stripsBefore && last?.kind === 'text') last.value = trimTrailingSpace(last.value);
    this.pieces.push(piece);
    this.stripsNext = piece.stripsAfter;
  }
}

/** Up to and with the closing quote. */
export function readQuotedPieces(tokens: TokenStream): Piece[] {
  const { text } = tokens;
  const list = new PieceList();
  for (;;) {
    const at = tokens.position;
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      tokens.moveTo(at + 1);
      return list.pieces;
    }
    if (at >= text.length) failUnterminated(tokens);
    if (code === LINE_FEED || code === CARRIAGE_RETURN) failMultiLine(tokens, at);
    if (code === DOLLAR || code === PERCENT) readMarked(tokens, list, code);
    else readQuotedText(tokens, list);
  }
}

function readQuotedText(tokens: TokenStream, list: PieceList): void {
  const { text } = tokens;
  const start = tokens.position;
  let at = start;
  let isEscaped = false;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) {
      isEscaped = true;
      const next = text.charCodeAt(at + 1);
      if (next !== LINE_FEED && next !== CARRIAGE_RETURN) at += 1;
    } else if (
      code === QUOTE ||
      code === DOLLAR ||
      code === PERCENT ||
      code === LINE_FEED ||
      code === CARRIAGE_RETURN
    ) {
      break;
    }
  }
  const end = Math.min(at, text.length);
  const raw = text.slice(start, end);
  tokens.moveTo(end);
  list.text(isEscaped ? unescapeQuoted(tokens, raw, start) : raw, start, end);
}

/** At a `$` or `%`: a sequence, its escape (`$${`), or the character itself. */
function readMarked(tokens: TokenStream, list: PieceList, code: number, plainLength = 1): void {
  const { text } = tokens;
  const at = tokens.position;
  if (text.charCodeAt(at + 1) === OPEN_BRACE) {
    list.sequence(readSequence(tokens));
    return;
  }
  const isEscape = text.charCodeAt(at + 1) === code && text.charCodeAt(at + 2) === OPEN_BRACE;
  const end = isEscape ? at + 3 : at + plainLength;
  tokens.moveTo(end);
  list.text(isEscape ? text.slice(at + 1, end) : text.slice(at, end), at, end);
}

/** Up to the line that holds the marker alone, and with the marker. */
export function readHeredocPieces(tokens: TokenStream, marker: string): Piece[] {
  const { text } = tokens;
  const list = new PieceList();
  let isLineStart = true;
  for (;;) {
    const at = tokens.position;
    if (tokens.missingMarkers.has(marker)) failUnterminated(tokens);
    if (at >= text.length) {
      tokens.missingMarkers.add(marker);
      failUnterminated(tokens);
    }
    const markerEnd = isLineStart ? markerLineEnd(text, at, marker) : -1;
    if (markerEnd !== -1) {
      tokens.moveTo(markerEnd);
      return list.pieces;
    }
    const code = text.charCodeAt(at);
    if (code === DOLLAR || code === PERCENT) {
      // HCL's scanner joins the mark with a single character between it and the line's end, out of a strip marker's reach.
      const isBeforeLast = text[at + 1] !== '\n' && text[at + 2] === '\n';
      readMarked(tokens, list, code, isBeforeLast ? 2 : 1);
    } else {
      readLine(tokens, list);
    }
    isLineStart = text.charCodeAt(tokens.position - 1) === LINE_FEED;
  }
}

/** End of the marker when it is alone on the line at `at` and the line is terminated; otherwise -1. */
function markerLineEnd(text: string, at: number, marker: string): number {
  const lineEnd = text.indexOf('\n', at);
  if (lineEnd === -1 || lineEnd - at < marker.length) return -1;
  const line = text.slice(at, lineEnd);
  const unindented = trimLeadingSpace(line);
  if (!unindented.startsWith(marker)) return -1;
  if (trimTrailingSpace(unindented) !== marker) return -1;
  return at + (line.length - unindented.length) + marker.length;
}

/** Text up to the next `$` or `%`, or through the end of the line. */
function readLine(tokens: TokenStream, list: PieceList): void {
  const { text } = tokens;
  const start = tokens.position;
  let end = start;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code === DOLLAR || code === PERCENT) break;
    if (code === CARRIAGE_RETURN && text.charCodeAt(end + 1) !== LINE_FEED) {
      failCarriageReturn(tokens, end);
    }
    end += 1;
    if (code === LINE_FEED) break;
  }
  tokens.moveTo(end);
  list.text(text.slice(start, end), start, end);
}

/** Up to the end of the text. */
export function readBarePieces(tokens: TokenStream): Piece[] {
  const { text } = tokens;
  const list = new PieceList();
  while (tokens.position < text.length) {
    const code = text.charCodeAt(tokens.position);
    if (code === DOLLAR || code === PERCENT) readMarked(tokens, list, code);
    else readLine(tokens, list);
  }
  return list.pieces;
}

function failUnterminated(tokens: TokenStream): never {
  const end = tokens.text.length;
  return tokens.fail(
    'Unterminated template string',
    'No closing marker was found for the string.',
    { start: end, end },
  );
}

/** HCL's scanner knows a carriage return only before a line feed. */
function failCarriageReturn(tokens: TokenStream, at: number): never {
  return tokens.fail('Invalid character', 'This character is not used within the language.', {
    start: at,
    end: at + 1,
  });
}

function failMultiLine(tokens: TokenStream, at: number): never {
  return tokens.fail(
    'Invalid multi-line string',
    'Quoted strings may not be split over multiple lines. To produce a multi-line string, either use the \\n escape to represent a newline character or use the "heredoc" multi-line template syntax.',
    { start: at, end: at + 1 },
  );
}
