import { BINDING_TABLE } from '../binding-table.ts';
import type { Json, JsonObject } from '../rule-parts/json-value.ts';
import { isJsonObject } from '../rule-parts/json-value.ts';

const GROUP = ['id', 'name', 'description', 'vpc_id', 'ingress', 'egress'];
const STANDALONE = [
  'id',
  'security_group_rule_id',
  'security_group_id',
  'cidr_ipv4',
  'cidr_ipv6',
  'prefix_list_id',
  'referenced_security_group_id',
  'ip_protocol',
  'from_port',
  'to_port',
  'description',
];

/** What may be taken of a resource, by its type: what says a group, a rule or an interface, and nothing else. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  aws_security_group: GROUP,
  aws_default_security_group: GROUP,
  aws_security_group_rule: [
    'id',
    'security_group_rule_id',
    'security_group_id',
    'source_security_group_id',
    'type',
    'protocol',
    'from_port',
    'to_port',
    'cidr_blocks',
    'ipv6_cidr_blocks',
    'prefix_list_ids',
    'self',
    'description',
  ],
  aws_vpc_security_group_ingress_rule: STANDALONE,
  aws_vpc_security_group_egress_rule: STANDALONE,
  aws_vpc_security_group_vpc_association: ['security_group_id', 'vpc_id'],
  aws_ec2_managed_prefix_list: ['id', 'name', 'entry', 'entries'],
  aws_ec2_managed_prefix_list_entry: ['prefix_list_id', 'cidr'],
  aws_prefix_list: ['id', 'prefix_list_id', 'name', 'cidr_blocks'],
};

/** An endpoint also has a prefix list, of AWS's own. */
const ALSO_KEPT: Readonly<Record<string, readonly string[]>> = {
  aws_vpc_endpoint: ['prefix_list_id', 'cidr_blocks'],
};

/** Whether a resource of this type says anything of groups, rules or interfaces. */
export function isKept(type: string): boolean {
  return Object.hasOwn(KEPT, type) || Object.hasOwn(BINDING_TABLE, type);
}

/** The attributes that may be kept, nested ones along the table's paths only. */
export function keptAttributes(type: string, attributes: JsonObject): JsonObject {
  const paths = Object.hasOwn(KEPT, type) ? (KEPT[type] ?? []) : bindingPaths(type);
  const kept: Record<string, Json> = {};
  for (const path of paths) {
    const [first = '', ...rest] = path.split('.');
    const value = attributes[first];
    if (value === undefined) continue;
    kept[first] = merge(kept[first], along(value, rest));
  }
  return kept;
}

function bindingPaths(type: string): readonly string[] {
  const paths = BINDING_TABLE[type];
  return [...(paths?.groups ?? []), ...(paths?.interfaces ?? []), ...(ALSO_KEPT[type] ?? [])];
}

/** The value with only what lies on the path. */
function along(value: Json, [step, ...rest]: readonly string[]): Json {
  if (step === undefined) return value;
  if (Array.isArray(value)) return value.map((item: Json) => along(item, [step, ...rest]));
  if (!isJsonObject(value) || value[step] === undefined) return isJsonObject(value) ? {} : value;
  return { [step]: along(value[step], rest) };
}

/** Two cuts of one value, of the same shape. */
function merge(left: Json | undefined, right: Json): Json {
  if (left === undefined) return right;
  if (Array.isArray(left) && Array.isArray(right)) {
    return right.map((item: Json, index) => merge((left as readonly Json[])[index], item));
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return right;
  const merged: Record<string, Json> = {};
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const [mine, other] = [left[name], right[name]];
    if (other === undefined) merged[name] = mine ?? null;
    else merged[name] = merge(mine, other);
  }
  return merged;
}
