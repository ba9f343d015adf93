import type { Block, FileNode, Span } from '../hcl/ast.ts';
import type { TextEdit } from '../model/edit.ts';
import { Lines } from './lines.ts';
import { mergeSpans } from './spans.ts';
import { textEdit } from './text-edits.ts';

/**
 * Takes blocks out with the comments directly above each and on its last line.
 * Of the blank lines around them one stays, so that neighbours keep their distance.
 */
export function removeBlocks(file: FileNode, blocks: readonly Block[]): TextEdit[] {
  return mergeSpans(blocks.map((block) => blockLines(file, block))).map(({ start, end }) =>
    textEdit(file.source, startAtEnd(file, start, end), end, ''),
  );
}

/** Blocks that followed each other to the end of a body: the blank line before the first goes as well. */
function startAtEnd(file: FileNode, start: number, end: number): number {
  const lines = new Lines(file);
  if (start === 0 || lines.start(start) !== start || !closesHere(file.source.text, end)) {
    return start;
  }
  const above = lines.start(start - 1);
  return lines.isBlankLine(above) ? above : start;
}

/**
 * Puts an argument where the first of some blocks stood (`ingress = []`), and takes the others out.
 */
export function replaceBlocks(
  file: FileNode,
  blocks: readonly Block[],
  argument: string,
): TextEdit[] {
  const [first, ...others] = [...blocks].sort((left, right) => left.start - right.start);
  if (!first) return [];
  const lines = new Lines(file);
  const from = lines.isFirst(first.start) ? lines.leadingComments(first.start) : first.start;
  const indentation = file.source.text.slice(lines.start(first.start), first.start);
  const kept = textEdit(
    file.source,
    from,
    lines.afterTrailing(first.end),
    from === first.start ? argument : `${indentation}${argument}`,
  );
  return [kept, ...removeBlocks(file, others)];
}

function blockLines(file: FileNode, block: Block): Span {
  const { text } = file.source;
  const lines = new Lines(file);
  const end = lines.afterTrailing(block.end);
  if (!lines.isFirst(block.start) || !lines.isLast(end)) return { start: block.start, end };
  let start = lines.leadingComments(block.start);
  let after = lines.end(end);
  if (lines.isBlankLine(after)) {
    const above = start === 0 ? null : lines.start(start - 1);
    const opensBody = above !== null && /[{[(]\s*$/.test(text.slice(above, start));
    if (above === null || opensBody || lines.isBlankLine(above)) after = lines.end(after);
  } else if (start > 0 && closesHere(text, after) && lines.isBlankLine(lines.start(start - 1))) {
    start = lines.start(start - 1);
  }
  return { start, end: after };
}

/** The next line closes the body, or the file ends: a blank line before it would be one too many. */
function closesHere(text: string, offset: number): boolean {
  return offset >= text.length || /^[ \t]*[}\])]/.test(text.slice(offset, offset + 80));
}
