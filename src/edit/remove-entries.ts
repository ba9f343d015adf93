import type { FileNode, ObjectItem, Span } from '../hcl/ast.ts';
import type { TextEdit } from '../model/edit.ts';
import { Lines } from './lines.ts';
import { textEdit } from './text-edits.ts';

/**
 * Takes entries out of a map. An entry that has lines of its own goes with them, and the equals signs of its
 * neighbours move to where `terraform fmt` would have them.
 */
export function removeEntries(
  file: FileNode,
  items: readonly ObjectItem[],
  gone: ReadonlySet<ObjectItem>,
): TextEdit[] {
  const lines = new Lines(file);
  const staying = items.filter((item) => !gone.has(item));
  const edits: TextEdit[] = [];
  for (const item of gone) {
    const span = ownLines(lines, item) ?? sharedLine(items, item, gone);
    edits.push(textEdit(file.source, span.start, span.end, ''));
  }
  for (const run of alignedRuns(file, lines, items)) {
    const left = run.filter((item) => staying.includes(item));
    if (left.length < run.length) edits.push(...realign(file, run, left));
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

/** Items on lines that follow each other, one item a line: what the formatter aligns together. */
function alignedRuns(file: FileNode, lines: Lines, items: readonly ObjectItem[]): ObjectItem[][] {
  const runs: ObjectItem[][] = [];
  let previousEnd = -1;
  for (const item of items) {
    const single =
      lines.isFirst(item.start) && !file.source.text.slice(item.start, item.end).includes('\n');
    const run = runs.at(-1);
    if (single && run && lines.start(item.start) === previousEnd) run.push(item);
    else if (single) runs.push([item]);
    previousEnd = single ? lines.end(item.end) : -1;
  }
  return runs;
}

/** Only where the run was aligned before: a file that nobody formats is left as it is. */
function realign(
  file: FileNode,
  run: readonly ObjectItem[],
  left: readonly ObjectItem[],
): TextEdit[] {
  const before = Math.max(...run.map(keyWidth));
  const after = Math.max(...left.map(keyWidth));
  const gaps = left.map((item) => gapOf(file, item));
  const aligned = left.every((item, index) => gaps[index]?.width === before - keyWidth(item) + 1);
  if (!aligned || before === after) return [];
  return left.map((item, index) => {
    const gap = gaps[index] as Gap;
    return textEdit(file.source, gap.start, gap.end, ' '.repeat(after - keyWidth(item) + 1));
  });
}

function keyWidth(item: ObjectItem): number {
  return item.key.end - item.key.start;
}

interface Gap extends Span {
  readonly width: number;
}

/** The blanks between an entry's key and its equals sign. */
function gapOf(file: FileNode, item: ObjectItem): Gap | null {
  const between = file.source.text.slice(item.key.end, item.value.start);
  const blanks = /^( +)=/.exec(between)?.[1];
  if (blanks === undefined) return null;
  return { start: item.key.end, end: item.key.end + blanks.length, width: blanks.length };
}
