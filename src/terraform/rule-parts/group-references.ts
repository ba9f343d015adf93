import type { Binding, GroupRef, GroupReference, Rule } from '../../model/rule.ts';
import { type Location, toLocation } from '../../model/source.ts';
import { RULE_READERS } from '../resources/index.ts';
import type { OutputReading } from './assemble.ts';
import { type GroupKey, groupKeyOf } from './group-key.ts';
import { groupMentions } from './group-mentions.ts';
import type { DefaultGroups } from './references.ts';
import type { BodyView, ResourceView } from './view.ts';

export interface ReferenceSources {
  readonly rules: readonly Rule[];
  readonly bindings: readonly Binding[];
  readonly resources: readonly ResourceView[];
  /** The same, of which arguments are evaluated that no rule depends on. */
  readonly mentioning: readonly ResourceView[];
  readonly outputs: readonly OutputReading[];
  readonly defaults: DefaultGroups;
  readonly refer: (ref: GroupRef) => GroupRef;
}

/** What names each group, beside the group's own rules. */
export function groupReferences(
  sources: ReferenceSources,
): ReadonlyMap<GroupKey, readonly GroupReference[]> {
  const byGroup = new Map<GroupKey, GroupReference[]>();
  const seen = new Set<string>();
  const add = (group: Pick<GroupRef, 'address' | 'id'>, reference: GroupReference) => {
    const key = groupKeyOf(group);
    if (key === null || reference.address === group.address) return;
    const identity = JSON.stringify([key, reference.address]);
    if (seen.has(identity)) return;
    seen.add(identity);
    const known = byGroup.get(key);
    if (known) known.push(reference);
    else byGroup.set(key, [reference]);
  };

  for (const { address, groups, location } of sources.bindings) {
    for (const group of groups) add(group, { kind: 'binding', address, location });
  }
  for (const { peer, address, location } of sources.rules) {
    if (peer.kind === 'group') add(peer, { kind: 'rule', address: address ?? '', location });
  }
  const mentions = groupMentions(sources.resources, sources.defaults, sources.refer);
  for (const { address, value, text, location } of sources.outputs) {
    for (const group of [...mentions.inValue(value), ...mentions.inText(text, '')]) {
      add(group, { kind: 'output', address, location });
    }
  }
  for (const resource of sources.mentioning) {
    if (isOfRules(resource)) continue;
    const kind = resource.mode === 'data' ? 'data' : 'other';
    const location = locationOfBody(resource);
    for (const group of mentions.inResource(resource)) {
      add(group, { kind, address: resource.address, location });
    }
  }
  return byGroup;
}

/** Its group is the one that its rules belong to; the groups of its peers are references of rules. */
function isOfRules({ mode, type }: ResourceView): boolean {
  return mode === 'managed' && RULE_READERS.has(type);
}

function locationOfBody(body: BodyView): Location | null {
  return body.range === null ? null : toLocation(body.range);
}
