import type { Location, Position, SourceRange } from '../model/source.ts';
import type { SourceText, Span } from './ast.ts';

const BYTE_ORDER_MARK = 0xfeff;

/** Names a text. `path` is what locations will say. */
export function sourceText(
  path: string,
  content: string,
  syntax: 'native' | 'json' = path.endsWith('.json') ? 'json' : 'native',
): SourceText {
  const hasBom = content.charCodeAt(0) === BYTE_ORDER_MARK;
  const text = hasBom ? content.slice(1) : content;
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    lineStarts.push(at + 1);
  }
  return { path, text, hasBom, lineStarts, syntax };
}

/** Line and column (from 1) of an offset. Binary search. */
export function positionAt(source: SourceText, offset: number): Position {
  const { lineStarts } = source;
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (lineStarts[low] as number) + 1 };
}

/** Offset of a line and column, which must be of this text. */
export function offsetAt(source: SourceText, { line, column }: Position): number {
  return (source.lineStarts[line - 1] ?? source.text.length) + column - 1;
}

export function rangeOf(source: SourceText, span: Span): SourceRange {
  return {
    file: source.path,
    start: positionAt(source, span.start),
    end: positionAt(source, span.end),
    startOffset: span.start,
    endOffset: span.end,
  };
}

export function locationOf(source: SourceText, span: Span): Location {
  return {
    file: source.path,
    start: positionAt(source, span.start),
    end: positionAt(source, span.end),
  };
}
