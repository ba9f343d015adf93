import type { SourceText } from '../hcl/ast.ts';
import { unifiedDiff } from './patch.ts';
import type { Plan } from './plan.ts';
import type { RuleIndex } from './rule-index.ts';
import { applyEdits } from './text-edits.ts';

/** A text as the file has it: ranges do not count a byte-order mark. */
export function asWritten({ hasBom }: Pick<SourceText, 'hasBom'>, text: string): string {
  return hasBom ? `\ufeff${text}` : text;
}

/** The edits of a plan as one unified diff, files in order of name. */
export function diffOf(index: Pick<RuleIndex, 'file'>, plan: Plan): string {
  const paths = [...new Set(plan.edits.map((edit) => edit.file))];
  return unifiedDiff(
    paths.flatMap((path) => {
      const source = index.file(path)?.node.source;
      if (!source) return [];
      const edits = plan.edits.filter((edit) => edit.file === path);
      return {
        path,
        before: asWritten(source, source.text),
        after: asWritten(source, applyEdits(source.text, edits)),
      };
    }),
  );
}
