import type {
  Attribute,
  Block,
  Body,
  Expression,
  FileNode,
  ObjectConstructor,
  ObjectItem,
  Tuple,
} from '../hcl/ast.ts';
import { rangeOf } from '../hcl/source-text.ts';
import { pathTo } from '../hcl/walk.ts';
import type { SourceRange } from '../model/source.ts';

/** A part of a collection that can be taken out. */
export type Part =
  | { readonly kind: 'element'; readonly tuple: Tuple; readonly element: Expression }
  | { readonly kind: 'entry'; readonly item: ObjectItem; readonly object: ObjectConstructor };

export interface FoundBlock {
  readonly block: Block;
  readonly parent: Block | null;
}

/** The block that stands exactly at a range. */
export function findBlock(file: FileNode, range: SourceRange): FoundBlock | null {
  const { innermost, parents } = descend(file.body, range);
  if (innermost?.kind !== 'block') return null;
  const exact = innermost.start === range.startOffset && innermost.end === range.endOffset;
  return exact ? { block: innermost, parent: parents.at(-1) ?? null } : null;
}

/** The attribute that a range lies in. */
export function innermostAttribute(file: FileNode, range: SourceRange): Attribute | null {
  const { innermost } = descend(file.body, range);
  return innermost?.kind === 'attribute' ? innermost : null;
}

/** How far up a removal goes: `whole` takes an object with its last peer, `closest` never more than the peer's own place. */
export type Reach = 'whole' | 'closest';

/**
 * What to take out so that the value at a range goes: the list element or map entry that it is.
 * Where that would leave an object of a collection without what makes it a rule (its only CIDR, its address),
 * the object goes whole, if `goes` says that everything made from it is to go.
 */
export function findPart(
  file: FileNode,
  range: SourceRange,
  goes: (place: SourceRange) => boolean,
  reach: Reach,
): Part | null {
  const { innermost } = descend(file.body, range);
  if (innermost?.kind !== 'attribute') return null;
  const path = pathTo(innermost.value, { start: range.startOffset, end: range.endOffset });
  let at = path.findIndex(
    (each) => each.start === range.startOffset && each.end === range.endOffset,
  );
  const inCollection = (index: number) => isCollection(path[index - 1]);
  const allGo = (expression: Expression) =>
    reach === 'whole' && goes(rangeOf(file.source, expression));
  for (;;) {
    const [node, holder] = [path[at], path[at - 1]];
    if (!node || !holder) return null;
    if (holder.kind === 'tuple') {
      const object = path[at - 2];
      const emptied = object?.kind === 'object' && holder.elements.every(allGo) && allGo(object);
      if (emptied && inCollection(at - 2)) {
        at -= 2;
        continue;
      }
      if (emptied && at === 2 && RULE_ARGUMENTS.has(innermost.name)) return onlyBlock(object);
      return { kind: 'element', tuple: holder, element: node };
    }
    if (holder.kind !== 'object') return null;
    if (inCollection(at - 1) && allGo(holder)) {
      at -= 1;
      continue;
    }
    const item = holder.items.find((each) => each.value === node);
    return item ? { kind: 'entry', item, object: holder } : null;
  }
}

const RULE_ARGUMENTS = new Set(['ingress', 'egress']);

/** In JSON a single block is written without the list around it: `"ingress": {…}`. The list is what it stands for. */
function onlyBlock(object: ObjectConstructor): Part {
  const { start, end } = object;
  return {
    kind: 'element',
    tuple: { kind: 'tuple', elements: [object], start, end },
    element: object,
  };
}

function isCollection(expression: Expression | undefined): boolean {
  return expression?.kind === 'tuple' || expression?.kind === 'object';
}

/** The innermost attribute, or the block that a range is or lies in, and the blocks around it, outermost first. */
function descend(
  top: Body,
  range: SourceRange,
): { readonly innermost: Attribute | Block | null; readonly parents: readonly Block[] } {
  const parents: Block[] = [];
  let body = top;
  for (;;) {
    const item: Attribute | Block | undefined = body.items.find(
      (each) => each.start <= range.startOffset && range.endOffset <= each.end,
    );
    if (!item) return { innermost: parents.pop() ?? null, parents };
    const exact = item.start === range.startOffset && item.end === range.endOffset;
    if (item.kind === 'attribute' || exact) return { innermost: item, parents };
    parents.push(item);
    body = item.body;
  }
}
