import type { GroupRef } from '../model/rule.ts';

/** EC2 gives this name to the group that every VPC has, and to no other. */
const RESERVED_NAME = 'default';

/** Whether a group is the default one of its VPC. */
export function isDefaultGroup({ address, name }: Pick<GroupRef, 'address' | 'name'>): boolean {
  if (address === null) return name === RESERVED_NAME;
  return /(^|\.)aws_default_security_group\./.test(address) || name === RESERVED_NAME;
}
