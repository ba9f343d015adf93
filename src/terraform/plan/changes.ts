import { isJsonObject, type Json, type JsonObject } from '../rule-parts/json-value.ts';
import type { JsonResource } from '../rule-parts/json-view.ts';
import { isKept, keptAttributes } from '../state/kept.ts';
import { objects, shownResources } from '../state/resources.ts';
import { eitherPart, sensitiveParts } from '../state/sensitive-parts.ts';

export type PlannedAction =
  | 'no-op'
  | 'create'
  | 'update'
  | 'replace'
  | 'delete'
  | 'read'
  | 'forget';

export interface PlannedResource extends JsonResource {
  readonly action: PlannedAction;
  /** `''` in the root module. */
  readonly moduleAddress: string;
}

/** Everything that exists before the plan: its prior state, else what its changes start from. */
export function priorResources(plan: JsonObject): readonly JsonResource[] {
  const prior = isJsonObject(plan.prior_state) ? shownResources(plan.prior_state.values) : [];
  const known = new Set(prior.map((resource) => resource.address));
  const changed = changesOf(plan).flatMap(({ resource, change }) => {
    const address = previousAddress(resource);
    if (known.has(address) || !isJsonObject(change.before)) return [];
    const hidden = sensitiveParts(change.before_sensitive);
    const prior = jsonResource(resource, address, change.before);
    return [isJsonObject(hidden) ? { ...prior, unknowns: hidden } : prior];
  });
  return [...prior, ...changed];
}

/** Everything that exists after the plan. Data sources that are read already stand in the prior state. */
export function plannedResources(plan: JsonObject): readonly PlannedResource[] {
  const planned = changesOf(plan).flatMap(({ resource, change }): PlannedResource[] => {
    const action = actionOf(change.actions);
    if (!isJsonObject(change.after) || action === 'delete' || action === 'forget') return [];
    const address = String(resource.address);
    return [
      {
        ...jsonResource(resource, address, change.after),
        unknowns:
          eitherPart(
            unknownsOf(resource, change, action),
            keptParts(resource, sensitiveParts(change.after_sensitive)),
          ) ?? {},
        action,
        moduleAddress: typeof resource.module_address === 'string' ? resource.module_address : '',
      },
    ];
  });
  const known = new Set(planned.map((resource) => resource.address));
  const read = isJsonObject(plan.prior_state) ? shownResources(plan.prior_state.values) : [];
  const data = read
    .filter(({ mode, address }) => mode === 'data' && !known.has(address))
    .map((resource): PlannedResource => ({ ...resource, action: 'read', moduleAddress: '' }));
  return [...planned, ...data];
}

function keptParts(resource: JsonObject, parts: Json | undefined): Json | undefined {
  return isJsonObject(parts) ? keptAttributes(String(resource.type), parts) : parts;
}

interface Change {
  readonly resource: JsonObject;
  readonly change: JsonObject;
}

/** Changes of resources that matter here; a deposed object is one that is only waiting to be deleted. */
function changesOf(plan: JsonObject): readonly Change[] {
  return objects(plan.resource_changes).flatMap((resource) => {
    const { type, change, deposed } = resource;
    if (typeof type !== 'string' || !isKept(type) || deposed !== undefined) return [];
    return isJsonObject(change) ? [{ resource, change }] : [];
  });
}

function jsonResource(resource: JsonObject, address: string, attributes: JsonObject): JsonResource {
  const type = String(resource.type);
  return {
    address,
    mode: resource.mode === 'data' ? 'data' : 'managed',
    type,
    attributes: keptAttributes(type, attributes),
  };
}

function previousAddress(resource: JsonObject): string {
  const { previous_address: previous, address } = resource;
  return typeof previous === 'string' ? previous : String(address);
}

function actionOf(actions: Json | undefined): PlannedAction {
  const names = Array.isArray(actions) ? actions : [];
  if (names.includes('create') && names.includes('delete')) return 'replace';
  const [only] = names;
  return (typeof only === 'string' ? only : 'no-op') as PlannedAction;
}

/**
 * A new group without inline rules has `ingress` and `egress` "known after apply": they are computed,
 * and mean that no inline rule is written. On an update they are unknown only where a `dynamic` block is.
 */
function unknownsOf(resource: JsonObject, change: JsonObject, action: PlannedAction): JsonObject {
  const unknowns = isJsonObject(change.after_unknown) ? change.after_unknown : {};
  const type = String(resource.type);
  const kept = { ...keptAttributes(type, unknowns) } as Record<string, Json>;
  const isNew = action === 'create' || action === 'replace';
  for (const name of ['ingress', 'egress']) if (isNew && kept[name] === true) delete kept[name];
  if (type === 'aws_security_group_rule' && kept.source_security_group_id === true) {
    return withoutComputedSource(kept, change.after);
  }
  return kept;
}

/** The source group of a rule with other peers is computed, not a peer that is not known yet. */
function withoutComputedSource(
  unknowns: Record<string, Json>,
  after: Json | undefined,
): JsonObject {
  if (!isJsonObject(after)) return unknowns;
  const hasPeer = ['cidr_blocks', 'ipv6_cidr_blocks', 'prefix_list_ids'].some((name) => {
    const value = after[name];
    return (Array.isArray(value) && value.length > 0) || unknowns[name] !== undefined;
  });
  if (!hasPeer && after.self !== true) return unknowns;
  const { source_security_group_id: _computed, ...rest } = unknowns;
  return rest;
}
