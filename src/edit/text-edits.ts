import type { SourceText } from '../hcl/ast.ts';
import { positionAt } from '../hcl/source-text.ts';
import type { TextEdit } from '../model/edit.ts';

/** An edit of one source, with lines and columns filled in. */
export function textEdit(
  source: SourceText,
  startOffset: number,
  endOffset: number,
  newText: string,
): TextEdit {
  return {
    file: source.path,
    start: positionAt(source, startOffset),
    end: positionAt(source, endOffset),
    startOffset,
    endOffset,
    newText,
  };
}

/** Edits that were not planned together, and meet. */
export class OverlapError extends RangeError {}

/**
 * The text with all edits of one file made. Edits that were made of the same stretch count once.
 * @throws OverlapError when two edits overlap otherwise: they were not planned together
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = [...edits].sort(
    (left, right) => left.startOffset - right.startOffset || left.endOffset - right.endOffset,
  );
  let result = '';
  let at = 0;
  for (const edit of sorted) {
    if (edit.startOffset < at) throw new OverlapError(`edits of ${edit.file} overlap`);
    result += text.slice(at, edit.startOffset) + edit.newText;
    at = edit.endOffset;
  }
  return result + text.slice(at);
}
