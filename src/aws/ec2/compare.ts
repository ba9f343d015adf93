import type { RuleDifference } from '../../model/live.ts';
import type { Rule, RulePart } from '../../model/rule.ts';
import { describePeer, describePorts } from '../../model/rule-text.ts';
import { type GroupIds, peerContent } from './rule-content.ts';
import type { Ec2Rule } from './rule-set.ts';

/** Where EC2 has a rule otherwise than it is written. Parts that one side does not tell are the same. */
export function differencesOf(rule: Rule, live: Ec2Rule, ids: GroupIds): RuleDifference[] {
  const found: RuleDifference[] = [];
  const add = (field: RuleDifference['field'], terraform: string | null, other: string | null) =>
    found.push({ field, terraform, live: other });
  const sameProtocol = isSame(rule, live, 'protocol');
  if (!sameProtocol) add('protocol', rule.protocol, live.protocol);
  if (!isSame(rule, live, 'fromPort') || !isSame(rule, live, 'toPort')) {
    add('ports', describePorts(rule) || null, describePorts(live) || null);
  }
  if (!isSamePeer(rule, live, ids)) add('peer', describePeer(rule.peer), describePeer(live.peer));
  // Where an expression cannot be evaluated, a rule has no description either.
  if (rule.description && rule.description !== live.description) {
    add('description', rule.description, live.description);
  }
  return found;
}

/** Whether a rule with open parts can be this one of EC2. */
export function mayBe(rule: Rule, live: Ec2Rule, ids: GroupIds): boolean {
  if (rule.direction !== live.direction) return false;
  if (rule.unresolved.length === 0 && !hasOpenPeer(rule)) return false;
  return (
    (['protocol', 'fromPort', 'toPort'] as const).every((part) => isSame(rule, live, part)) &&
    isSamePeer(rule, live, ids)
  );
}

function isSame(rule: Rule, live: Ec2Rule, part: 'protocol' | 'fromPort' | 'toPort'): boolean {
  const open = (parts: readonly RulePart[]) => parts.includes(part) || parts.includes('protocol');
  return open(rule.unresolved) || open(live.unresolved) || rule[part] === live[part];
}

function isSamePeer(rule: Rule, live: Ec2Rule, ids: GroupIds): boolean {
  if (rule.peer.kind === 'unresolved' || rule.unresolved.includes('peer')) return true;
  if (hasOpenPeer(rule)) return rule.peer.kind === live.peer.kind;
  return peerContent(rule.peer, ids) === peerContent(live.peer, ids);
}

/** A group or list by its address alone. */
function hasOpenPeer({ peer }: Rule): boolean {
  return (peer.kind === 'group' || peer.kind === 'prefix-list') && peer.id === null;
}
