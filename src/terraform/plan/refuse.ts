import type { ErrorCode } from '../../model/error-codes.ts';
import { SgauditError } from '../../model/problem.ts';
import { isJsonObject, type JsonObject } from '../rule-parts/json-value.ts';
import { type Expected, startOf } from '../state/json-text.ts';
import { objects } from '../state/resources.ts';

const ADVICE = 'give what `terraform show -json PLAN` prints for a plan of the whole root';

export const PLAN_EXPECTED: Expected = {
  code: 'plan-unreadable',
  what: 'a Terraform plan',
  advice: ADVICE,
};

/**
 * Refuses what is no plan, and a plan that leaves resources out: one that errored, is targeted or defers changes.
 * https://developer.hashicorp.com/terraform/internals/json-format
 */
export function refusePlan(json: JsonObject, file: string): void {
  const refuse = (code: ErrorCode, reason: string, advice = ADVICE): never => {
    throw new SgauditError(code, `${file}: ${reason}; ${advice}`, startOf(file));
  };
  const isPlan = isJsonObject(json.planned_values) || Array.isArray(json.resource_changes);
  if (!isPlan) {
    const isState = 'values' in json || 'lineage' in json;
    refuse('plan-unreadable', isState ? 'is a state, to be given with --state' : 'is not a plan');
  }
  const version = typeof json.format_version === 'string' ? json.format_version : '';
  if (!/^[01]\./.test(version)) {
    const shown = /^[\w.-]{1,20}$/.test(version) ? version : 'of an unknown form';
    refuse('plan-unreadable', `has format version ${shown}, where 1.x is understood`);
  }
  if (json.errored === true) {
    refuse(
      'plan-errored',
      'the plan ended with an error, so that resources are missing from it',
      'make `terraform plan` succeed and plan again',
    );
  }
  if (json.complete === false || objects(json.deferred_changes).length > 0) {
    refuse(
      'plan-incomplete',
      'the plan leaves resources out (it is targeted, or some changes are deferred)',
      'plan the whole root without -target',
    );
  }
}
