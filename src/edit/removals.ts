import type { Fix, Removal } from '../model/edit.ts';
import { type Plan, planRemoval, Refusal } from './plan.ts';
import { type ProofInput, type Proved, prove } from './prove.ts';
import { RuleIndex } from './rule-index.ts';

export interface RemovalInput extends ProofInput {
  /** The rules that may go: one alone, or all together. */
  readonly ruleKeys: readonly string[];
}

export interface Removals {
  /** For each asked rule its own proved fix, or why there is none; in the order asked. */
  readonly removals: readonly Removal[];
  /** The texts after all offered removals together, proved as a whole; by display path. */
  readonly after: ReadonlyMap<string, string>;
}

/** Plans and proves the removal of each rule, and of all that are offered together. */
export async function proposeRemovals(input: RemovalInput): Promise<Removals> {
  const index = new RuleIndex(input.ruleSet.rules, input.configuration.files);
  const attempt = (keys: ReadonlySet<string>) => tryRemoval(index, input, keys);
  const allKeys = new Set(input.ruleKeys);
  const removals: Removal[] = [];
  for (const ruleKey of input.ruleKeys) {
    removals.push(await removeOne(index, ruleKey, allKeys, attempt));
  }
  const offered = removals.filter((removal) => removal.fix !== null).map(({ ruleKey }) => ruleKey);
  const after = await together(offered, attempt);
  return { removals, after };
}

type Attempt = (
  keys: ReadonlySet<string>,
) => Promise<
  | { readonly plan: Plan; readonly proved: Proved; readonly refused: null }
  | { readonly refused: string; readonly unproved: boolean }
>;

async function tryRemoval(
  index: RuleIndex,
  input: ProofInput,
  keys: ReadonlySet<string>,
): ReturnType<Attempt> {
  try {
    const plan = planRemoval(index, keys);
    const proved = await prove(input, plan, keys);
    const failure = describeFailure(proved);
    return failure ? { refused: failure, unproved: true } : { plan, proved, refused: null };
  } catch (error) {
    if (error instanceof Refusal || error instanceof RangeError) {
      return { refused: error.message, unproved: false };
    }
    throw error;
  }
}

function describeFailure({ proof, alsoChanges }: Proved): string | null {
  if (alsoChanges !== null) return `what it is written as also feeds ${alsoChanges}`;
  if (proof.parser === 'failed') return 'its proof failed: HashiCorp’s parser sees another change';
  if (proof.rules === 'failed') return 'its proof failed: the edit would change other rules too';
  return null;
}

/** A rule alone; where its text also feeds rules that are to go as well, with these. */
async function removeOne(
  index: RuleIndex,
  ruleKey: string,
  allKeys: ReadonlySet<string>,
  attempt: Attempt,
): Promise<Removal> {
  const alone = await attempt(new Set([ruleKey]));
  if (alone.refused === null)
    return { ruleKey, fix: toFix(alone.plan, alone.proved), refused: null };
  const companions = companionsOf(index, ruleKey, allKeys);
  if (companions.size > 1) {
    const joint = await attempt(companions);
    if (joint.refused === null) {
      return { ruleKey, fix: toFix(joint.plan, joint.proved), refused: null };
    }
  }
  const counted = index.rule(ruleKey).source?.repetition === 'count' && alone.unproved;
  return { ruleKey, fix: null, refused: counted ? COUNT_SHIFTS : alone.refused };
}

const COUNT_SHIFTS =
  'its resource uses count: the rules that stay would change their indexes, and Terraform would replace them; use for_each';

/** The rule and those of the asked ones that come from the same block or literal. */
function companionsOf(
  index: RuleIndex,
  ruleKey: string,
  allKeys: ReadonlySet<string>,
): ReadonlySet<string> {
  const { source } = index.rule(ruleKey);
  const related = source
    ? [
        ...index.rulesOfBlock(source.block),
        ...(source.peer.literal ? index.rulesWithin(source.peer.literal) : []),
      ]
    : [];
  return new Set([ruleKey, ...related.map((rule) => rule.key).filter((key) => allKeys.has(key))]);
}

function toFix(plan: Plan, { proof }: Proved): Fix {
  return {
    safety: 'safe',
    files: [...new Set(plan.edits.map((edit) => edit.file))].sort(),
    edits: plan.edits,
    proof,
  };
}

/** All at once; where that has no proof, as many as do, taken one after the other. */
async function together(
  keys: readonly string[],
  attempt: Attempt,
): Promise<ReadonlyMap<string, string>> {
  if (keys.length === 0) return new Map();
  const all = await attempt(new Set(keys));
  if (all.refused === null) return all.proved.after;
  let chosen = new Set<string>();
  let after: ReadonlyMap<string, string> = new Map();
  for (const key of keys) {
    const next = new Set([...chosen, key]);
    const result = await attempt(next);
    if (result.refused !== null) continue;
    chosen = next;
    after = result.proved.after;
  }
  return after;
}
