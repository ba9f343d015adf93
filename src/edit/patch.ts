import { createTwoFilesPatch } from 'diff';

const CONTEXT_LINES = 3;

/** One unified diff that `git apply` takes, files in order of name. Paths are relative to the repository root. */
export function unifiedDiff(
  files: readonly { readonly path: string; readonly before: string; readonly after: string }[],
): string {
  return [...files]
    .filter(({ before, after }) => before !== after)
    .sort((left, right) => (left.path < right.path ? -1 : 1))
    .map(({ path, before, after }) => {
      const diff = createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, '', '', {
        context: CONTEXT_LINES,
      });
      // The library's own separator line is not git's.
      const body = diff.replace(/^=+\n/, '').replace(/^(---|\+\+\+) (.*?)\t$/gm, '$1 $2');
      return `diff --git a/${path} b/${path}\n${body}`;
    })
    .join('');
}
