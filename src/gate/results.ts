import { covers } from '../model/covers.ts';
import type { GainedPeers, LostTraffic, UncertainTraffic } from '../model/gate.ts';
import type { Inventory } from '../model/inventory.ts';
import type { RuleSet } from '../model/rule.ts';
import type { Location } from '../model/source.ts';
import type { UnknownReason } from '../model/verdict.ts';
import { factsOf, NO_TRAFFIC, silentFacts } from './entries.ts';
import type { EntryTraffic } from './entry-traffic.ts';
import { joinedGroups } from './joined-groups.ts';
import { describeSpace, newSpaceOf } from './new-space.ts';
import type { Stage } from './stage.ts';

export interface Found {
  readonly stage: Stage;
  readonly places: RuleSet;
  readonly inventory: Inventory | null;
  readonly accepted: readonly EntryTraffic[];
  readonly rejected: readonly EntryTraffic[];
  /** What is missing to say that a rule's traffic was all seen, by position. */
  gaps(rule: number): ReadonlySet<UnknownReason>;
}

export function lostTraffic({ accepted, stage, places }: Found): LostTraffic[] {
  return accepted
    .filter(({ entry }) => entry.kind === 'lost' || entry.kind === 'likely lost')
    .map((one) => ({
      ...factsOf(one, stage, places),
      certainty: one.entry.kind === 'lost' ? ('certain' as const) : ('likely' as const),
      confidence: confidenceOf(one),
    }))
    .sort(mostFirst);
}

/** Those that were seen to try, and what further rules newly admit. */
export function gainedPeers(found: Found): GainedPeers[] {
  const { rejected, stage, places, inventory } = found;
  const tried = rejected.filter(({ entry }) => entry.kind === 'gained');
  const named = new Set(tried.flatMap(({ entry }) => entry.because.rules));
  const untried = added(stage).filter((rule) => !named.has(rule) && isSettled(rule, stage));
  const told = tried.map((one) => factsOf(one, stage, places).address);
  return [
    ...joinedGroups(stage, places, inventory).filter(({ address }) => !told.includes(address)),
    ...tried.map((one) => {
      const [rule] = one.entry.because.rules;
      const isNew = one.entry.because.cause === 'rule' && rule !== undefined;
      const space = isNew ? newSpaceOf(rule, stage, inventory) : { ranges: null };
      const facts = factsOf(one, stage, places);
      return { ...facts, confidence: confidenceOf(one), ...describeSpace(space) };
    }),
    ...untried.flatMap((rule) => {
      const { ranges } = newSpaceOf(rule, stage, inventory);
      if (ranges?.length === 0) return [];
      const facts = silentFacts(rule, stage, places);
      return [{ ...facts, confidence: 'medium' as const, ...describeSpace({ ranges }) }];
    }),
  ].sort(mostFirst);
}

export function uncertainTraffic(found: Found): UncertainTraffic[] {
  const { accepted, rejected, stage, places } = found;
  const doubtful = [...accepted, ...rejected].filter(
    ({ entry }) => entry.kind === 'uncertain' || entry.kind === 'perhaps gained',
  );
  const perhaps = new Set(rejected.flatMap(({ entry }) => entry.because.rules));
  return [
    ...doubtful.map((one) => ({
      ...factsOf(one, stage, places),
      doubts: [...one.entry.doubts].sort(),
      gaps: [],
      effect: one.entry.kind === 'uncertain' ? ('lost' as const) : ('gained' as const),
    })),
    ...unseenRemovals(found),
    ...added(stage)
      .filter((rule) => !isSettled(rule, stage) && !perhaps.has(rule))
      .map((rule) => ({
        ...silentFacts(rule, stage, places),
        doubts: ['value' as const],
        gaps: [],
        effect: 'gained' as const,
      })),
  ].sort(mostFirst);
}

/** Of a module whose rules of before or after are not known. */
export function unreadModule(address: string, location: Location | null): UncertainTraffic {
  const facts = { cause: 'rule' as const, rule: null, otherRules: [], address, location };
  return { ...facts, ...NO_TRAFFIC, doubts: ['module'], gaps: [], effect: 'lost' };
}

/** A group that no interface is in has no traffic to lose; when a rule was written says nothing of what it admits. */
const NO_GAP: readonly UnknownReason[] = ['detached-group', 'younger-than-window'];

/** Rules that go, without any traffic, where the logs may not have shown it. */
function unseenRemovals({ accepted, stage, places, gaps }: Found): UncertainTraffic[] {
  const { rules } = stage.sides.ruleSet;
  const told = new Set(accepted.flatMap(({ entry }) => entry.because.rules));
  const stay = rules.filter((_, at) => stage.sides.after[at]!.length > 0);
  return rules.flatMap((rule, at): UncertainTraffic[] => {
    if (stage.sides.after[at]!.length > 0 || told.has(at)) return [];
    if (stay.some((other) => covers(other, rule))) return [];
    const missing = [...gaps(at)].filter((reason) => !NO_GAP.includes(reason)).sort();
    if (missing.length === 0) return [];
    const facts = silentFacts(at, stage, places);
    return [{ ...facts, doubts: ['evidence'], gaps: missing, effect: 'lost' }];
  });
}

function added({ sides }: Stage): number[] {
  return sides.ruleSet.rules.flatMap((_, at) => (sides.before[at]!.length === 0 ? [at] : []));
}

function isSettled(rule: number, { sides }: Stage): boolean {
  return sides.ruleSet.rules[rule]!.unresolved.length === 0;
}

function confidenceOf({ entry }: EntryTraffic): 'high' | 'medium' {
  return entry.weak ? 'medium' : 'high';
}

function mostFirst(
  left: { readonly flows: number; readonly address: string | null },
  right: { readonly flows: number; readonly address: string | null },
): number {
  return right.flows - left.flows || ((left.address ?? '') < (right.address ?? '') ? -1 : 1);
}
