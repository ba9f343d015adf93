import type { Expression, Span } from '../../hcl/ast.ts';
import { jsonExpression } from '../../hcl/json/expression.ts';
import type { JsonNode } from '../../hcl/json/node.ts';
import { JsonReader } from '../../hcl/json/read.ts';
import { type Cut, cutMembers } from './members.ts';
import type { DataChange, Steps } from './steps.ts';

/** The tree of a JSON text; null when it is none. */
export function readJsonText(text: string): JsonNode | null {
  try {
    return new JsonReader(text).readFile();
  } catch {
    return null;
  }
}

/** A JSON text that is data: its strings are no templates, but their places are the same. */
export function jsonDataExpression(text: string): Expression | null {
  const root = readJsonText(text);
  return root && jsonExpression(root, []);
}

/** One array or object on the way to a place, and which member of it leads there. */
export interface JsonStep {
  readonly collection: Extract<JsonNode, { kind: 'array' | 'object' }>;
  readonly index: number;
  readonly steps: Steps;
}

/** The arrays and objects around the value or property at a place, outermost first; the last member is that one. */
export function jsonWayTo(root: JsonNode, place: Span): readonly JsonStep[] {
  const way: JsonStep[] = [];
  let node: JsonNode | undefined = root;
  while (node && (node.kind === 'array' || node.kind === 'object')) {
    if (node.start === place.start && node.end === place.end) break;
    const spans: readonly Span[] = memberSpans(node);
    const index = spans.findIndex((span) => span.start <= place.start && place.end <= span.end);
    if (index < 0) break;
    const name: string | number =
      node.kind === 'object' ? (node.properties[index]?.name.value ?? '') : index;
    way.push({ collection: node, index, steps: [...(way.at(-1)?.steps ?? []), name] });
    node = node.kind === 'object' ? node.properties[index]?.value : node.elements[index];
  }
  return way;
}

export function memberSpans(node: JsonNode): readonly Span[] {
  if (node.kind === 'array') return node.elements;
  if (node.kind !== 'object') return [];
  return node.properties.map(({ name, value }) => ({ start: name.start, end: value.end }));
}

export interface JsonRemoval {
  readonly cuts: readonly Cut[];
  readonly changes: readonly DataChange[];
}

/**
 * Takes values or properties out of a JSON text. An object of labels (`resource`, a type, `dynamic`) that is left
 * without any property goes as well; so `upTo` says how far up: places at and above it stay.
 */
export function removeFromJson(
  root: JsonNode,
  places: readonly Span[],
  climbs: (collection: Span) => boolean,
): JsonRemoval {
  const gone = new Map<JsonNode, Set<number>>();
  const stepsOf = new Map<JsonNode, Steps>();
  for (const place of places) {
    const way = jsonWayTo(root, place);
    for (let at = way.length - 1; at >= 0; at--) {
      const { collection, index, steps } = way[at] as JsonStep;
      const indexes = gone.get(collection) ?? new Set<number>();
      gone.set(collection, indexes.add(index));
      stepsOf.set(collection, steps.slice(0, -1));
      const emptied = indexes.size === memberSpans(collection).length;
      if (!emptied || collection.kind !== 'object' || !climbs(collection) || at === 0) break;
    }
  }
  const cuts: Cut[] = [];
  const changes: DataChange[] = [];
  for (const [collection, indexes] of gone) {
    const members = memberSpans(collection);
    const empty = collection.kind === 'array' ? '[]' : '{}';
    cuts.push(...cutMembers(collection, members, (index) => indexes.has(index), empty));
    for (const index of indexes) {
      const name = collection.kind === 'object' ? collection.properties[index]?.name.value : index;
      changes.push({
        kind: 'remove',
        steps: [...(stepsOf.get(collection) ?? []), name ?? index],
      });
    }
  }
  return outermost(cuts, changes);
}

/** What lies inside a stretch that goes anyway needs no cut, and no change, of its own. */
function outermost(cuts: readonly Cut[], changes: readonly DataChange[]): JsonRemoval {
  const inside = (inner: Cut) =>
    cuts.some((outer) => outer !== inner && outer.start <= inner.start && inner.end <= outer.end);
  const under = ({ steps }: DataChange) =>
    changes.some(
      (other) =>
        other.steps.length < steps.length && other.steps.every((step, at) => steps[at] === step),
    );
  return {
    cuts: cuts.filter((cut) => !inside(cut)),
    changes: changes.filter((change) => !under(change)),
  };
}
