import { pinned } from '../attribution/attribute.ts';
import { describeEvidence } from '../attribution/evidence.ts';
import { acceptedFlows, logged } from '../attribution/logged.ts';
import { readReversed } from '../attribution/reversed.ts';
import { readUnits } from '../attribution/signed-units.ts';
import { buildTrafficTables, dropTrafficTables } from '../attribution/traffic-tables.ts';
import type { LostTraffic, UncertainTraffic } from '../model/gate.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Rollup, Window } from '../model/rollup.ts';
import type { RuleSet } from '../model/rule.ts';
import type { Evidence } from '../model/verdict.ts';
import { lostTraffic, uncertainTraffic } from './entries.ts';
import { replayAccepted } from './replay.ts';
import { joinSides } from './sides.ts';
import { setStage } from './stage.ts';

export interface ChangeInput {
  readonly before: RuleSet;
  /** Its places are where findings stand. */
  readonly after: RuleSet;
  /** Addresses of resources that are destroyed and created anew. */
  readonly replaced: ReadonlySet<string>;
  readonly inventory: Inventory | null;
  readonly rollup: Rollup;
  readonly window: Window;
}

export interface JudgedChange {
  readonly lost: readonly LostTraffic[];
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
  return pinned(sql, async () => {
    const accepted = await acceptedFlows(sql, stage.days);
    await buildTrafficTables(sql, stage.days, stage.classification, accepted.readings);
    const units = await readUnits(sql, stage.before, stage.classification, accepted.readings);
    const found = await replayAccepted(sql, stage, units, accepted.readings);
    const evidence = await describeEvidence({
      rollup,
      accepted,
      membership: stage.membership,
      captures: stage.captures,
      captureCount: input.inventory?.captures.length ?? 0,
      coverage: await logged(sql, stage.days),
      units,
      reversible: (await readReversed(sql, stage.before, stage.classification)).matched,
      services: stage.services.classes,
    });
    await dropTrafficTables(sql);
    return {
      lost: lostTraffic(found, stage, input.after),
      uncertain: uncertainTraffic(found, stage, input.after),
      evidence,
      members: stage.membership.byGroup(),
    };
  });
}
