import type { FileNode, ObjectItem, Span } from '../hcl/ast.ts';
import type { TextEdit } from '../model/edit.ts';
import { Lines } from './lines.ts';
import { textEdit } from './text-edits.ts';

/**
 * Takes entries out of a map. An entry that has lines of its own goes with them.
 */
export function removeEntries(
  file: FileNode,
  items: readonly ObjectItem[],
  gone: ReadonlySet<ObjectItem>,
): TextEdit[] {
  const lines = new Lines(file);
  const edits: TextEdit[] = [];
  for (const item of gone) {
    const span = ownLines(lines, item) ?? sharedLine(items, item, gone);
    edits.push(textEdit(file.source, span.start, span.end, ''));
  }
  return edits;
}

function ownLines(lines: Lines, item: ObjectItem): Span | null {
  if (!lines.isFirst(item.start)) return null;
  const end = lines.afterTrailing(item.end);
  if (!lines.isLast(end)) return null;
  return { start: lines.leadingComments(item.start), end: lines.end(end) };
}

/** On a shared line: with the comma before it, or after it when nothing that stays is before. */
function sharedLine(
  items: readonly ObjectItem[],
  item: ObjectItem,
  gone: ReadonlySet<ObjectItem>,
): Span {
  const index = items.indexOf(item);
  const previous = items[index - 1];
  const next = items[index + 1];
  const staysBefore = items.slice(0, index).some((each) => !gone.has(each));
  if (previous && staysBefore) return { start: previous.end, end: item.end };
  return { start: item.start, end: next ? next.start : item.end };
}
