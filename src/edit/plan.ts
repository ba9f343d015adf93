import type { Block, Expression, ObjectConstructor, ObjectItem, Tuple } from '../hcl/ast.ts';
import { offsetAt, rangeOf } from '../hcl/source-text.ts';
import type { TextEdit } from '../model/edit.ts';
import type { Rule } from '../model/rule.ts';
import { describeGroup, describeRule } from '../model/rule-text.ts';
import { isInRepository, isInstalled, type SourceRange } from '../model/source.ts';
import { type Collected, emptyCollection } from './collected.ts';
import type { DataChange } from './data/steps.ts';
import type { EditableFile } from './editable-file.ts';
import { findBlock, findPart, type Reach } from './find.ts';
import { Refusal } from './refusal.ts';
import type { RuleIndex } from './rule-index.ts';
import { rangeKey } from './rule-index.ts';
import { takeOut } from './take-out.ts';

const NONE: ReadonlySet<string> = new Set();

export interface Plan {
  readonly edits: readonly TextEdit[];
  /** How many things are taken out of each file in HCL's own syntax; what the parser's proof compares. */
  readonly removed: ReadonlyMap<string, number>;
  /** What the edits mean to each file in JSON, YAML or CSV. */
  readonly changes: ReadonlyMap<string, readonly DataChange[]>;
}

/**
 * The text edits that take exactly these rules out: blocks and resources whose rules all go, list elements else.
 * Those of `closest` never take an object along that held nothing else.
 * @throws Refusal when one of them cannot be taken out without touching a rule that stays
 */
export function planRemoval(
  index: RuleIndex,
  keys: ReadonlySet<string>,
  closest: ReadonlySet<string> = NONE,
): Plan {
  const collected = emptyCollection();
  for (const key of keys) {
    const rule = index.rule(key);
    const whole = wholeBlock(index, rule, keys);
    if (whole && !isFedByCaller(rule) && !index.otherUser(whole.file))
      collectBlock(index, whole, collected);
    else collectPart(index, rule, keys, closest.has(key) ? 'closest' : 'whole', collected);
  }
  return takeOut(collected);
}

/** The edits of several plans as one; an edit that two of them make counts once. */
export function mergePlans(plans: readonly Plan[]): Plan {
  const edits = new Map(
    plans.flatMap((plan) =>
      plan.edits.map(
        (edit) => [`${edit.file}:${edit.startOffset}-${edit.endOffset}`, edit] as const,
      ),
    ),
  );
  const removed = new Map<string, number>();
  const changes = new Map<string, DataChange[]>();
  for (const plan of plans) {
    for (const [file, count] of plan.removed) removed.set(file, (removed.get(file) ?? 0) + count);
    for (const [file, own] of plan.changes) {
      const all = [...(changes.get(file) ?? []), ...own];
      changes.set(file, [...new Map(all.map((each) => [JSON.stringify(each), each])).values()]);
    }
  }
  return { edits: [...edits.values()], removed, changes };
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
  if (!source) throw new Refusal((words) => words.notWritten());
  const file = index.file(source.block.file);
  if (!file) throw new Refusal((words) => words.notRead(source.block.file));
  if (
    /(^|\/)\.terraform\//.test(source.block.file) &&
    index.rulesOfBlock(source.block).length > 0
  ) {
    if (!source.peer.literal || /(^|\/)\.terraform\//.test(source.peer.literal.file)) {
      throw new Refusal((words) => words.installed(source.block.file));
    }
  }
  return source;
}

function collectBlock(index: RuleIndex, range: SourceRange, collected: Collected): void {
  const file = editable(index, range);
  const found = findBlock(file.node, range);
  if (!found) throw new Refusal((words) => words.blockLost());
  if (found.block.type === 'resource') refuseReferenced(index, found.block);
  collected.blocks.set(rangeKey(range), { file, ...found });
}

