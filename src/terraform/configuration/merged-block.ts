import type { Attribute, Block, Body, SourceText, Span } from '../../hcl/ast.ts';

/** A block with the override files merged in; `source` holds all of its items but those that `sources` names. */
export interface MergedBlock {
  readonly block: Block;
  readonly source: SourceText;
  readonly sources: ReadonlyMap<Attribute | Block, SourceText> | null;
}

export function sourceOf(merged: MergedBlock, item: Attribute | Block): SourceText {
  return merged.sources?.get(item) ?? merged.source;
}

export function attributeOf(body: Body, name: string): Attribute | null {
  for (const item of body.items) {
    if (item.kind === 'attribute' && item.name === name) return item;
  }
  return null;
}

/** `resource "aws_instance" "web"`: a block without its body. */
export function headerSpan(block: Block): Span {
  return { start: block.typeSpan.start, end: (block.labels.at(-1) ?? block.typeSpan).end };
}

/**
 * Merges an override block as https://developer.hashicorp.com/terraform/language/files/override says:
 * an argument replaces the argument of its name; blocks of a type replace all blocks of that type,
 * those that `dynamic` makes included; `lifecycle` is merged argument by argument.
 */
export function overrideBlock(base: MergedBlock, override: Block, source: SourceText): MergedBlock {
  const sources = new Map(base.sources);
  const names = new Set<string>();
  const types = new Set<string>();
  for (const item of override.body.items) {
    if (item.kind === 'attribute') names.add(item.name);
    else types.add(generatedType(item));
  }
  const lifecycle = mergedLifecycle(base, override, source);
  const kept = base.block.body.items.filter((item) =>
    item.kind === 'attribute'
      ? !names.has(item.name) && !types.has(item.name)
      : !types.has(generatedType(item)) && !names.has(item.type),
  );
  const added = override.body.items.map((item) =>
    item.kind === 'block' && item.type === 'lifecycle' ? (lifecycle ?? item) : item,
  );
  for (const item of added) sources.set(item, source);
  const items = [...kept, ...added];
  return {
    block: { ...base.block, body: { ...base.block.body, items } },
    source: base.source,
    sources,
  };
}

function generatedType(block: Block): string {
  return block.type === 'dynamic' ? (block.labels[0]?.value ?? 'dynamic') : block.type;
}

function mergedLifecycle(base: MergedBlock, override: Block, source: SourceText): Block | null {
  const before = lifecycleOf(base.block);
  const after = lifecycleOf(override);
  if (before === null || after === null) return null;
  return overrideBlock({ block: before, source: base.source, sources: null }, after, source).block;
}

function lifecycleOf(block: Block): Block | null {
  for (const item of block.body.items) {
    if (item.kind === 'block' && item.type === 'lifecycle') return item;
  }
  return null;
}
