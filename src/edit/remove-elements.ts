import type { Expression, FileNode, Span, Tuple } from '../hcl/ast.ts';
import type { TextEdit } from '../model/edit.ts';
import { Lines } from './lines.ts';
import { mergeSpans } from './spans.ts';
import { textEdit } from './text-edits.ts';

/**
 * Takes elements out of a list. An element that has lines of its own goes with them; a comment above it goes along
 * when it speaks of this element alone. On a shared line the comma goes with it.
 */
export function removeElements(
  file: FileNode,
  tuple: Tuple,
  gone: ReadonlySet<Expression>,
): TextEdit[] {
  if (tuple.elements.every((element) => gone.has(element))) {
    return [textEdit(file.source, tuple.start, tuple.end, '[]')];
  }
  const lines = new Lines(file);
  const spans = tuple.elements.flatMap((element, index) => {
    if (!gone.has(element)) return [];
    const own = ownLines(lines, element);
    if (!own) return [withComma(tuple, index, gone)];
    const next = tuple.elements[index + 1];
    return [{ start: startWithComments(lines, element, next, own), end: own.end }];
  });
  return mergeSpans(spans).map(({ start, end }) => textEdit(file.source, start, end, ''));
}

/** The lines of an element that shares them with nothing; null otherwise. */
function ownLines(lines: Lines, element: Expression): Span | null {
  if (!lines.isFirst(element.start)) return null;
  const end = lines.afterTrailing(element.end);
  return lines.isLast(end) ? { start: lines.start(element.start), end: lines.end(end) } : null;
}

/** A comment that heads several elements stays: only where the next one is set apart does it belong to this one. */
function startWithComments(
  lines: Lines,
  element: Expression,
  next: Expression | undefined,
  own: Span,
): number {
  const top = lines.leadingComments(element.start);
  if (top === own.start || !next) return top;
  const setApart =
    lines.isBlankLine(own.end) || lines.leadingComments(next.start) < lines.start(next.start);
  return setApart ? top : own.start;
}

/** From the end of the element before to this one's end; the first ones go up to the next that stays. */
function withComma(tuple: Tuple, index: number, gone: ReadonlySet<Expression>): Span {
  const { elements } = tuple;
  const element = elements[index] as Expression;
  const previous = elements[index - 1];
  const allBeforeGone = elements.slice(0, index).every((each) => gone.has(each));
  if (previous && !allBeforeGone) return { start: previous.end, end: element.end };
  const next = elements[index + 1];
  return { start: element.start, end: next ? next.start : element.end };
}
