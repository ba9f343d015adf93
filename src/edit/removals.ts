import type { Fix, Removal } from '../model/edit.ts';
import { type Plan, planRemoval, Refusal } from './plan.ts';
import { type ParserScope, type ProofInput, type Proved, prove } from './prove.ts';
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

/** What to do for one rule: its edits, and the rules that go by them (its companions with it). */
interface Candidate {
  readonly ruleKey: string;
  readonly keys: ReadonlySet<string>;
  readonly plan: Plan;
}

/** From so many removals on they are proved in batches: each proof evaluates the whole configuration. */
const BATCH_SIZE = 16;

const COUNT_SHIFTS =
  'its resource uses count: the rules that stay would change their indexes, and Terraform would replace them; use for_each';

/** Plans and proves the removal of each rule, and of all that are offered together. */
export async function proposeRemovals(input: RemovalInput): Promise<Removals> {
  const index = new RuleIndex(input.ruleSet.rules, input.configuration.files);
  const asked = new Set(input.ruleKeys);
  const outcomes = new Map<string, Removal>();
  const candidates: Candidate[] = [];
  for (const ruleKey of input.ruleKeys) {
    const candidate = planOne(index, ruleKey, asked);
    if (typeof candidate === 'string') {
      outcomes.set(ruleKey, { ruleKey, fix: null, refused: candidate });
    } else {
      candidates.push(candidate);
    }
  }
  const batch = candidates.length > BATCH_SIZE ? BATCH_SIZE : 1;
  for (let at = 0; at < candidates.length; at += batch) {
    for (const removal of await proveBatch(input, index, candidates.slice(at, at + batch))) {
      outcomes.set(removal.ruleKey, removal);
    }
  }
  const removals = input.ruleKeys.flatMap((key) => outcomes.get(key) ?? []);
  const offered = removals.filter(({ fix }) => fix !== null).map(({ ruleKey }) => ruleKey);
  return { removals, after: await together(input, index, offered) };
}

/** A rule alone; where its text also feeds rules that are to go as well, with these. Else the reason against. */
function planOne(
  index: RuleIndex,
  ruleKey: string,
  asked: ReadonlySet<string>,
): Candidate | string {
  const alone = new Set([ruleKey]);
  const plan = planOrRefuse(index, alone);
  if (typeof plan !== 'string') return { ruleKey, keys: alone, plan };
  const keys = companionsOf(index, ruleKey, asked);
  const joint = keys.size > 1 ? planOrRefuse(index, keys) : plan;
  return typeof joint === 'string' ? plan : { ruleKey, keys, plan: joint };
}

function planOrRefuse(index: RuleIndex, keys: ReadonlySet<string>): Plan | string {
  try {
    return planRemoval(index, keys);
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

/** The rule and those of the asked ones that come from the same block or literal. */
function companionsOf(
  index: RuleIndex,
  ruleKey: string,
  asked: ReadonlySet<string>,
): ReadonlySet<string> {
  const { source } = index.rule(ruleKey);
  const related = source
    ? [
        ...index.rulesOfBlock(source.block),
        ...(source.peer.literal ? index.rulesWithin(source.peer.literal) : []),
      ]
    : [];
  return new Set([ruleKey, ...related.map(({ key }) => key).filter((key) => asked.has(key))]);
}

/**
 * Makes the edits of some removals at once; where the rules are then the old ones minus exactly all of these, each is
 * proved. Where they are not, or edits meet, each is proved alone.
 */
async function proveBatch(
  input: RemovalInput,
  index: RuleIndex,
  batch: readonly Candidate[],
): Promise<Removal[]> {
  const keys = new Set(batch.flatMap((candidate) => [...candidate.keys]));
  const result = await tryPlan(input, mergePlans(batch), keys, 'touched-blocks');
  if (typeof result !== 'string') {
    return batch.map(({ ruleKey, plan }) => ({ ruleKey, fix: toFix(plan, result), refused: null }));
  }
  const [only, ...others] = batch;
  if (others.length > 0) {
    const each = await Promise.all(batch.map((candidate) => proveBatch(input, index, [candidate])));
    return each.flat();
  }
  if (!only) return [];
  const counted = index.rule(only.ruleKey).source?.repetition === 'count';
  return [{ ruleKey: only.ruleKey, fix: null, refused: counted ? COUNT_SHIFTS : result }];
}

function mergePlans(batch: readonly Candidate[]): Plan {
  const edits = new Map(
    batch.flatMap(({ plan }) =>
      plan.edits.map(
        (edit) => [`${edit.file}:${edit.startOffset}-${edit.endOffset}`, edit] as const,
      ),
    ),
  );
  const removed = new Map<string, number>();
  for (const { plan } of batch) {
    for (const [file, count] of plan.removed) removed.set(file, (removed.get(file) ?? 0) + count);
  }
  return { edits: [...edits.values()], removed };
}

/** The proof, or why there is none. */
async function tryPlan(
  input: ProofInput,
  plan: Plan,
  keys: ReadonlySet<string>,
  scope: ParserScope,
): Promise<Proved | string> {
  try {
    const proved = await prove(input, plan, keys, scope);
    return describeFailure(proved) ?? proved;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

function describeFailure({ proof, alsoChanges }: Proved): string | null {
  if (alsoChanges !== null) return `what it is written as also feeds ${alsoChanges}`;
  if (proof.parser === 'failed') return 'its proof failed: HashiCorp’s parser sees another change';
  if (proof.rules === 'failed') return 'its proof failed: the edit would change other rules too';
  return null;
}

function toFix(plan: Plan, { proof }: Proved): Fix {
  return {
    safety: 'safe',
    files: [...new Set(plan.edits.map((edit) => edit.file))].sort(),
    edits: plan.edits,
    proof,
  };
}

/** All at once, in whole files; where that has no proof, as many as do, taken one after the other. */
async function together(
  input: ProofInput,
  index: RuleIndex,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const attempt = async (chosen: ReadonlySet<string>) => {
    const plan = planOrRefuse(index, chosen);
    if (typeof plan === 'string') return plan;
    return tryPlan(input, plan, chosen, 'whole-files');
  };
  if (keys.length === 0) return new Map();
  const all = await attempt(new Set(keys));
  if (typeof all !== 'string') return all.after;
  let chosen: ReadonlySet<string> = new Set();
  let after: ReadonlyMap<string, string> = new Map();
  for (const key of keys) {
    const next = new Set([...chosen, key]);
    const result = await attempt(next);
    if (typeof result === 'string') continue;
    chosen = next;
    after = result.after;
  }
  return after;
}
