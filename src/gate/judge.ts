import { type CoverageDay, CoverageGaps } from '../attribution/coverage.ts';
import { describeEvidence } from '../attribution/evidence.ts';
import { FlowReader } from '../attribution/flow-reader.ts';
import { logged } from '../attribution/logged.ts';
import { ruleGaps } from '../attribution/rule-gaps.ts';
import { Tally } from '../attribution/tally.ts';
import type { GainedPeers, LostTraffic, UncertainTraffic } from '../model/gate.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Rollup, Window } from '../model/rollup.ts';
import type { RuleSet } from '../model/rule.ts';
import type { Evidence } from '../model/verdict.ts';
import { RejectedReplay } from './rejected.ts';
import { AcceptedReplay } from './replay.ts';
import { type Found, gainedPeers, lostTraffic, uncertainTraffic } from './results.ts';
import { joinSides } from './sides.ts';
import { type Stage, setStage } from './stage.ts';

export interface ChangeInput {
  readonly before: RuleSet;
  readonly after: RuleSet;
  /** What the files as they are now hold: where findings stand. */
  readonly places: RuleSet;
  /** Addresses of resources that are destroyed and created anew. */
  readonly replaced: ReadonlySet<string>;
  readonly inventory: Inventory | null;
  readonly rollup: Rollup;
  readonly window: Window;
  /** Fewer observed days do not show that a rule has no traffic. */
  readonly minimumDays: number;
}

export interface JudgedChange {
  readonly lost: readonly LostTraffic[];
  readonly gained: readonly GainedPeers[];
  readonly uncertain: readonly UncertainTraffic[];
  /** What the traffic is by the rules of before. */
  readonly evidence: Evidence;
  /** Interface ids by the group's address, else id, as they are before. */
  readonly members: ReadonlyMap<string, readonly string[]>;
}

/** What a change of rules does to the window's traffic. */
export async function judgeChange(input: ChangeInput): Promise<JudgedChange> {
  const { rollup } = input;
  const { sql } = rollup;
  const sides = joinSides(input.before, input.after, input.replaced);
  const stage = await setStage(sql, { ...input, sides });
  const coverage = await logged(sql, stage.days);
  const reader = new FlowReader(sql, stage.days, stage.classification);
  const tally = new Tally(reader, stage.before, stage.classification);
  const accepted = new AcceptedReplay(stage, reader);
  const rejected = new RejectedReplay(stage, reader);
  await reader.read({
    ACCEPT: {
      oriented: (of, openers) => {
        tally.oriented(of, openers);
        accepted.oriented(of, openers);
      },
      ambiguous: (of, readings) => {
        tally.ambiguous(of, readings);
        accepted.ambiguous(of, readings);
      },
    },
    REJECT: rejected,
  });
  const evidence = describeEvidence({
    rollup,
    window: stage.days.labels,
    membership: stage.membership,
    captures: stage.captures,
    captureCount: input.inventory?.captures.length ?? 0,
    coverage,
    tally,
    reader,
    reversible: tally.reversed.read().matched,
  });
  const found: Found = {
    stage,
    places: input.places,
    inventory: input.inventory,
    accepted: accepted.entries(),
    rejected: rejected.entries(),
    gaps: gapsOf(input, stage, coverage),
  };
  return {
    lost: lostTraffic(found),
    gained: gainedPeers(found),
    uncertain: uncertainTraffic(found),
    evidence,
    members: stage.membership.byGroup(),
  };
}

function gapsOf(
  { inventory, rollup, minimumDays }: ChangeInput,
  { days, membership, captures, sides }: Stage,
  coverage: readonly CoverageDay[],
): Found['gaps'] {
  const { summary } = rollup;
  const gaps = new CoverageGaps(days, membership, captures, coverage, summary, minimumDays);
  return ruleGaps({ ruleSet: sides.ruleSet, inventory }, days, membership.index, gaps);
}
