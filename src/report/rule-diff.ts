import { createTwoFilesPatch } from 'diff';
import type { ReportRule } from '../model/report.ts';
import type { Position } from '../model/source.ts';

/** What a rule's removal changes, as a unified diff of its files; null where there is none or a file's text is not at hand. */
export function ruleDiff(rule: ReportRule, sources: ReadonlyMap<string, string>): string | null {
  const { fix } = rule;
  if (!fix) return null;
  const parts = fix.files.map((file) => {
    const before = sources.get(file);
    if (before === undefined) return null;
    const after = editedText(
      before,
      fix.edits.filter((edit) => edit.file === file),
    );
    return createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, '', '', { context: 2 })
      .replace(/^=+\n/, '')
      .replace(/^(---|\+\+\+) (.*?)\t$/gm, '$1 $2');
  });
  return parts.some((part) => part === null) ? null : parts.join('');
}

interface Edit {
  readonly start: Position;
  readonly end: Position;
  readonly newText: string;
}

/** A text with edits by line and column applied, from the last to the first. */
export function editedText(text: string, edits: readonly Edit[]): string {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const offset = ({ line, column }: Position) => (starts[line - 1] ?? text.length) + column - 1;
  return [...edits]
    .sort((left, right) => offset(right.start) - offset(left.start))
    .reduce(
      (edited, { start, end, newText }) =>
        edited.slice(0, offset(start)) + newText + edited.slice(offset(end)),
      text,
    );
}
