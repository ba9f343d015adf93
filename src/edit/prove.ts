import type { FileNode } from '../hcl/ast.ts';
import { REFUSAL_MESSAGES_EN, type RefusalMessages } from '../messages/refusals.ts';
import type { Proof, TextEdit } from '../model/edit.ts';
import type { Group, Rule, RuleSet } from '../model/rule.ts';
import type { Configuration } from '../terraform/configuration.ts';
import { documentAgrees } from './data/documents.ts';
import { editableFiles } from './editable-file.ts';
import { hashicorpJson } from './hashicorp-parser.ts';
import { firstDifference, otherValues } from './other-values.ts';
import type { Plan } from './plan.ts';
import { countRemoved } from './reduction.ts';
import { countSwapped, type Swap } from './swaps.ts';
import { applyEdits } from './text-edits.ts';

/** A configuration and what its rules are. */
export interface Evaluated {
  readonly configuration: Configuration;
  readonly ruleSet: RuleSet;
}

export interface ProofInput extends Evaluated {
  /** The same with some texts replaced, by display path. */
  readonly reload: (overlay: ReadonlyMap<string, string>) => Evaluated;
  /** Who else uses a file, by display path: another root whose traffic is not known here. Then it is not edited. */
  readonly otherUser?: (file: string) => string | null;
  /** In which language it is said why there is no edit; English where it is not given. */
  readonly words?: RefusalMessages;
}

export interface Proved {
  readonly proof: Proof;
  /** The edited texts by path. */
  readonly after: ReadonlyMap<string, string>;
  /** Something beside rules that the edit would change (`aws_network_acl.x: cidr_block`); null when nothing. */
  readonly alsoChanges: string | null;
  /** A resource of a removed rule that the edit would leave in place, if only without what it needs; null when none. */
  readonly leftBehind: string | null;
}

/**
 * How much HashiCorp's parser is asked to read: the touched top-level blocks before and after, which is all that an edit
 * within them can change; or the whole files, which costs half a second for a thousand resources.
 */
export type ParserScope = 'touched-blocks' | 'whole-files';

/** What a rule says but where it is addressed: `for_each` over a set makes the address of what stands in it. */
export type RuleFacts = Omit<Rule, 'key' | 'address' | 'ruleId' | 'location' | 'via' | 'source'>;

/** Rules that stand in the place of others, and how each literal is replaced. */
export interface Replacing {
  readonly added: readonly RuleFacts[];
  readonly swaps: readonly Swap[];
}

const NOTHING: Replacing = { added: [], swaps: [] };

/**
 * Shows that a plan takes out exactly these rules, and puts exactly the added ones there: by HashiCorp's parser, and by
 * evaluating all of it again.
 */
export async function prove(
  input: ProofInput,
  plan: Plan,
  removedKeys: ReadonlySet<string>,
  scope: ParserScope,
  { added, swaps }: Replacing = NOTHING,
): Promise<Proved> {
  const after = new Map<string, string>();
  let parser = true;
  const files = editableFiles(input.configuration);
  for (const path of new Set(plan.edits.map((edit) => edit.file))) {
    const file = files.get(path);
    if (!file) throw new RangeError(`${path} was not read`);
    const edits = plan.edits.filter((edit) => edit.file === path);
    const before = file.node.source.text;
    const text = applyEdits(before, edits);
    after.set(path, text);
    if (file.format === 'native') {
      const pairs =
        scope === 'whole-files' ? [{ before, after: text }] : touchedBlocks(file.node, edits);
      parser &&=
        swaps.length > 0
          ? await parserSeesSwaps(path, pairs, swaps, edits.length)
          : await parserAgrees(path, pairs, plan.removed.get(path) ?? 0);
    } else {
      parser &&= documentAgrees(file.format, before, text, plan.changes.get(path) ?? []);
    }
  }
  const now = input.reload(after);
  const alsoChanges = firstDifference(
    otherValues(input.configuration),
    otherValues(now.configuration),
  );
  const rules = rulesAgree(input.ruleSet, now.ruleSet, removedKeys, added) && alsoChanges === null;
  return {
    proof: {
      parser: parser ? 'passed' : 'failed',
      rules: rules ? 'passed' : 'failed',
      terraform: 'not-run',
    },
    after,
    alsoChanges,
    leftBehind: leftBehind(input.ruleSet, now.ruleSet, removedKeys),
  };
}

