import { withSymbol } from '../rule-parts/json-value.ts';
import type { JsonResource } from '../rule-parts/json-view.ts';
import type { Argument } from '../rule-parts/view.ts';
import type { PlannedResource } from './changes.ts';
import type { ModuleReferences } from './references.ts';

/** Arguments that hold one value. Of a list, a plan does not say how many elements its unknown parts are. */
const SINGLE = new Set([
  'security_group_id',
  'source_security_group_id',
  'referenced_security_group_id',
  'prefix_list_id',
  'vpc_id',
]);

/**
 * Says what an argument that is known only after apply stands for: `security_group_id` of a new group's rule
 * is that group's id. The plan's configuration tells which.
 */
export function symbolRefiner(
  resource: PlannedResource,
  references: ModuleReferences,
): NonNullable<JsonResource['refine']> {
  const { address, moduleAddress } = resource;
  return (name: string, argument: Argument): Argument => {
    if (argument.value.kind !== 'unknown') return argument;
    const symbol = SINGLE.has(name)
      ? references.argumentSymbol(moduleAddress, address, name)
      : null;
    const names = references.argumentNames(moduleAddress, address, name).join(', ');
    return {
      ...argument,
      value: withSymbol(argument.value, symbol),
      text: names === '' ? argument.text : names,
    };
  };
}
