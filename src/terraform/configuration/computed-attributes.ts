/** Arguments of Terraform itself, which are no attributes of the resource. */
export const META_ARGUMENTS: ReadonlySet<string> = new Set([
  'connection',
  'count',
  'depends_on',
  'for_each',
  'lifecycle',
  'provider',
  'provisioner',
  'timeouts',
]);

/**
 * Attributes that AWS sets for every object and that are never empty.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs: "Attribute Reference" of each resource.
 */
const NEVER_EMPTY: ReadonlySet<string> = new Set([
  'account_id',
  'arn',
  'default_network_acl_id',
  'default_route_table_id',
  'default_security_group_id',
  'id',
  'main_route_table_id',
  'owner_id',
  'primary_network_interface_id',
  'security_group_rule_id',
  'unique_id',
  'vpc_id',
]);

export function isNeverEmpty(attribute: string): boolean {
  return NEVER_EMPTY.has(attribute);
}

/** What AWS's ids of groups and prefix lists begin with, by the types whose `id` they are. */
const ID_PREFIXES: ReadonlyMap<string, string> = new Map([
  ['aws_security_group', 'sg-'],
  ['aws_default_security_group', 'sg-'],
  ['aws_ec2_managed_prefix_list', 'pl-'],
  ['aws_prefix_list', 'pl-'],
]);

/** So a comparison with some other word (`"self"`, `"none"`) is decided although the id is not known. */
export function prefixOf(type: string, attribute: string): string | undefined {
  if (attribute === 'id') return ID_PREFIXES.get(type);
  if (attribute === 'default_security_group_id') return 'sg-';
  return attribute === 'arn' && type.startsWith('aws_') ? 'arn:' : undefined;
}
