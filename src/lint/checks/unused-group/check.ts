import { groupKey } from '../../../model/group.ts';
import type { Group } from '../../../model/rule.ts';
import { describeGroup } from '../../../model/rule-text.ts';
import type { UnknownReason } from '../../../model/verdict.ts';
import type { Check, LintContext } from '../../check.ts';
import { isDefaultGroup } from '../../default-group.ts';
import { interfacesOf } from '../../group-users.ts';
import { info } from './info.ts';

/**
 * Tools that look at some resource types only have called groups of CodeBuild projects, Lambda functions and
 * module arguments unused. So: whatever names a group uses it, and what cannot be looked into leaves it open.
 */
export const unusedGroup: Check = {
  ...info,
  *run(context) {
    const blind = blindSpots(context);
    for (const group of context.ruleSet.groups) {
      if (group.origin !== 'managed' || isDefaultGroup(group)) continue;
      if (group.referencedBy.length > 0 || isLookedUp(context, group)) continue;
      if (interfacesOf(context, group).length > 0) continue;
      const traffic = trafficOf(context, group);
      if (traffic === 'some') continue;
      const { check } = context.messages;
      const open = [...blind, ...openOf(context, group), ...traffic];
      const name = describeGroup(group);
      yield {
        message:
          open.length === 0
            ? check.unusedGroup(name, context.days)
            : check.perhapsUnusedGroup(name, open.join('; ')),
        location: group.location,
        ruleKeys: [],
        discriminator: name,
        ...(open.length > 0 ? { severity: 'note' as const, confidence: 'low' as const } : {}),
      };
    }
  },
};

/** A data source, or another root's state, knows a group by the same id or name. */
function isLookedUp({ ruleSet }: LintContext, group: Group): boolean {
  return ruleSet.groups.some(
    (other) =>
      other !== group &&
      ((group.id !== null && other.id === group.id) ||
        (group.name !== null && other.name === group.name && other.origin === 'referenced')),
  );
}

/** What could name any group and cannot be read. */
function blindSpots({ ruleSet, unreadModules, messages }: LintContext): string[] {
  const binding = ruleSet.bindings.find(
    ({ complete, mayHaveOthers }) => !complete && mayHaveOthers,
  );
  const module = unreadModules[0];
  return [
    ...(binding ? [messages.check.openBinding(binding.address)] : []),
    ...(module === undefined ? [] : [messages.check.openModule(module)]),
  ];
}

function openOf({ inventory, messages }: LintContext, group: Group): string[] {
  if (!inventory?.captures.some(({ interfaces }) => interfaces !== null)) {
    return [messages.reason['no-inventory'].what];
  }
  return group.id === null ? [messages.check.openGroupId] : [];
}

/** `some`, or what keeps it from being nil. That the group is on no interface is the point, not a gap. */
function trafficOf(context: LintContext, group: Group): 'some' | string[] {
  if (!context.attribution) return [context.messages.check.openTraffic];
  const judgements = context.judgements.filter(
    ({ rule }) => groupKey(rule.group) === groupKey(group),
  );
  if (judgements.some(({ traffic }) => traffic.flows > 0)) return 'some';
  const reasons = new Set(
    judgements.flatMap(({ verdict, reasons }) => (verdict === 'unknown' ? reasons : [])),
  );
  reasons.delete('detached-group');
  return [...reasons].map(
    (reason) => context.messages.reason[reason as UnknownReason]?.what ?? reason,
  );
}
