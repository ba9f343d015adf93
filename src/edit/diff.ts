import { unifiedDiff } from './patch.ts';
import type { Plan } from './plan.ts';
import type { RuleIndex } from './rule-index.ts';
import { applyEdits } from './text-edits.ts';

/** Ranges do not count a byte-order mark, but the file has it. */
const BYTE_ORDER_MARK = '\ufeff';

/** The edits of a plan as one unified diff, files in order of name. */
export function diffOf(index: Pick<RuleIndex, 'file'>, plan: Plan): string {
  const paths = [...new Set(plan.edits.map((edit) => edit.file))];
  return unifiedDiff(
    paths.flatMap((path) => {
      const source = index.file(path)?.node.source;
      if (!source) return [];
      const mark = source.hasBom ? BYTE_ORDER_MARK : '';
      const edits = plan.edits.filter((edit) => edit.file === path);
      return {
        path,
        before: `${mark}${source.text}`,
        after: `${mark}${applyEdits(source.text, edits)}`,
      };
    }),
  );
}
