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
