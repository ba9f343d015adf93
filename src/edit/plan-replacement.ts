import type { Attribute, Block, Expression, FileNode } from '../hcl/ast.ts';
import { pathTo } from '../hcl/walk.ts';
import type { TextEdit } from '../model/edit.ts';
import type { PortRange } from '../model/ports.ts';
import type { Rule } from '../model/rule.ts';
import { describeGroup, describeRule } from '../model/rule-text.ts';
import { isInRepository, isInstalled, type SourceRange } from '../model/source.ts';
import { literalText } from '../terraform/configuration/literal.ts';
import { findBlock, innermostAttribute } from './find.ts';
import { Lines } from './lines.ts';
import type { Replacing } from './prove.ts';
import { Refusal } from './refusal.ts';
import type { RuleIndex } from './rule-index.ts';
import type { Swap } from './swaps.ts';
import { textEdit } from './text-edits.ts';

/** What is to stand in the place of a rule's peer or ports. */
export type Proposal =
  | { readonly ruleKey: string; readonly kind: 'cidr'; readonly values: readonly string[] }
  | { readonly ruleKey: string; readonly kind: 'ports'; readonly ranges: readonly PortRange[] };

export interface ReplacementPlan extends Replacing {
  readonly edits: readonly TextEdit[];
}

/**
 * The text edits that narrow a rule where it is written.
 * @throws Refusal when that cannot be said there, or would narrow another rule too
 */
export function planReplacement(index: RuleIndex, proposal: Proposal): ReplacementPlan {
  const rule = index.rule(proposal.ruleKey);
  return proposal.kind === 'cidr'
    ? narrowPeer(index, rule, proposal.values)
    : narrowPorts(index, rule, proposal.ranges);
}

function narrowPeer(index: RuleIndex, rule: Rule, values: readonly string[]): ReplacementPlan {
  const literal = rule.source?.peer.literal;
  if (!literal || rule.peer.kind !== 'cidr') {
    throw new Refusal((words) => words.computedCidr());
  }
  const file = nativeFile(index, literal);
  refuseShared(index, literal, rule);
  const span = { start: literal.startOffset, end: literal.endOffset };
  const attribute = innermostAttribute(file, literal);
  const path = attribute ? pathTo(attribute.value, span) : [];
  const at = path.findIndex(({ start, end }) => start === span.start && end === span.end);
  const text = path[at] && literalText(path[at]);
  if (text === null || text === undefined) {
    throw new Refusal((words) => words.computedCidr());
  }
  const inList = path[at - 1]?.kind === 'tuple';
  if (!inList && values.length > 1) {
    throw new Refusal((words) => words.oneValue(values.length));
  }
  const lines = new Lines(file);
  const own = inList && lines.isFirst(span.start);
  const indentation = file.source.text.slice(lines.start(span.start), span.start);
  const lineBreak = /\r\n/.test(file.source.text.slice(0, span.start)) ? '\r\n' : '\n';
  const between = own ? `,${lineBreak}${indentation}` : ', ';
  const newText = values.map((value) => JSON.stringify(value)).join(between);
  return {
    edits: [textEdit(file.source, span.start, span.end, newText)],
    swaps: [{ from: text, to: values }],
    added: values.map((value) => ({ ...rule, peer: { kind: 'cidr', value } })),
  };
}

function narrowPorts(index: RuleIndex, rule: Rule, ranges: readonly PortRange[]): ReplacementPlan {
  const [range, ...others] = ranges;
  if (!range || others.length > 0) {
    throw new Refusal((words) => words.oneRange(ranges.length));
  }
  const place = rule.source?.block;
  if (!place) throw new Refusal((words) => words.notWritten());
  const file = nativeFile(index, place);
  const block = findBlock(file, place)?.block;
  const sibling = index.rulesOfBlock(place).find(({ key }) => key !== rule.key);
  if (sibling) {
    throw new Refusal((words) => words.portsOfAnother(named(sibling)));
  }
  const swaps: Swap[] = [];
  const edits: TextEdit[] = [];
  const ends = [
    ['from_port', rule.fromPort, range.from],
    ['to_port', rule.toPort, range.to],
  ] as const;
  for (const [name, old, now] of ends) {
    if (old === now) continue;
    const value = argumentOf(block, name);
    const from = value && portOf(value);
    if (!value || from === null || Number(from) !== old) {
      throw new Refusal((words) => words.portNotNumber(name));
    }
    const to = typeof from === 'string' ? String(now) : now;
    edits.push(textEdit(file.source, value.start, value.end, JSON.stringify(to)));
    swaps.push({ from: from as string | number, to: [to] });
  }
  return { edits, swaps, added: [{ ...rule, fromPort: range.from, toPort: range.to }] };
}

function argumentOf(block: Block | undefined, name: string): Expression | null {
  const item = block?.body.items.find(
    (each): each is Attribute => each.kind === 'attribute' && each.name === name,
  );
  return item?.value ?? null;
}

/** A port as it is written: a number, or digits in quotes. */
function portOf(value: Expression): string | number | null {
  if (value.kind === 'number') return Number(value.text);
  const text = literalText(value);
  return text !== null && /^\d+$/.test(text) ? text : null;
}

function nativeFile(index: RuleIndex, range: SourceRange): FileNode {
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
  if (file.format !== 'native') {
    throw new Refusal((words) => words.notNative(range.file));
  }
  return file.node;
}

function refuseShared(index: RuleIndex, place: SourceRange, rule: Rule): void {
  const shared = index.rulesWithin(place).find(({ key }) => key !== rule.key);
  if (shared) throw new Refusal((words) => words.feedsAnother(named(shared)));
}

function named(rule: Rule): string {
  return `${describeRule(rule)} (${describeGroup(rule.group)})`;
}
