import { isJsonObject, type Json, type JsonObject } from '../rule-parts/json-value.ts';
import type { JsonResource } from '../rule-parts/json-view.ts';
import { isKept, keptAttributes } from './kept.ts';
import { sensitiveAttributes, sensitiveParts } from './sensitive-parts.ts';

/** Resources of a state file, version 4: https://developer.hashicorp.com/terraform/internals/json-format names the parts. */
export function rawStateResources(state: JsonObject): readonly JsonResource[] {
  return objects(state.resources).flatMap((resource) => {
    const { mode, type, name } = resource;
    if (typeof type !== 'string' || typeof name !== 'string' || !isKept(type)) return [];
    const module = typeof resource.module === 'string' ? `${resource.module}.` : '';
    const prefix = `${module}${mode === 'data' ? 'data.' : ''}${type}.${name}`;
    return objects(resource.instances)
      .filter((instance) => instance.deposed === undefined)
      .map((instance) =>
        keptResource({
          address: prefix + instanceIndex(instance.index_key),
          mode: mode === 'data' ? 'data' : 'managed',
          type,
          attributes: isJsonObject(instance.attributes) ? instance.attributes : {},
          ...hidden(sensitiveAttributes(instance.sensitive_attributes)),
        }),
      );
  });
}

/** Resources of `values` of `terraform show -json`, and of a plan's `prior_state` and `planned_values`. */
export function shownResources(values: Json | undefined): readonly JsonResource[] {
  return isJsonObject(values) ? moduleResources(values.root_module) : [];
}

function moduleResources(module: Json | undefined): readonly JsonResource[] {
  if (!isJsonObject(module)) return [];
  const own = objects(module.resources).flatMap((resource) => {
    const { address, type, mode } = resource;
    if (typeof address !== 'string' || typeof type !== 'string' || !isKept(type)) return [];
    if (typeof resource.deposed_key === 'string') return [];
    return [
      keptResource({
        address,
        mode: mode === 'data' ? 'data' : 'managed',
        type,
        attributes: isJsonObject(resource.values) ? resource.values : {},
        ...hidden(sensitiveParts(resource.sensitive_values)),
      }),
    ];
  });
  return [...own, ...objects(module.child_modules).flatMap(moduleResources)];
}

function keptResource(resource: JsonResource): JsonResource {
  const { type, unknowns } = resource;
  const attributes = keptAttributes(type, resource.attributes);
  if (!isJsonObject(unknowns)) return { ...resource, attributes };
  return { ...resource, attributes, unknowns: keptAttributes(type, unknowns) };
}

function hidden(unknowns: Json | undefined): Pick<JsonResource, 'unknowns'> {
  return unknowns === undefined ? {} : { unknowns };
}

/** Terraform escapes quotes and template markers of a key in an address. */
function instanceIndex(key: Json | undefined): string {
  if (typeof key === 'number') return `[${key}]`;
  if (typeof key !== 'string') return '';
  const escaped = JSON.stringify(key).replaceAll('${', '$${').replaceAll('%{', '%%{');
  return `[${escaped}]`;
}

export function objects(json: Json | undefined): readonly JsonObject[] {
  return Array.isArray(json) ? json.filter(isJsonObject) : [];
}
