import type { Block, FileNode, Span } from '../hcl/ast.ts';
import type { JsonNode } from '../hcl/json/node.ts';
import { type CollectedOfFile, directionOf, emptiedDirections } from './collected.ts';
import { type JsonRemoval, jsonWayTo, readJsonText, removeFromJson } from './data/json.ts';
import type { Cut } from './data/members.ts';
import type { DataChange } from './data/steps.ts';
import { Refusal } from './refusal.ts';

/** Takes list elements, entries, blocks and resources out of a file in JSON. */
export function jsonTakeOut(
  file: FileNode,
  { blocks, elements, entries }: CollectedOfFile,
): JsonRemoval {
  const root = readJsonText(file.source.text);
  if (!root) throw new Refusal((words) => words.notJson(file.source.path));
  const cuts: Cut[] = [];
  const changes: DataChange[] = [];
  const places: Span[] = entries.flatMap(({ gone }) => [...gone]);
  for (const { tuple, gone } of elements) {
    const [element] = gone;
    if (element && element.start === tuple.start) {
      // A single block without the list around it: an empty list takes its place.
      cuts.push({ start: tuple.start, end: tuple.end, newText: '[]' });
      const steps = jsonWayTo(root, tuple).at(-1)?.steps ?? [];
      changes.push({ kind: 'set', steps, value: [] });
    } else {
      places.push(...gone);
    }
  }
  for (const parent of new Set(blocks.map((each) => each.parent))) {
    const going = blocks.filter((each) => each.parent === parent).map(({ block }) => block);
    const emptied = emptiedDirections(parent, going);
    places.push(...going.filter((block) => block.type === 'dynamic' || !isOne(emptied, block)));
    for (const direction of emptied) {
      const left = emptyArgument(root, file, parent as Block, direction);
      cuts.push(left.cut);
      changes.push({ kind: 'set', steps: left.steps, value: [] });
    }
  }
  const removal = removeFromJson(root, places, (collection) => holdsLabels(file, collection));
  return { cuts: [...removal.cuts, ...cuts], changes: [...removal.changes, ...changes] };
}

function isOne(directions: readonly string[], block: Block): boolean {
  return directions.includes(directionOf(block));
}

/** `"ingress": []` in the place of the blocks, or before `dynamic` where they were made by that. */
function emptyArgument(root: JsonNode, file: FileNode, parent: Block, direction: string) {
  const way = jsonWayTo(root, parent);
  const body = bodyAt(root, parent);
  if (!body) throw new Refusal((words) => words.groupLost(file.source.path));
  const steps = [...(way.at(-1)?.steps ?? []), direction];
  const own = body.properties.find(({ name }) => name.value === direction);
  if (own) {
    const { start, end } = own.value;
    return { cut: { start, end, newText: '[]' }, steps };
  }
  const first = body.properties[0]?.name.start ?? body.start + 1;
  const { text } = file.source;
  const indentation = text.slice(body.start + 1, first);
  return { cut: { start: first, end: first, newText: `"${direction}": [],${indentation}` }, steps };
}

function bodyAt(
  node: JsonNode,
  { start, end }: Span,
): Extract<JsonNode, { kind: 'object' }> | null {
  if (node.start === start && node.end === end) return node.kind === 'object' ? node : null;
  const children =
    node.kind === 'object' ? node.properties.map(({ value }) => value) : elements(node);
  const inner = children.find((each) => each.start <= start && end <= each.end);
  return inner ? bodyAt(inner, { start, end }) : null;
}

function elements(node: JsonNode): readonly JsonNode[] {
  return node.kind === 'array' ? node.elements : [];
}

/** An object between the blocks: of types and names of resources, of `dynamic`'s labels. An empty one is refused there. */
function holdsLabels(file: FileNode, collection: Span): boolean {
  const within = (items: readonly FileNode['body']['items'][number][]): boolean =>
    items.every((item) => {
      const encloses = item.start <= collection.start && collection.end <= item.end;
      if (!encloses) return true;
      if (item.kind === 'attribute') return false;
      if (item.start === collection.start && item.end === collection.end) return false;
      return within(item.body.items);
    });
  return within(file.body.items);
}
