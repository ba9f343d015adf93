import type { Block, Expression, ObjectConstructor, ObjectItem, Tuple } from '../hcl/ast.ts';
import type { EditableFile } from './editable-file.ts';

/** What is to be taken out, by what holds it. */
export interface Collected {
  readonly blocks: Map<string, CollectedBlock>;
  readonly elements: Map<string, CollectedElements>;
  readonly entries: Map<string, CollectedEntries>;
}

export interface CollectedBlock {
  readonly file: EditableFile;
  readonly block: Block;
  readonly parent: Block | null;
}

export interface CollectedElements {
  readonly file: EditableFile;
  readonly tuple: Tuple;
  readonly gone: Set<Expression>;
}

export interface CollectedEntries {
  readonly file: EditableFile;
  readonly object: ObjectConstructor;
  readonly gone: Set<ObjectItem>;
}

export function emptyCollection(): Collected {
  return { blocks: new Map(), elements: new Map(), entries: new Map() };
}

/** The part of a collection that lies in one file. */
export function ofFile({ blocks, elements, entries }: Collected, file: EditableFile) {
  const own = <T extends { readonly file: EditableFile }>(all: ReadonlyMap<string, T>) =>
    [...all.values()].filter((each) => each.file === file);
  return { blocks: own(blocks), elements: own(elements), entries: own(entries) };
}

export type CollectedOfFile = ReturnType<typeof ofFile>;

export function filesOf({ blocks, elements, entries }: Collected): readonly EditableFile[] {
  const all = [...blocks.values(), ...elements.values(), ...entries.values()];
  return [...new Set(all.map(({ file }) => file))];
}

export function directionOf(block: Block): string {
  return block.type === 'dynamic' ? (block.labels[0]?.value ?? '') : block.type;
}

/**
 * The directions that lose their last block. Without it an `aws_security_group` keeps the rules it has, for the
 * argument is optional and computed: only `ingress = []` removes them (terraform-provider-aws #31004).
 */
export function emptiedDirections(
  parent: Block | null,
  going: readonly Block[],
): readonly ('ingress' | 'egress')[] {
  if (parent?.labels[0]?.value !== 'aws_security_group') return [];
  return (['ingress', 'egress'] as const).filter((direction) => {
    const stays = parent.body.items.some((item) =>
      item.kind === 'block'
        ? directionOf(item) === direction && !going.includes(item)
        : item.name === direction,
    );
    return !stays && going.some((block) => directionOf(block) === direction);
  });
}