/** The proof, or why there is none. */
export async function proveOrSay(
  input: ProofInput,
  plan: Plan,
  keys: ReadonlySet<string>,
  scope: ParserScope,
  replacing: Replacing = NOTHING,
): Promise<Proved | string> {
  try {
    const proved = await prove(input, plan, keys, scope, replacing);
    return describeFailure(proved, input.words ?? REFUSAL_MESSAGES_EN) ?? proved;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

function describeFailure(
  { proof, alsoChanges, leftBehind: left }: Proved,
  words: RefusalMessages,
): string | null {
  if (alsoChanges !== null) return words.feedsElsewhere(alsoChanges);
  if (proof.parser === 'failed') return words.parserDisagrees();
  if (proof.rules === 'failed') {
    return left === null ? words.otherRulesChange() : words.leftBehind(left);
  }
  return null;
}

interface TextPair {
  readonly before: string;
  readonly after: string;
}

/** The top-level blocks and arguments that edits touch, each before and after. */
function touchedBlocks(file: FileNode, edits: readonly TextEdit[]): TextPair[] {
  return file.body.items.flatMap(({ start, end }) => {
    const own = edits
      .filter((edit) => edit.startOffset < end && start < edit.endOffset)
      .map((edit) => ({
        ...edit,
        startOffset: Math.max(0, edit.startOffset - start),
        endOffset: Math.min(end, edit.endOffset) - start,
      }));
    if (own.length === 0) return [];
    const before = file.source.text.slice(start, end);
    return [{ before, after: applyEdits(before, own) }];
  });
}

/** The edited text parses, and differs from the old one by as many missing things as the plan takes out, at most. */
async function parserAgrees(
  path: string,
  pairs: readonly TextPair[],
  planned: number,
): Promise<boolean> {
  let all = 0;
  for (const { before, after } of pairs) {
    const [old, now] = [await hashicorpJson(path, before), await hashicorpJson(path, after)];
    const removed = old === null || now === null ? null : countRemoved(old, now);
    if (removed === null) return false;
    all += removed;
  }
  return all > 0 && all <= planned;
}

/** The edited text parses, and as many literals are swapped as were edited. */
async function parserSeesSwaps(
  path: string,
  pairs: readonly TextPair[],
  swaps: readonly Swap[],
  edited: number,
): Promise<boolean> {
  let all = 0;
  for (const { before, after } of pairs) {
    const [old, now] = [await hashicorpJson(path, before), await hashicorpJson(path, after)];
    const swapped = old === null || now === null ? null : countSwapped(old, now, swaps);
    if (swapped === null) return false;
    all += swapped;
  }
  return all === edited;
}

/** The rules of the edited configuration are the old ones minus exactly the removed; no new problem came up. */
function rulesAgree(
  ruleSet: RuleSet,
  now: RuleSet,
  removedKeys: ReadonlySet<string>,
  added: readonly RuleFacts[],
): boolean {
  const expected = ruleSet.rules.filter((rule) => !removedKeys.has(rule.key));
  const { left, rest } = without(now.rules, expected.map(factsOf));
  return (
    left === 0 &&
    sameMultiset(
      rest.map((rule) => saysOf(rule)),
      added.map(saysOf),
    ) &&
    now.problems.length <= ruleSet.problems.length &&
    sameMultiset(managed(ruleSet), managed(now)) &&
    referenced(now).every((group) => referenced(ruleSet).includes(group))
  );
}

/**
 * The resource of which all rules were to go and that is made all the same: with a problem that it did not have, or with
 * parts that have no value any more, which a state may still know.
 */
function leftBehind(
  ruleSet: RuleSet,
  now: RuleSet,
  removedKeys: ReadonlySet<string>,
): string | null {
  const gone = new Set(ruleSet.rules.filter(({ key }) => removedKeys.has(key)).map(resourceOf));
  for (const rule of ruleSet.rules) if (!removedKeys.has(rule.key)) gone.delete(resourceOf(rule));
  const known = new Set(ruleSet.problems.map(({ kind, address }) => `${kind} ${address}`));
  const problems = now.problems.filter(({ kind, address }) => !known.has(`${kind} ${address}`));
  const made = [...problems.map(({ address }) => address), ...now.rules.map(resourceOf)];
  return made.find((address) => address !== null && gone.has(address)) ?? null;
}

/** The address of a resource that is a rule; a group with rules inside is none. */
function resourceOf({ address, source }: Rule): string | null {
  return source?.style.startsWith('inline') ? null : address;
}

function managed({ groups }: RuleSet): string[] {
  return groups.filter(({ origin }) => origin === 'managed').map(nameOf);
}

/** Groups that only rules name: with the last of these they are named no more. */
function referenced({ groups }: RuleSet): string[] {
  return groups.filter(({ origin }) => origin === 'referenced').map(nameOf);
}

function nameOf({ address, id }: Group): string {
  return address ?? id ?? '';
}

/** The rules whose facts are not among the given ones, each of which stands for one; and how many of these are left. */
function without(rules: readonly Rule[], facts: readonly string[]) {
  const counts = new Map<string, number>();
  for (const each of facts) counts.set(each, (counts.get(each) ?? 0) + 1);
  let left = facts.length;
  const rest = rules.filter((rule) => {
    const own = factsOf(rule);
    const count = counts.get(own) ?? 0;
    if (count === 0) return true;
    counts.set(own, count - 1);
    left--;
    return false;
  });
  return { left, rest };
}

function factsOf(rule: Rule): string {
  return `${JSON.stringify(rule.address)} ${saysOf(rule)}`;
}

function saysOf(facts: RuleFacts): string {
  const { group, direction, protocol, fromPort, toPort, peer, unresolved, description } = facts;
  return JSON.stringify([
    group,
    direction,
    protocol,
    fromPort,
    toPort,
    peer,
    unresolved,
    description,
  ]);
}

function sameMultiset(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false;
  const [first, second] = [[...left].sort(), [...right].sort()];
  return first.every((each, index) => each === second[index]);
}
