import type { Value } from '../../hcl/value.ts';
import type { Binding, GroupRef, GroupReference, Rule } from '../../model/rule.ts';
import { type Location, toLocation } from '../../model/source.ts';
import { BINDING_TABLE } from '../binding-table.ts';
import { RULE_READERS } from '../resources/index.ts';
import type { OutputReading } from './assemble.ts';
import { type GroupKey, groupKeyOf } from './group-key.ts';
import { type DefaultGroups, groupNamed } from './references.ts';
import type { BodyView, ResourceView } from './view.ts';

export interface ReferenceSources {
  readonly rules: readonly Rule[];
  readonly bindings: readonly Binding[];
  readonly resources: readonly ResourceView[];
  readonly outputs: readonly OutputReading[];
  readonly defaults: DefaultGroups;
  readonly refer: (ref: GroupRef) => GroupRef;
}

/** Names of arguments and blocks that hold groups, or lead to them, in types that no table knows. */
const GROUP_NAME = /security_?groups?|(^|_)sg(_|s?$)/i;

/** What names each group, beside the group's own rules. */
export function groupReferences(
  sources: ReferenceSources,
): ReadonlyMap<GroupKey, readonly GroupReference[]> {
  const byGroup = new Map<GroupKey, GroupReference[]>();
  const seen = new Set<string>();
  const add = (group: Pick<GroupRef, 'address' | 'id'>, reference: GroupReference) => {
    const key = groupKeyOf(group);
    if (key === null || reference.address === group.address) return;
    const identity = JSON.stringify([key, reference.kind, reference.address]);
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
  for (const { address, value, location } of sources.outputs) {
    for (const group of groupsIn(value, sources)) add(group, { kind: 'output', address, location });
  }
  for (const resource of sources.resources) {
    if (isUnderstood(resource)) continue;
    const kind = resource.mode === 'data' ? 'data' : 'other';
    const location = locationOfBody(resource);
    for (const group of groupsOf(resource, sources)) {
      add(group, { kind, address: resource.address, location });
    }
  }
  return byGroup;
}

function isUnderstood({ mode, type }: ResourceView): boolean {
  return mode === 'managed' && (RULE_READERS.has(type) || Object.hasOwn(BINDING_TABLE, type));
}

function locationOfBody(body: BodyView): Location | null {
  return body.range === null ? null : toLocation(body.range);
}

/** Groups named by arguments that look like it, at any depth. */
function groupsOf(resource: ResourceView, sources: ReferenceSources): readonly GroupRef[] {
  const found: GroupRef[] = [];
  for (const name of resource.names()) {
    const argument = resource.argument(name);
    if (GROUP_NAME.test(name) || GROUP_NAME.test(argument.text)) {
      found.push(...groupsIn(argument.value, sources));
    }
    for (const block of argument.range === null ? resource.blocks(name) : []) {
      found.push(...groupsInBlock(block, sources));
    }
  }
  return found;
}

function groupsInBlock(block: BodyView, sources: ReferenceSources): readonly GroupRef[] {
  return block.names().flatMap((name) => {
    const argument = block.argument(name);
    const looksRight = GROUP_NAME.test(name) || GROUP_NAME.test(argument.text);
    const here = looksRight ? groupsIn(argument.value, sources) : [];
    if (argument.range !== null) return here;
    return [...here, ...block.blocks(name).flatMap((inner) => groupsInBlock(inner, sources))];
  });
}

/** The groups that a value names anywhere in it. */
function groupsIn(value: Value, sources: ReferenceSources): readonly GroupRef[] {
  switch (value.kind) {
    case 'list':
    case 'set':
    case 'tuple':
      return value.elements.flatMap((element) => groupsIn(element, sources));
    case 'map':
    case 'object':
      return [...value.entries.values()].flatMap((item) => groupsIn(item.value, sources));
    default: {
      const named = groupNamed(value, sources.defaults);
      return named === null ? [] : [sources.refer(named)];
    }
  }
}
