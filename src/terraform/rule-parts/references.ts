import type { Value, ValueSymbol } from '../../hcl/value.ts';
import type { GroupRef } from '../../model/rule.ts';

const GROUP_TYPES = new Set(['aws_security_group', 'aws_default_security_group']);

/** Attributes that hold the id of a prefix list, by the type of the resource or data source. */
const PREFIX_LIST_PATHS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['aws_ec2_managed_prefix_list', new Set(['id'])],
  ['aws_prefix_list', new Set(['id', 'prefix_list_id'])],
  ['aws_vpc_endpoint', new Set(['prefix_list_id'])],
]);

const GROUP_ID = /^(?:\d{12}\/)?(sg-[0-9a-zA-Z]+)$/;
const PREFIX_LIST_ID = /^pl-[0-9a-zA-Z]+$/;

export interface PrefixListRef {
  readonly address: string | null;
  readonly id: string | null;
}

/** From the address of a VPC to that of the resource that manages its default group. */
export type DefaultGroups = ReadonlyMap<string, string>;

/**
 * The group that a value names: `sg-…` (with an account before it for a peered VPC),
 * or the id of a group resource or data source. Null when it is neither, or a text that is sensitive.
 */
export function groupNamed(value: Value, defaults: DefaultGroups): GroupRef | null {
  if (value.kind === 'string') {
    if (value.sensitive) return null;
    const id = GROUP_ID.exec(value.value.trim())?.[1];
    return id === undefined ? null : { address: null, id, name: null };
  }
  if (value.kind !== 'unknown' || value.symbol === null) return null;
  const address = groupAddress(value.symbol, defaults);
  return address === null ? null : { address, id: null, name: null };
}

function groupAddress(symbol: ValueSymbol, defaults: DefaultGroups): string | null {
  const type = resourceType(symbol.address);
  const path = symbol.path.join('.');
  if (GROUP_TYPES.has(type) && isIdPath(symbol.path)) return symbol.address;
  if (path === 'default_security_group_id') return defaults.get(symbol.address) ?? null;
  return null;
}

/** `id`, or `0.id` of a resource of which it is not known how many there are: one address stands for all. */
function isIdPath(path: readonly string[]): boolean {
  return path.at(-1) === 'id' && path.length <= 2;
}

/** The prefix list that a value names: `pl-…`, or what a resource or data source says. */
export function prefixListNamed(value: Value): PrefixListRef | null {
  if (value.kind === 'string') {
    if (value.sensitive) return null;
    const id = value.value.trim();
    return PREFIX_LIST_ID.test(id) ? { address: null, id } : null;
  }
  if (value.kind !== 'unknown' || value.symbol === null) return null;
  const paths = PREFIX_LIST_PATHS.get(resourceType(value.symbol.address));
  return paths?.has(value.symbol.path.join('.'))
    ? { address: value.symbol.address, id: null }
    : null;
}

/** `aws_vpc` of `module.net["a"].aws_vpc.main[0]` and of `data.aws_vpc.main`. Keys may hold dots. */
export function resourceType(address: string): string {
  const steps = addressSteps(address);
  return steps.at(-2) ?? '';
}

/** The names of an address without its indexes: `module`, `net`, `aws_vpc`, `main`. */
export function addressSteps(address: string): readonly string[] {
  return withoutIndexes(address).split('.');
}

/** The resource block that an instance's address belongs to. */
export function withoutIndexes(address: string): string {
  return address.replace(/\["(?:[^"\\]|\\.)*"\]|\[\d+\]/g, '');
}
