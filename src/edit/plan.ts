import type { Block, Expression, FileNode, ObjectItem, Tuple } from '../hcl/ast.ts';
import { rangeOf } from '../hcl/source-text.ts';
import type { TextEdit } from '../model/edit.ts';
import type { Rule } from '../model/rule.ts';
import { describeGroup, describeRule } from '../model/rule-text.ts';
import type { SourceRange } from '../model/source.ts';
import { findBlock, findPart } from './find.ts';
import { removeBlock, replaceBlocks } from './remove-block.ts';
import { removeElements } from './remove-elements.ts';
import { removeEntries } from './remove-entries.ts';
import type { RuleIndex } from './rule-index.ts';
import { rangeKey } from './rule-index.ts';

/** Why no edit can be offered, in words for the finding. */
export class Refusal extends Error {}

export interface Plan {
  readonly edits: readonly TextEdit[];
  /** How many things are taken out of each file; what the parser's proof compares. */
  readonly removed: ReadonlyMap<string, number>;
}

interface Collected {
  readonly blocks: Map<string, { file: FileNode; block: Block; parent: Block | null }>;
  readonly elements: Map<string, { file: FileNode; tuple: Tuple; gone: Set<Expression> }>;
  readonly entries: Map<
    string,
    { file: FileNode; items: readonly ObjectItem[]; gone: Set<ObjectItem> }
  >;
}

/**
 * The text edits that take exactly these rules out: blocks and resources whose rules all go, list elements else.
 * @throws Refusal when one of them cannot be taken out without touching a rule that stays
 */
export function planRemoval(index: RuleIndex, keys: ReadonlySet<string>): Plan {
  const collected: Collected = { blocks: new Map(), elements: new Map(), entries: new Map() };
  for (const key of keys) {
    const rule = index.rule(key);
    const whole = wholeBlock(index, rule, keys);
    if (whole && !isFedByCaller(rule)) collectBlock(index, whole, collected);
    else collectPart(index, rule, keys, collected);
  }
  const edits: TextEdit[] = [];
  const removed = new Map<string, number>();
  const count = (file: FileNode, many: number) =>
    removed.set(file.source.path, (removed.get(file.source.path) ?? 0) + many);
  for (const { file, tuple, gone } of collected.elements.values()) {
    edits.push(...removeElements(file, tuple, gone));
    count(file, gone.size);
  }
  for (const { file, items, gone } of collected.entries.values()) {
    edits.push(...removeEntries(file, items, gone));
    count(file, gone.size);
  }
  for (const [file, parent, blocks] of blocksByParent(collected)) {
    edits.push(...blockEdits(file, parent, blocks));
    count(file, blocks.length);
  }
  return { edits, removed };
}

/** The block that a rule is written in, when every rule that it makes is to go. */
function wholeBlock(index: RuleIndex, rule: Rule, keys: ReadonlySet<string>): SourceRange | null {
  const { block, style } = writable(index, rule);
  // An object of `ingress = [{…}]` is no block; it is found as a part.
  if (style === 'inline-attribute') return null;
  return index.rulesOfBlock(block).every((each) => keys.has(each.key)) ? block : null;
}

