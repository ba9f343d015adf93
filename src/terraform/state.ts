import { SgauditError } from '../model/problem.ts';
import type { JsonObject } from './rule-parts/json-value.ts';
import type { JsonResource } from './rule-parts/json-view.ts';
import { readJsonObject, startOf } from './state/json-text.ts';
import { rawStateResources, shownResources } from './state/resources.ts';
import type { TerraformState } from './state/state-rules.ts';

export { joinState } from './state/join.ts';
export { ruleSetOfState, type TerraformState } from './state/state-rules.ts';

const ADVICE =
  'give a state file of version 4, or what `terraform show -json` (or `tofu show -json`) prints';
const EXPECTED = {
  code: 'state-unreadable',
  what: 'a Terraform state',
  advice: ADVICE,
} as const;

/** Reads a raw state (version 4) or `terraform show -json`, OpenTofu's too. Throws `SgauditError`. */
export function readState(text: string, file: string): TerraformState {
  const json = readJsonObject(text, file, EXPECTED);
  return { file, resources: resourcesOf(json, file) };
}

function resourcesOf(json: JsonObject, file: string): readonly JsonResource[] {
  const refuse = (reason: string): never => {
    throw new SgauditError(EXPECTED.code, `${file}: ${reason}; ${ADVICE}`, startOf(file));
  };
  if ('encrypted_data' in json) return refuse('is encrypted by OpenTofu');
  if ('planned_values' in json || 'resource_changes' in json) {
    return refuse('is a plan, to be given with --plan');
  }
  if (typeof json.format_version === 'string') {
    const [major] = json.format_version.split('.');
    if (major !== '0' && major !== '1') {
      return refuse(`has format version ${printable(json.format_version)}, newer than 1.x`);
    }
    return shownResources(json.values);
  }
  if (typeof json.version === 'number' && Array.isArray(json.resources)) {
    if (json.version !== 4) return refuse(`has state version ${json.version}, not 4`);
    return rawStateResources(json);
  }
  if (typeof json.version === 'number') {
    return refuse(`has state version ${json.version} without resources of version 4`);
  }
  return refuse('is JSON, but not a Terraform state');
}

/** A version as it may be shown: short and plain. */
function printable(version: string): string {
  return /^[\w.-]{1,20}$/.test(version) ? version : 'of an unknown form';
}
