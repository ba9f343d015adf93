import { REFUSAL_MESSAGES_EN, type RefusalMessages } from '../messages/refusals.ts';
import type { Fix, Removal } from '../model/edit.ts';
import { diffOf } from './diff.ts';
import { editableFiles } from './editable-file.ts';
import { effectsOf } from './effects.ts';
import { mergePlans, type Plan, planRemoval } from './plan.ts';
import { type ProofInput, type Proved, proveOrSay } from './prove.ts';
import { Refusal } from './refusal.ts';
import { RuleIndex } from './rule-index.ts';
import { OverlapError } from './text-edits.ts';

export interface RemovalInput extends ProofInput {
  /** The rules that may go: one alone, or all together. */
  readonly ruleKeys: readonly string[];
}

export interface Removals {
  /** For each asked rule its own proved fix, or why there is none; in the order asked. */
  readonly removals: readonly Removal[];
  /** The rules of all offered removals that can be made together. */
  readonly together: readonly string[];
  /** The texts after these, proved as a whole; by display path. */
  readonly after: ReadonlyMap<string, string>;
  /** The texts after some of the rules that can be made together, proved as a whole; null where that has no proof. */
  readonly afterSome: (ruleKeys: readonly string[]) => Promise<ReadonlyMap<string, string> | null>;
}

/** What to do for one rule: its edits, and the rules that go by them (its companions with it). */
interface Candidate {
  readonly ruleKey: string;
  readonly keys: ReadonlySet<string>;
  readonly plan: Plan;
}

/** From so many removals on they are proved in batches: each proof evaluates the whole configuration. */
const BATCH_SIZE = 16;

/** Plans and proves the removal of each rule, and of all that are offered together. */
export async function proposeRemovals(input: RemovalInput): Promise<Removals> {
  const proposer = new Proposer(input);
  const outcomes = new Map<string, Removal>();
  const candidates: Candidate[] = [];
  for (const ruleKey of input.ruleKeys) {
    const candidate = proposer.planOne(ruleKey);
    if (typeof candidate === 'string') {
      outcomes.set(ruleKey, { ruleKey, fix: null, refused: candidate });
    } else {
      candidates.push(candidate);
    }
  }
  const batch = candidates.length > BATCH_SIZE ? BATCH_SIZE : 1;
  for (let at = 0; at < candidates.length; at += batch) {
    for (const removal of await proposer.proveBatch(candidates.slice(at, at + batch))) {
      outcomes.set(removal.ruleKey, removal);
    }
  }
  const removals = input.ruleKeys.flatMap((key) => outcomes.get(key) ?? []);
  const offered = removals.filter(({ fix }) => fix !== null).map(({ ruleKey }) => ruleKey);
  const all = await proposer.together(offered);
  return { removals, ...all, afterSome: (ruleKeys) => proposer.afterSome(ruleKeys) };
}

class Proposer {
  readonly #input: RemovalInput;
  readonly #index: RuleIndex;
  readonly #asked: ReadonlySet<string>;
  readonly #words: RefusalMessages;
  /** Rules whose object must stay, though it held nothing else: something else reads it. */
  readonly #closest = new Set<string>();

