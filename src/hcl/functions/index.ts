import type { Value } from '../value.ts';
import { CHOOSING_FUNCTIONS } from './choosing.ts';
import { DATE_FUNCTIONS } from './date.ts';
import { ENCODING_FUNCTIONS } from './encoding.ts';
import { FORMAT_FUNCTIONS } from './format.ts';
import { type HclFunction, invoke } from './function.ts';
import { HASH_FUNCTIONS } from './hash.ts';
import { IMPURE_FUNCTIONS } from './impure.ts';
import { IP_NETWORK_FUNCTIONS } from './ip-network.ts';
import { JOINING_FUNCTIONS } from './joining.ts';
import { MAPPING_FUNCTIONS } from './mapping.ts';
import { NUMERIC_FUNCTIONS } from './numeric.ts';
import { PATH_FUNCTIONS } from './path.ts';
import { REGULAR_EXPRESSION_FUNCTIONS } from './regular-expression.ts';
import { SET_FUNCTIONS } from './sets.ts';
import { STRING_FUNCTIONS } from './string.ts';
import { TYPE_CONVERSION_FUNCTIONS } from './type-conversion.ts';

export { FunctionError, type HclFunction, type Parameter } from './function.ts';

/** The functions of Terraform 1.11 that depend on their arguments alone, by name. */
export const PURE_FUNCTIONS: ReadonlyMap<string, HclFunction> = new Map(
  [
    NUMERIC_FUNCTIONS,
    STRING_FUNCTIONS,
    FORMAT_FUNCTIONS,
    PATH_FUNCTIONS,
    REGULAR_EXPRESSION_FUNCTIONS,
    JOINING_FUNCTIONS,
    CHOOSING_FUNCTIONS,
    SET_FUNCTIONS,
    MAPPING_FUNCTIONS,
    ENCODING_FUNCTIONS,
    DATE_FUNCTIONS,
    HASH_FUNCTIONS,
    IP_NETWORK_FUNCTIONS,
    TYPE_CONVERSION_FUNCTIONS,
    IMPURE_FUNCTIONS,
  ].flatMap((family) => Object.entries(family)),
);

const CORE_NAMESPACE = 'core::';

/**
 * Calls a function by its name, with or without Terraform's own namespace (`core::join`).
 * @returns null when there is no such function here
 * @throws FunctionError when Terraform would refuse the call
 */
export function callPureFunction(name: string, args: readonly Value[]): Value | null {
  const bare = name.startsWith(CORE_NAMESPACE) ? name.slice(CORE_NAMESPACE.length) : name;
  const definition = PURE_FUNCTIONS.get(bare);
  return definition === undefined ? null : invoke(bare, definition, args);
}
