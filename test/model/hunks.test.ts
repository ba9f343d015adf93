import { describe, expect, it } from '@jest/globals';
import { createTwoFilesPatch } from 'diff';
import fc from 'fast-check';
import { type HunkLine, parseHunks } from '../../src/model/hunks.ts';

const line = fc.constantFrom('a', 'b', '-- x', '++ y', '@@ -1 +1 @@', '\\ z', '', '中文');
/** With a final newline; what ends without one is told apart below. */
const text = fc
  .array(line, { maxLength: 30 })
  .map((lines) => lines.map((each) => `${each}\n`).join(''));

describe('hunks of a unified diff', () => {
  it('hold the lines of both files under their numbers, whatever the lines look like', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const hunks = parseHunks(createTwoFilesPatch('a', 'b', before, after, '', ''));
        const lines = hunks.flatMap((hunk) => hunk.lines);
        const [old, now] = [before.split('\n'), after.split('\n')];
        for (const { kind, text, oldLine, newLine } of lines) {
          if (kind !== 'added') expect(old[(oldLine ?? 0) - 1]).toBe(text);
          else expect(oldLine).toBeNull();
          if (kind !== 'removed') expect(now[(newLine ?? 0) - 1]).toBe(text);
          else expect(newLine).toBeNull();
        }
        expect(rebuilt(old, lines)).toBe(after);
      }),
    );
  });

  it('know where a file ends without a newline', () => {
    const [hunk] = parseHunks('@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n');
    expect(hunk?.lines.map(({ endsFile }) => endsFile)).toEqual([true, false]);
  });

  it('are none in a file without a patch', () => {
    expect(parseHunks('')).toEqual([]);
  });
});

/** The new text, from the old one and what the hunks say of it. */
function rebuilt(old: readonly string[], lines: readonly HunkLine[]): string {
  const removed = new Set(lines.flatMap((each) => (each.kind === 'removed' ? each.oldLine : [])));
  const kept = old.filter((_, index) => !removed.has(index + 1));
  const added = lines.filter(({ kind }) => kind === 'added');
  for (const { newLine, text } of added) kept.splice((newLine ?? 1) - 1, 0, text);
  return kept.join('\n');
}