function refuseReferenced(index: RuleIndex, block: Block): void {
  const [type, name] = block.labels.map((label) => label.value);
  const reference = index.referenceTo(`${type}.${name}`, block);
  if (reference) {
    throw new Refusal((words) => words.referredTo(`${type}.${name}`, reference));
  }
}

/** The list element or map entry that holds the rule's peer: its own literal, else a reference to it on the way. */
function collectPart(
  index: RuleIndex,
  rule: Rule,
  keys: ReadonlySet<string>,
  reach: Reach,
  collected: Collected,
): void {
  const { peer } = writable(index, rule);
  const candidates = [
    ...(peer.literal ? [peer.literal] : []),
    ...[...peer.via].reverse(),
    ...placeOf(index, rule),
    ...(peer.literal ? [] : peer.inputs),
  ];
  const goes = (place: SourceRange) => {
    const made = index.rulesWithin(place);
    return made.length > 0 && made.every((each) => keys.has(each.key));
  };
  let user = index.otherUser(writable(index, rule).block.file);
  for (const candidate of candidates) {
    const file = index.file(candidate.file);
    const part = file && findPart(file.node, candidate, goes, reach);
    if (!file || !part) continue;
    user ??= index.otherUser(candidate.file);
    // What leads here may be written where only this root reads it.
    if (index.otherUser(candidate.file)) continue;
    refuseShared(index, candidate, keys);
    if (part.kind === 'entry') {
      refuseShared(index, rangeOf(file.node.source, part.item), keys);
      collectEntry(editable(index, candidate), part.item, part.object, collected);
    } else {
      collectElement(editable(index, candidate), part.tuple, part.element, collected);
    }
    return;
  }
  const other = user;
  if (other) throw new Refusal((words) => words.usedElsewhere(other));
  throw new Refusal((words) => words.noElement());
}

/** The place must feed no rule that stays. */
function refuseShared(index: RuleIndex, place: SourceRange, keys: ReadonlySet<string>): void {
  const shared = index.rulesWithin(place).find((other) => !keys.has(other.key));
  if (!shared) return;
  const text = `${describeRule(shared)} (${describeGroup(shared.group)})`;
  throw new Refusal((words) => words.feedsOneThatStays(text));
}

/** Where the rule's peer stands as an expression of its own, such as `"${var.gateway}/32"` in a list. */
function placeOf(index: RuleIndex, { location }: Rule): SourceRange[] {
  const source = location && index.file(location.file)?.node.source;
  if (!source) return [];
  const [startOffset, endOffset] = [
    offsetAt(source, location.start),
    offsetAt(source, location.end),
  ];
  return [{ ...location, startOffset, endOffset }];
}

function collectEntry(
  file: EditableFile,
  item: ObjectItem,
  object: ObjectConstructor,
  collected: Collected,
): void {
  const key = `${file.node.source.path}:${object.start}`;
  const entry = collected.entries.get(key) ?? { file, object, gone: new Set<ObjectItem>() };
  entry.gone.add(item);
  collected.entries.set(key, entry);
}

function editable(index: RuleIndex, range: SourceRange): EditableFile {
  const file = index.file(range.file);
  if (!file) throw new Refusal((words) => words.notRead(range.file));
  if (isInstalled(range.file)) {
    throw new Refusal((words) => words.installed(range.file));
  }
  if (!isInRepository(range.file)) {
    throw new Refusal((words) => words.outsideRepository(range.file));
  }
  const user = index.otherUser(range.file);
  if (user) throw new Refusal((words) => words.usedElsewhere(user));
  return file;
}

function collectElement(
  file: EditableFile,
  tuple: Tuple,
  element: Expression,
  collected: Collected,
): void {
  const key = `${file.node.source.path}:${tuple.start}`;
  const entry = collected.elements.get(key) ?? { file, tuple, gone: new Set<Expression>() };
  entry.gone.add(element);
  collected.elements.set(key, entry);
}
