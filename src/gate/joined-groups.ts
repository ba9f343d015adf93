import type { GainedPeers } from '../model/gate.ts';
import { groupKey } from '../model/group.ts';
import type { Inventory } from '../model/inventory.ts';
import type { RuleSet } from '../model/rule.ts';
import { joinedFacts } from './entries.ts';
import { describeSpace, joinedSpace, newSpaceOf } from './new-space.ts';
import type { BindingChange } from './sides.ts';
import type { Stage } from './stage.ts';

/** What the groups that a resource's interfaces join admit, and those that they were in did not. */
export function joinedGroups(
  stage: Stage,
  places: RuleSet,
  inventory: Inventory | null,
): GainedPeers[] {
  return stage.sides.bindings.flatMap((change) => {
    const joins = joinedBy(change);
    if (joins === null) return [];
    const { rules } = stage.sides.ruleSet;
    const opening = rules.flatMap((rule, at) => {
      const inForce = stage.sides.after[at]!.length > 0 && rule.unresolved.length === 0;
      if (!inForce || !joins.groups.has(groupKey(rule.group))) return [];
      const space = newSpaceOf(at, stage, inventory, joins.had);
      return (space.ranges?.length ?? 0) > 0 ? [{ at, space }] : [];
    });
    if (opening.length === 0) return [];
    const positions = opening.map(({ at }) => at);
    const space = joinedSpace(opening.map((one) => one.space));
    const facts = joinedFacts(positions, joins.address, stage, places);
    return [{ ...facts, confidence: 'medium' as const, ...describeSpace(space) }];
  });
}

/** Null where the resource joins no group, or is new: then nothing was in force before. */
function joinedBy({ before, after }: BindingChange) {
  if (!before || !after) return null;
  const had = new Set(before.groups.map(groupKey));
  const groups = new Set(after.groups.map(groupKey).filter((key) => key !== null && !had.has(key)));
  return groups.size === 0 ? null : { had, groups, address: after.address };
}
