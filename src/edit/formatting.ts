import type { FileNode, Span } from '../hcl/ast.ts';
import type { TextEdit } from '../model/edit.ts';
import { type Gap, gapsOf } from './format-cells.ts';
import { applyEdits, textEdit } from './text-edits.ts';

/** A stretch of the edited text: kept from the old one, or new. */
type Piece = { readonly from: number; readonly to: number } | { readonly text: string };

/**
 * The edits, and with them those that `terraform fmt` would make in their neighbourhood: equals signs and comments at
 * the ends of lines that were aligned before are aligned again. What was not aligned stays as it is.
 */
export function withFormatting(file: FileNode, edits: readonly TextEdit[]): readonly TextEdit[] {
  return regionsOf(file, edits).flatMap((region) => {
    const own = edits.filter(
      ({ startOffset, endOffset }) => region.start <= startOffset && endOffset <= region.end,
    );
    return formatted(file, region, own);
  });
}

function formatted(file: FileNode, region: Span, own: readonly TextEdit[]): readonly TextEdit[] {
  const { text } = file.source;
  const sorted = [...own].sort((left, right) => left.startOffset - right.startOffset);
  const before = text.slice(region.start, region.end);
  const shifted = sorted.map((edit) => ({
    ...edit,
    startOffset: edit.startOffset - region.start,
    endOffset: edit.endOffset - region.start,
  }));
  const after = applyEdits(before, shifted);
  const pieces = piecesOf(region, sorted);
  const wrong = misplaced(before, after, (at) => offsetBefore(pieces, at, region.start));
  if (wrong.length === 0) return own;
  const result = wrong.reduceRight(
    (all, { start, end, width }) => replaced(all, start, end, ' '.repeat(width)),
    pieces,
  );
  return editsOf(file, region, result);
}

/** The gaps of the edited text that want another width, of runs whose lines were all aligned before. */
function misplaced(before: string, after: string, oldOffset: (at: number) => number | null): Gap[] {
  const old = gapsOf(before);
  const crooked = new Set(old.filter(isMisplaced).map(({ run }) => run));
  const wasCrooked = new Set(old.filter(({ run }) => crooked.has(run)).map(({ end }) => end));
  const gaps = gapsOf(after);
  const untidy = new Set(
    gaps.filter(({ end }) => wasCrooked.has(oldOffset(end) ?? -1)).map(({ run }) => run),
  );
  return gaps
    .filter((gap) => isMisplaced(gap) && !untidy.has(gap.run))
    .sort((left, right) => left.start - right.start);
}

function isMisplaced({ start, end, width }: Gap): boolean {
  return end - start !== width;
}

function piecesOf(region: Span, sorted: readonly TextEdit[]): Piece[] {
  const pieces: Piece[] = [];
  let at = region.start;
  for (const { startOffset, endOffset, newText } of sorted) {
    pieces.push({ from: at, to: startOffset }, { text: newText });
    at = endOffset;
  }
  return [...pieces, { from: at, to: region.end }];
}

function lengthOf(piece: Piece): number {
  return 'text' in piece ? piece.text.length : piece.to - piece.from;
}

/** Where a character of the edited text stood in the old one, from the region's start; null for a new one. */
function offsetBefore(pieces: readonly Piece[], offset: number, start: number): number | null {
  let at = 0;
  for (const piece of pieces) {
    const length = lengthOf(piece);
    if (offset < at + length) return 'text' in piece ? null : piece.from + offset - at - start;
    at += length;
  }
  return null;
}

/** The pieces with a stretch of the edited text replaced. */
function replaced(pieces: readonly Piece[], start: number, end: number, text: string): Piece[] {
  const result: Piece[] = [];
  let at = 0;
  let placed = false;
  for (const piece of pieces) {
    const length = lengthOf(piece);
    result.push(part(piece, 0, start - at));
    if (!placed && start < at + length) {
      result.push({ text });
      placed = true;
    }
    result.push(part(piece, end - at, length));
    at += length;
  }
  return result.filter((piece) => lengthOf(piece) > 0);
}

function part(piece: Piece, from: number, to: number): Piece {
  const length = lengthOf(piece);
  const [start, end] = [Math.max(0, Math.min(from, length)), Math.max(0, Math.min(to, length))];
  if ('text' in piece) return { text: piece.text.slice(start, Math.max(start, end)) };
  return { from: piece.from + start, to: piece.from + Math.max(start, end) };
}

function editsOf(file: FileNode, region: Span, pieces: readonly Piece[]): TextEdit[] {
  const edits: TextEdit[] = [];
  let at = region.start;
  let added = '';
  const close = (from: number) => {
    if (from > at || added !== '') edits.push(textEdit(file.source, at, from, added));
    added = '';
  };
  for (const piece of pieces) {
    if ('text' in piece) {
      added += piece.text;
      continue;
    }
    close(piece.from);
    at = piece.to;
  }
  close(region.end);
  return edits;
}

/** Whole lines of the touched top-level blocks and arguments, with those that follow or precede without a blank line. */
function regionsOf(file: FileNode, edits: readonly TextEdit[]): Span[] {
  const { text } = file.source;
  const paragraphs: { start: number; end: number }[] = [];
  for (const { start, end } of file.body.items) {
    const previous = paragraphs.at(-1);
    const apart = !previous || /\n[ \t]*\r?\n/.test(text.slice(previous.end, start));
    if (apart) paragraphs.push({ start, end });
    else previous.end = end;
  }
  const spans = edits.map(({ startOffset, endOffset }) => {
    const touched = paragraphs.filter(({ start, end }) => start <= endOffset && startOffset <= end);
    const start = Math.min(startOffset, ...touched.map((each) => each.start));
    const end = Math.max(endOffset, ...touched.map((each) => each.end));
    return wholeLines(text, start, end);
  });
  return joined(spans);
}

function wholeLines(text: string, start: number, end: number): Span {
  const lineBreak = text.indexOf('\n', end);
  return {
    start: text.lastIndexOf('\n', start - 1) + 1,
    end: lineBreak === -1 ? text.length : lineBreak + 1,
  };
}

function joined(spans: readonly Span[]): Span[] {
  const result: { start: number; end: number }[] = [];
  for (const { start, end } of [...spans].sort((left, right) => left.start - right.start)) {
    const previous = result.at(-1);
    if (previous && start <= previous.end) previous.end = Math.max(previous.end, end);
    else result.push({ start, end });
  }
  return result;
}
