/**
 * Which keys of Terraform's JSON syntax are blocks, and with how many labels:
 * https://developer.hashicorp.com/terraform/language/syntax/json.
 * A key that is not listed is an argument. `ingress` and `egress` are arguments that may also be written as blocks;
 * in JSON both look alike, so they are read as arguments: an object, or an array of objects.
 */
const TOP_LEVEL: Readonly<Record<string, number>> = {
  action: 2,
  check: 1,
  data: 2,
  ephemeral: 2,
  import: 0,
  locals: 0,
  module: 1,
  moved: 0,
  output: 1,
  provider: 1,
  removed: 0,
  resource: 2,
  terraform: 0,
  variable: 1,
};

const IN_RESOURCE: Readonly<Record<string, number>> = {
  connection: 0,
  dynamic: 1,
  lifecycle: 0,
  provisioner: 1,
  timeouts: 0,
  // Blocks that name security groups, prefix-list entries or what a data source looks for.
  awsvpc_configuration: 0,
  cluster_config: 0,
  ec2_inbound_permission: 0,
  entry: 0,
  filter: 0,
  instance_group: 0,
  launch_template_config: 0,
  network_configuration: 0,
  network_interface: 0,
  network_interfaces: 0,
  overrides: 0,
  remote_access: 0,
  security_group_configuration: 0,
  vpc: 0,
  vpc_config: 0,
  vpc_configuration: 0,
  vpc_options: 0,
  vpc_security_group: 0,
};

const NESTED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  check: { assert: 0, data: 2 },
  ephemeral: IN_RESOURCE,
  output: { precondition: 0 },
  resource: IN_RESOURCE,
  data: IN_RESOURCE,
  removed: { lifecycle: 0, provisioner: 1 },
  terraform: { backend: 1, cloud: 0, provider_meta: 1, required_providers: 0 },
  variable: { validation: 0 },
};

/** `path`: block types from the top of the file. The number of labels, or null for an argument. */
export function blockLabels(path: readonly string[]): number | null {
  const [top, ...rest] = path;
  const name = rest.at(-1);
  if (top === undefined) return null;
  if (name === undefined) return lookUp(TOP_LEVEL, top);
  const parent = rest.at(-2);
  if (parent === 'dynamic') return name === 'content' ? 0 : null;
  if (parent === 'lifecycle') return /^(pre|post)condition$/.test(name) ? 0 : null;
  const table = lookUp(NESTED, top);
  return table === null ? null : lookUp(table, name);
}

/** How many labels a block at the top of a file has; null when there is no such block type. */
export function topLevelLabels(type: string): number | null {
  return lookUp(TOP_LEVEL, type);
}

/** `constructor` and its like are names, too. */
function lookUp<T>(table: Readonly<Record<string, T>>, key: string): T | null {
  return Object.hasOwn(table, key) ? (table[key] as T) : null;
}
