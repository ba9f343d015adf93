import type { Proof } from '../model/edit.ts';
import type { Rule, RuleSet } from '../model/rule.ts';
import type { Configuration } from '../terraform/configuration.ts';
import { hashicorpJson } from './hashicorp-parser.ts';
import { firstDifference, otherValues } from './other-values.ts';
import type { Plan } from './plan.ts';
import { countRemoved } from './reduction.ts';
import { applyEdits } from './text-edits.ts';

/** A configuration and what its rules are. */
export interface Evaluated {
  readonly configuration: Configuration;
  readonly ruleSet: RuleSet;
}

export interface ProofInput extends Evaluated {
  /** The same with some texts replaced, by display path. */
  readonly reload: (overlay: ReadonlyMap<string, string>) => Evaluated;
}

export interface Proved {
  readonly proof: Proof;
  /** The edited texts by path. */
  readonly after: ReadonlyMap<string, string>;
  /** Something beside rules that the edit would change (`aws_network_acl.x: cidr_block`); null when nothing. */
  readonly alsoChanges: string | null;
}

/** Shows that a plan takes out exactly these rules: by HashiCorp's parser, and by evaluating all of it again. */
export async function prove(
  input: ProofInput,
  plan: Plan,
  removedKeys: ReadonlySet<string>,
): Promise<Proved> {
  const after = new Map<string, string>();
  for (const path of new Set(plan.edits.map((edit) => edit.file))) {
    const text = input.configuration.files.get(path)?.source.text ?? '';
    const own = plan.edits.filter((edit) => edit.file === path);
    after.set(path, applyEdits(text, own));
  }
  const parser = await parserAgrees(input, after, plan);
  const now = input.reload(after);
  const alsoChanges = firstDifference(
    otherValues(input.configuration),
    otherValues(now.configuration),
  );
  const rules = rulesAgree(input.ruleSet, now.ruleSet, removedKeys) && alsoChanges === null;
  return {
    proof: {
      parser: parser ? 'passed' : 'failed',
      rules: rules ? 'passed' : 'failed',
      terraform: 'not-run',
    },
    after,
    alsoChanges,
  };
}

/** The edited file parses, and differs from the old one by as many missing things as the plan takes out. */
async function parserAgrees(
  { configuration: { files } }: ProofInput,
  after: ReadonlyMap<string, string>,
  plan: Plan,
): Promise<boolean> {
  for (const [path, text] of after) {
    const old = files.get(path)?.source.text ?? '';
    const [before, now] = await Promise.all([hashicorpJson(path, old), hashicorpJson(path, text)]);
    if (before === null || now === null) return false;
    const removed = countRemoved(before, now);
    if (removed === null || removed === 0 || removed > (plan.removed.get(path) ?? 0)) return false;
  }
  return true;
}

/** The rules of the edited configuration are the old ones minus exactly the removed; no new problem came up. */
function rulesAgree(ruleSet: RuleSet, now: RuleSet, removedKeys: ReadonlySet<string>): boolean {
  const expected = ruleSet.rules.filter((rule) => !removedKeys.has(rule.key));
  return (
    sameMultiset(expected.map(factsOf), now.rules.map(factsOf)) &&
    now.problems.length <= ruleSet.problems.length &&
    sameMultiset(
      ruleSet.groups.map((group) => group.address ?? group.id ?? ''),
      now.groups.map((group) => group.address ?? group.id ?? ''),
    )
  );
}

function factsOf(rule: Rule): string {
  const { address, group, direction, protocol, fromPort, toPort, peer, unresolved, description } =
    rule;
  return JSON.stringify([
    address,
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