/** A module's repeated resource stays: other callers rely on it. What goes is the element that this caller gives. */
function isFedByCaller({ source }: Rule): boolean {
  const literal = source?.peer.literal;
  if (!source || !literal || source.repetition === 'none') return false;
  return folderOf(literal.file) !== folderOf(source.block.file);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function writable(index: RuleIndex, rule: Rule) {
  const { source } = rule;
  if (!source) throw new Refusal('the rule is not written in this configuration');
  const file = index.file(source.block.file);
  if (!file) throw new Refusal(`${source.block.file} was not read as text`);
  if (
    /(^|\/)\.terraform\//.test(source.block.file) &&
    index.rulesOfBlock(source.block).length > 0
  ) {
    if (!source.peer.literal || /(^|\/)\.terraform\//.test(source.peer.literal.file)) {
      throw new Refusal(`it is written in an installed module (${source.block.file})`);
    }
  }
  return source;
}

function collectBlock(index: RuleIndex, range: SourceRange, collected: Collected): void {
  const file = editable(index, range);
  const found = findBlock(file, range);
  if (!found) throw new Refusal('its block was not found in the text');
  if (found.block.type === 'resource') refuseReferenced(index, found.block);
  collected.blocks.set(rangeKey(range), { file, ...found });
}

function refuseReferenced(index: RuleIndex, block: Block): void {
  const [type, name] = block.labels.map((label) => label.value);
  const reference = index.referenceTo(`${type}.${name}`, block);
  if (reference) {
    throw new Refusal(`${type}.${name} is referred to at ${reference}; remove that first`);
  }
}

/** The list element or map entry that holds the rule's peer: its own literal, else a reference to it on the way. */
function collectPart(
  index: RuleIndex,
  rule: Rule,
  keys: ReadonlySet<string>,
  collected: Collected,
): void {
  const { peer } = writable(index, rule);
  const candidates = [...(peer.literal ? [peer.literal] : []), ...[...peer.via].reverse()];
  const goes = (place: SourceRange) => {
    const made = index.rulesWithin(place);
    return made.length > 0 && made.every((each) => keys.has(each.key));
  };
  for (const candidate of candidates) {
    const file = index.file(candidate.file);
    const part = file && findPart(file, candidate, goes);
    if (!file || !part) continue;
    refuseShared(index, candidate, keys);
    if (part.kind === 'entry') {
      refuseShared(index, rangeOf(file.source, part.item), keys);
      collectEntry(editable(index, candidate), part.item, part.items, collected);
    } else {
      collectElement(editable(index, candidate), part.tuple, part.element, collected);
    }
    return;
  }
  throw new Refusal(
    'its block holds rules that stay, and its peer is not an element of a list or map of its own',
  );
}

/** The place must feed no rule that stays. */
function refuseShared(index: RuleIndex, place: SourceRange, keys: ReadonlySet<string>): void {
  const shared = index.rulesWithin(place).find((other) => !keys.has(other.key));
  if (!shared) return;
  const text = `${describeRule(shared)} (${describeGroup(shared.group)})`;
  throw new Refusal(`what it is written as also feeds a rule that stays: ${text}`);
}

function collectEntry(
  file: FileNode,
  item: ObjectItem,
  items: readonly ObjectItem[],
  collected: Collected,
): void {
  const key = `${file.source.path}:${items[0]?.start}`;
  const entry = collected.entries.get(key) ?? { file, items, gone: new Set<ObjectItem>() };
  entry.gone.add(item);
  collected.entries.set(key, entry);
}

function editable(index: RuleIndex, range: SourceRange): FileNode {
  const file = index.file(range.file);
  if (!file) throw new Refusal(`${range.file} was not read as text`);
  if (file.source.syntax === 'json') {
    throw new Refusal(`${range.file} is written in JSON syntax, which is not edited`);
  }
  if (/(^|\/)\.terraform\//.test(range.file)) {
    throw new Refusal(`it is written in an installed module (${range.file})`);
  }
  return file;
}

function collectElement(
  file: FileNode,
  tuple: Tuple,
  element: Expression,
  collected: Collected,
): void {
  const key = `${file.source.path}:${tuple.start}`;
  const entry = collected.elements.get(key) ?? { file, tuple, gone: new Set<Expression>() };
  entry.gone.add(element);
  collected.elements.set(key, entry);
}

function* blocksByParent({ blocks }: Collected): Iterable<[FileNode, Block | null, Block[]]> {
  const byParent = new Map<
    Block | FileNode,
    { file: FileNode; parent: Block | null; own: Block[] }
  >();
  for (const { file, block, parent } of blocks.values()) {
    const entry = byParent.get(parent ?? file) ?? { file, parent, own: [] };
    entry.own.push(block);
    byParent.set(parent ?? file, entry);
  }
  for (const { file, parent, own } of byParent.values()) yield [file, parent, own];
}

/**
 * Without its last `ingress` block an `aws_security_group` keeps the rules it has, for the argument is optional and
 * computed: only `ingress = []` removes them (terraform-provider-aws #31004).
 */
function blockEdits(file: FileNode, parent: Block | null, blocks: readonly Block[]): TextEdit[] {
  if (parent?.labels[0]?.value !== 'aws_security_group') {
    return blocks.map((block) => removeBlock(file, block));
  }
  return (['ingress', 'egress'] as const).flatMap((direction) => {
    const going = blocks.filter((block) => directionOf(block) === direction);
    const stays = parent.body.items.some((item) =>
      item.kind === 'block'
        ? directionOf(item) === direction && !going.includes(item)
        : item.name === direction,
    );
    return stays
      ? going.map((block) => removeBlock(file, block))
      : replaceBlocks(file, going, `${direction} = []`);
  });
}

function directionOf(block: Block): string {
  return block.type === 'dynamic' ? (block.labels[0]?.value ?? '') : block.type;
}