  constructor(input: RemovalInput) {
    this.#input = input;
    this.#words = input.words ?? REFUSAL_MESSAGES_EN;
    this.#index = new RuleIndex(
      input.ruleSet.rules,
      editableFiles(input.configuration),
      input.otherUser,
    );
    this.#asked = new Set(input.ruleKeys);
  }

  /** A rule alone; where its text also feeds rules that are to go as well, with these. Else the reason against. */
  planOne(ruleKey: string): Candidate | string {
    const alone = new Set([ruleKey]);
    const plan = this.#planOrRefuse(alone);
    if (typeof plan !== 'string') return { ruleKey, keys: alone, plan };
    const keys = this.#companionsOf(ruleKey);
    const joint = keys.size > 1 ? this.#planOrRefuse(keys) : plan;
    return typeof joint === 'string' ? plan : { ruleKey, keys, plan: joint };
  }

  /**
   * Makes the edits of some removals at once; where the rules are then the old ones minus exactly all of these, each is
   * proved. Where they are not, or edits meet, each is proved alone.
   */
  async proveBatch(batch: readonly Candidate[]): Promise<Removal[]> {
    const [only, ...others] = batch;
    if (!only) return [];
    const keys = new Set(batch.flatMap((candidate) => [...candidate.keys]));
    const plan = mergePlans(batch.map((candidate) => candidate.plan));
    const result = await proveOrSay(this.#input, plan, keys, 'touched-blocks');
    if (typeof result !== 'string') {
      return batch.map((candidate) => this.#offer(candidate, result));
    }
    if (others.length > 0) {
      const each = await Promise.all(batch.map((candidate) => this.proveBatch([candidate])));
      return each.flat();
    }
    return [(await this.#proveCloser(only)) ?? this.#refuse(only.ruleKey, result)];
  }

  /** All at once, in whole files; where that has no proof, as many as do, taken one after the other. */
  async together(ruleKeys: readonly string[]): Promise<Pick<Removals, 'together' | 'after'>> {
    const all = await this.afterSome(ruleKeys);
    if (all) return { together: ruleKeys, after: all };
    let chosen: readonly string[] = [];
    let after: ReadonlyMap<string, string> = new Map();
    for (const key of ruleKeys) {
      const result = await this.afterSome([...chosen, key]);
      if (!result) continue;
      chosen = [...chosen, key];
      after = result;
    }
    return { together: chosen, after };
  }

  async afterSome(ruleKeys: readonly string[]): Promise<ReadonlyMap<string, string> | null> {
    if (ruleKeys.length === 0) return new Map();
    const keys = new Set(ruleKeys);
    const plan = this.#planOrRefuse(keys);
    if (typeof plan === 'string') return null;
    const result = await proveOrSay(this.#input, plan, keys, 'whole-files');
    return typeof result === 'string' ? null : result.after;
  }

  /** Once more without taking along the object around it: something may read that by its name. */
  async #proveCloser({ ruleKey, keys, plan }: Candidate): Promise<Removal | null> {
    for (const key of keys) this.#closest.add(key);
    const closer = this.#planOrRefuse(keys);
    if (typeof closer !== 'string' && !sameEdits(closer, plan)) {
      const result = await proveOrSay(this.#input, closer, keys, 'touched-blocks');
      if (typeof result !== 'string') return this.#offer({ ruleKey, keys, plan: closer }, result);
    }
    for (const key of keys) this.#closest.delete(key);
    return null;
  }

  #planOrRefuse(keys: ReadonlySet<string>): Plan | string {
    try {
      return planRemoval(this.#index, keys, this.#closest);
    } catch (error) {
      if (error instanceof Refusal) return error.say(this.#words);
      if (error instanceof OverlapError) return this.#words.meetsAnother();
      throw error;
    }
  }

  /** The rule and those of the asked ones that come from the same block or literal. */
  #companionsOf(ruleKey: string): ReadonlySet<string> {
    const { source } = this.#index.rule(ruleKey);
    const related = source
      ? [
          ...this.#index.rulesOfBlock(source.block),
          ...(source.peer.literal ? this.#index.rulesWithin(source.peer.literal) : []),
        ]
      : [];
    const asked = related.map(({ key }) => key).filter((key) => this.#asked.has(key));
    return new Set([ruleKey, ...asked]);
  }

  #offer({ ruleKey, keys, plan }: Candidate, { proof }: Proved): Removal {
    const fix: Fix = {
      safety: 'safe',
      files: [...new Set(plan.edits.map((edit) => edit.file))].sort(),
      edits: plan.edits,
      proof,
      effects: effectsOf(this.#input.ruleSet, keys),
      diff: diffOf(this.#index, plan),
    };
    return { ruleKey, fix, refused: null };
  }

  #refuse(ruleKey: string, reason: string): Removal {
    const refused = this.#hasLaterInstances(ruleKey) ? this.#words.countShifts() : reason;
    return { ruleKey, fix: null, refused };
  }

  /** Whether `count` makes rules after this one of the same resource that would move up. */
  #hasLaterInstances(ruleKey: string): boolean {
    const { address, source } = this.#index.rule(ruleKey);
    const own = instanceOf(address);
    if (!own || source?.repetition !== 'count') return false;
    return this.#index.rulesOfBlock(source.block).some((each) => {
      const other = instanceOf(each.address);
      return other?.resource === own.resource && other.index > own.index;
    });
  }
}

function instanceOf(address: string | null): { resource: string; index: number } | null {
  const found = /^(.*)\[(\d+)\]$/s.exec(address ?? '');
  return found ? { resource: found[1]!, index: Number(found[2]) } : null;
}

function sameEdits(left: Plan, right: Plan): boolean {
  return JSON.stringify(left.edits) === JSON.stringify(right.edits);
}
