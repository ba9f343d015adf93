import {
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Expression, ObjectItem, Span } from '../../hcl/ast.ts';
import { type Cut, cutMembers } from './members.ts';
import type { Steps } from './steps.ts';

const OPTIONS = {
  version: '1.1',
  keepSourceTokens: true,
  uniqueKeys: false,
  strict: false,
  logLevel: 'silent',
} as const;

function read(text: string): Document.Parsed | null {
  const document = parseDocument(text, OPTIONS);
  return document.errors.length > 0 ? null : document;
}

/** A YAML document as lists and objects with their places; null when it is none. */
export function yamlExpression(text: string): Expression | null {
  const document = read(text);
  return document?.contents ? expressionOf(document.contents) : null;
}

function expressionOf(node: Node): Expression {
  const span = spanOf(node);
  if (isSeq(node)) {
    const elements = node.items.flatMap((item) => (isNode(item) ? [expressionOf(item)] : []));
    return { kind: 'tuple', elements, ...span };
  }
  if (isMap(node)) {
    const items = (node.items as Pair[]).flatMap(({ key, value }): ObjectItem[] => {
      if (!isNode(key) || !isNode(value)) return [];
      const at = { start: spanOf(key).start, end: spanOf(value).end };
      return [{ key: expressionOf(key), value: expressionOf(value), ...at }];
    });
    return { kind: 'object', items, ...span };
  }
  const value = isScalar(node) ? String(node.value) : '';
  return { kind: 'template', style: 'bare', parts: [{ kind: 'text', value, ...span }], ...span };
}

function isNode(value: unknown): value is Node {
  return isSeq(value) || isMap(value) || isScalar(value) || isAlias(value);
}

function spanOf(node: Node): Span {
  const [start, end] = node.range ?? [0, 0, 0];
  return { start, end };
}

type Collection = YAMLSeq | YAMLMap;

interface Member extends Span {
  /** Dash or key included. */
  readonly step: string | number;
  /** Where its value begins, by which it is asked for; the key's for an entry. */
  readonly at: number;
}

export interface YamlRemoval {
  readonly cuts: readonly Cut[];
  /** The ways to what was taken out. */
  readonly removed: readonly Steps[];
}

/** Takes elements or entries out of the collection at a place; they are named by where they begin. */
export function removeFromYaml(
  text: string,
  collection: Span,
  gone: ReadonlySet<number>,
): YamlRemoval | null {
  const document = read(text);
  const found = document?.contents && find(document.contents, collection, []);
  if (!found) return null;
  const { node, steps } = found;
  const members = membersOf(node);
  const goes = (index: number) => gone.has(members[index]?.at ?? -1);
  const removed = members
    .filter((_, index) => goes(index))
    .map((member) => [...steps, member.step]);
  const empty = isSeq(node) ? '[]' : '{}';
  const cuts = node.flow
    ? cutMembers(spanOf(node), members, goes, empty)
    : removed.length === members.length
      ? [emptied(text, members, empty)]
      : members.flatMap((member, index) => {
          return goes(index) ? [withLines(text, member, members[index + 1])] : [];
        });
  return { cuts, removed };
}

function find(
  node: Node,
  place: Span,
  steps: Steps,
): { readonly node: Collection; readonly steps: Steps } | null {
  if (!isSeq(node) && !isMap(node)) return null;
  const { start, end } = spanOf(node);
  if (start === place.start && end === place.end) return { node, steps };
  const children: [unknown, string | number][] = isSeq(node)
    ? node.items.map((item, index) => [item, index])
    : (node.items as Pair[]).map(({ key, value }) => [value, keyText(key)]);
  for (const [child, step] of children) {
    const inner = isNode(child) ? find(child, place, [...steps, step]) : null;
    if (inner) return inner;
  }
  return null;
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : '';
}

function membersOf(node: Collection): readonly Member[] {
  const tokens = (node.srcToken as CST.BlockSequence | CST.BlockMap | CST.FlowCollection).items;
  if (isSeq(node)) {
    return node.items.map((item, index) => {
      const value = isNode(item) ? spanOf(item) : { start: -1, end: -1 };
      const dash = tokens[index]?.start.find(({ type }) => type === 'seq-item-ind');
      const start = node.flow ? value.start : (dash?.offset ?? value.start);
      return { step: index, at: value.start, start, end: contentEnd(item, value.end) };
    });
  }
  return (node.items as Pair[]).map(({ key, value }) => {
    const { start, end } = isNode(key) ? spanOf(key) : { start: -1, end: -1 };
    return { step: keyText(key), at: start, start, end: contentEnd(value, end) };
  });
}

/** Where the last thing that is written in a node ends; a block collection's own end counts what follows. */
function contentEnd(node: unknown, fallback: number): number {
  if (isSeq(node) && !node.flow) return contentEnd(node.items.at(-1), spanOf(node).start);
  if (isMap(node) && !node.flow) {
    const last = node.items.at(-1) as Pair | undefined;
    const keyEnd = isNode(last?.key) ? spanOf(last.key).end : spanOf(node).start;
    return contentEnd(last?.value, keyEnd);
  }
  return isNode(node) ? spanOf(node).end : fallback;
}

/** All of a block collection gives way to an empty one behind the key or dash that leads to it. */
function emptied(text: string, members: readonly Member[], empty: string): Cut {
  const { start } = members[0] as Member;
  const { end } = members.at(-1) as Member;
  const before = text.slice(0, start).trimEnd();
  if (before === '') return { start, end, newText: empty };
  if (before.endsWith(':')) return { start: before.length, end, newText: ` ${empty}` };
  return { start, end, newText: empty };
}

/** The lines of a member, with the comment above it where that speaks of this one alone. */
function withLines(text: string, member: Member, next: Member | undefined): Cut {
  const lineStart = text.lastIndexOf('\n', member.start - 1) + 1;
  if (text.slice(lineStart, member.start).trim() !== '') {
    // The first entry behind a dash: the next one takes its place.
    return { start: member.start, end: next?.start ?? member.end, newText: '' };
  }
  // A block scalar's own end is behind its last line break.
  const lineBreak = text[member.end - 1] === '\n' ? member.end - 1 : text.indexOf('\n', member.end);
  const end = lineBreak === -1 ? text.length : lineBreak + 1;
  const top = commentsAbove(text, lineStart, member.start - lineStart);
  const severalLines = text.slice(member.start, member.end).trimEnd().includes('\n');
  const nextLine = text.slice(end, text.indexOf('\n', end) + 1 || undefined).trim();
  const alone = !next || severalLines || nextLine === '' || nextLine.startsWith('#');
  const start = alone ? top : lineStart;
  // The last line has no break of its own: the one before it goes.
  if (lineBreak === -1 && start > 0) {
    const cut = text[start - 2] === '\r' ? 2 : 1;
    return { start: start - cut, end, newText: '' };
  }
  return { start, end, newText: '' };
}

/** Start of the comment lines directly above a line that are indented as much as it is. */
function commentsAbove(text: string, lineStart: number, indentation: number): number {
  let top = lineStart;
  while (top > 0) {
    const above = text.lastIndexOf('\n', top - 2) + 1;
    const line = text.slice(above, top);
    if (line.search(/\S/) !== indentation || line[indentation] !== '#') break;
    top = above;
  }
  return top;
}
