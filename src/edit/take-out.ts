import type { Block } from '../hcl/ast.ts';
import type { TextEdit } from '../model/edit.ts';
import {
  type Collected,
  type CollectedOfFile,
  directionOf,
  emptiedDirections,
  filesOf,
  ofFile,
} from './collected.ts';
import { removeRows } from './data/csv.ts';
import type { Cut } from './data/members.ts';
import type { DataChange } from './data/steps.ts';
import { removeFromYaml } from './data/yaml.ts';
import type { EditableFile } from './editable-file.ts';
import { withFormatting } from './formatting.ts';
import { jsonTakeOut } from './json-syntax.ts';
import type { Plan } from './plan.ts';
import { Refusal } from './refusal.ts';
import { removeBlocks, replaceBlocks } from './remove-block.ts';
import { removeElements } from './remove-elements.ts';
import { removeEntries } from './remove-entries.ts';
import { textEdit } from './text-edits.ts';

interface FilePlan {
  readonly edits: readonly TextEdit[];
  readonly removed: number;
  readonly changes: readonly DataChange[];
}

/** The text edits for all that was collected, each file in the manner of its format. */
export function takeOut(collected: Collected): Plan {
  const edits: TextEdit[] = [];
  const removed = new Map<string, number>();
  const changes = new Map<string, readonly DataChange[]>();
  for (const file of filesOf(collected)) {
    const { path } = file.node.source;
    const plan = planFile(file, ofFile(collected, file));
    edits.push(...plan.edits);
    if (plan.removed > 0) removed.set(path, plan.removed);
    if (plan.changes.length > 0) changes.set(path, plan.changes);
  }
  return { edits, removed, changes };
}

function planFile(file: EditableFile, own: CollectedOfFile): FilePlan {
  switch (file.format) {
    case 'native':
      return nativePlan(file, own);
    case 'json': {
      const { cuts, changes } = jsonTakeOut(file.node, own);
      return { edits: cuts.map((cut) => toEdit(file, cut)), removed: 0, changes };
    }
    case 'yaml':
      return yamlPlan(file, own);
    case 'csv':
      return csvPlan(file, own);
  }
}

function nativePlan(file: EditableFile, { blocks, elements, entries }: CollectedOfFile): FilePlan {
  const { node } = file;
  const edits: TextEdit[] = [];
  let removed = blocks.length;
  for (const { tuple, gone } of elements) {
    edits.push(...removeElements(node, tuple, gone));
    removed += gone.size;
  }
  for (const { object, gone } of entries) {
    edits.push(...removeEntries(node, object.items, gone));
    removed += gone.size;
  }
  const parents = new Set(blocks.map(({ parent }) => parent));
  for (const parent of parents) {
    const going = blocks.filter((each) => each.parent === parent).map(({ block }) => block);
    edits.push(...blockEdits(file, parent, going));
  }
  return { edits: withFormatting(node, edits), removed, changes: [] };
}

function blockEdits(
  { node }: EditableFile,
  parent: Block | null,
  going: readonly Block[],
): TextEdit[] {
  const emptied = emptiedDirections(parent, going);
  const replaced = emptied.flatMap((direction) => {
    const own = going.filter((block) => directionOf(block) === direction);
    return replaceBlocks(node, own, `${direction} = []`);
  });
  const others = going.filter((block) => !emptied.some((each) => each === directionOf(block)));
  return [...replaced, ...removeBlocks(node, others)];
}

function yamlPlan(file: EditableFile, { elements, entries }: CollectedOfFile): FilePlan {
  const { text } = file.node.source;
  const edits: TextEdit[] = [];
  const changes: DataChange[] = [];
  const remove = (collection: { start: number; end: number }, gone: ReadonlySet<number>) => {
    const removal = removeFromYaml(text, collection, gone);
    if (!removal) throw new Refusal((words) => words.placeLost(file.node.source.path));
    edits.push(...removal.cuts.map((cut) => toEdit(file, cut)));
    changes.push(...removal.removed.map((steps) => ({ kind: 'remove' as const, steps })));
  };
  for (const { tuple, gone } of elements) {
    remove(tuple, new Set([...gone].map((element) => element.start)));
  }
  for (const { object, gone } of entries) {
    remove(object, new Set([...gone].map((item) => item.start)));
  }
  return { edits, removed: 0, changes };
}

function csvPlan(file: EditableFile, { elements, entries }: CollectedOfFile): FilePlan {
  if (entries.length > 0) throw new Refusal((words) => words.csvCell());
  const edits: TextEdit[] = [];
  const changes: DataChange[] = [];
  for (const { tuple, gone } of elements) {
    const cuts = removeRows(file.node.source.text, [...gone]);
    edits.push(...cuts.map((cut) => toEdit(file, cut)));
    for (const element of gone) {
      // The header is row 0.
      changes.push({ kind: 'remove', steps: [tuple.elements.indexOf(element) + 1] });
    }
  }
  return { edits, removed: 0, changes };
}

function toEdit({ node }: EditableFile, { start, end, newText }: Cut): TextEdit {
  return textEdit(node.source, start, end, newText);
}
