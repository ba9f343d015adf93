import { REFUSAL_MESSAGES_EN } from '../messages/refusals.ts';
import type { Fix, Removal } from '../model/edit.ts';
import { diffOf } from './diff.ts';
import { editableFiles } from './editable-file.ts';
import { effectsOf } from './effects.ts';
import { type Proposal, planReplacement, type ReplacementPlan } from './plan-replacement.ts';
import { type ProofInput, type Proved, proveOrSay } from './prove.ts';
import { Refusal } from './refusal.ts';
import { RuleIndex } from './rule-index.ts';

export interface ReplacementInput extends ProofInput {
  readonly proposals: readonly Proposal[];
}

export interface Replacements {
  /** For each proposal its own proved edit, or why there is none; in the order asked. */
  readonly replacements: readonly Removal[];
  /** The texts after all of these rules were narrowed that can be together, and which these are. */
  readonly together: readonly string[];
  readonly after: ReadonlyMap<string, string>;
}

interface Planned {
  readonly ruleKey: string;
  readonly plan: ReplacementPlan;
}

/** Plans and proves that a rule is narrowed where it is written: `unsafe`, for other traffic may come. */
export async function proposeReplacements(input: ReplacementInput): Promise<Replacements> {
  const index = new RuleIndex(
    input.ruleSet.rules,
    editableFiles(input.configuration),
    input.otherUser,
  );
  const outcomes = input.proposals.map((proposal): Planned | string => {
    try {
      return { ruleKey: proposal.ruleKey, plan: planReplacement(index, proposal) };
    } catch (error) {
      if (error instanceof Refusal) return error.say(input.words ?? REFUSAL_MESSAGES_EN);
      throw error;
    }
  });
  const planned = distinctRules(outcomes.filter((each) => typeof each !== 'string'));
  const all = await proveAll(input, planned);
  const replacements: Removal[] = [];
  const alone = new Map<string, Proved | string>();
  for (const [position, outcome] of outcomes.entries()) {
    const ruleKey = input.proposals[position]?.ruleKey ?? '';
    if (typeof outcome === 'string') {
      replacements.push({ ruleKey, fix: null, refused: outcome });
      continue;
    }
    const proved =
      typeof all !== 'string' && planned.includes(outcome) ? all : await proveAll(input, [outcome]);
    alone.set(ruleKey, proved);
    replacements.push(offer(input, index, outcome, proved));
  }
  if (typeof all !== 'string') {
    return { replacements, together: planned.map(({ ruleKey }) => ruleKey), after: all.after };
  }
  const proved = planned.filter(({ ruleKey }) => typeof alone.get(ruleKey) !== 'string');
  return { replacements, ...(await oneByOne(input, proved)) };
}

/** A rule whose peer and ports could both be narrowed is narrowed once at a time. */
function distinctRules(planned: readonly Planned[]): Planned[] {
  return [
    ...new Map([...planned].reverse().map((each) => [each.ruleKey, each])).values(),
  ].reverse();
}

async function proveAll(input: ProofInput, planned: readonly Planned[]): Promise<Proved | string> {
  const edits = planned.flatMap(({ plan }) => plan.edits);
  if (edits.length === 0) return (input.words ?? REFUSAL_MESSAGES_EN).nothingToNarrow();
  return proveOrSay(
    input,
    { edits, removed: new Map(), changes: new Map() },
    new Set(planned.map(({ ruleKey }) => ruleKey)),
    'touched-blocks',
    {
      added: planned.flatMap(({ plan }) => plan.added),
      swaps: planned.flatMap(({ plan }) => plan.swaps),
    },
  );
}

/** As many as have a proof together, taken one after the other. */
async function oneByOne(input: ProofInput, proved: readonly Planned[]) {
  let chosen: readonly Planned[] = [];
  let after: ReadonlyMap<string, string> = new Map();
  for (const each of proved) {
    const result = await proveAll(input, [...chosen, each]);
    if (typeof result === 'string') continue;
    chosen = [...chosen, each];
    after = result.after;
  }
  return { together: chosen.map(({ ruleKey }) => ruleKey), after };
}

function offer(
  input: ProofInput,
  index: RuleIndex,
  { ruleKey, plan }: Planned,
  proved: Proved | string,
): Removal {
  if (typeof proved === 'string') return { ruleKey, fix: null, refused: proved };
  const whole = { edits: plan.edits, removed: new Map(), changes: new Map() };
  const fix: Fix = {
    safety: 'unsafe',
    files: [...new Set(plan.edits.map(({ file }) => file))].sort(),
    edits: plan.edits,
    proof: proved.proof,
    effects: effectsOf(input.ruleSet, new Set([ruleKey])).map((effect) => ({
      ...effect,
      // Something of the rule stays.
      action: effect.action === 'delete' ? 'replace' : effect.action,
    })),
    diff: diffOf(index, whole),
  };
  return { ruleKey, fix, refused: null };
}
