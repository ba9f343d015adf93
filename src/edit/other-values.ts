import type { Attribute, Block } from '../hcl/ast.ts';
import { typeName } from '../hcl/convert.ts';
import { evaluate } from '../hcl/evaluate.ts';
import { EvaluationError, type Scope } from '../hcl/scope.ts';
import type { Value } from '../hcl/value.ts';
import type { Configuration, ResourceInstance } from '../terraform/configuration.ts';

/** Their rules are compared as rules. */
const RULE_TYPES = new Set([
  'aws_security_group',
  'aws_default_security_group',
  'aws_security_group_rule',
  'aws_vpc_security_group_ingress_rule',
  'aws_vpc_security_group_egress_rule',
]);
/** What of a group's own resource is its rules. */
const RULE_ITEMS = new Set(['ingress', 'egress']);

/** Every removal is compared with the same old configuration. */
const remembered = new WeakMap<Configuration, ReadonlyMap<string, string>>();

/**
 * Everything that a configuration says apart from rules: the arguments of all resources and data sources, and the
 * root's outputs. A list that holds a rule's CIDR may feed a network ACL or a firewall as well.
 */
export function otherValues(configuration: Configuration): ReadonlyMap<string, string> {
  const known = remembered.get(configuration);
  if (known) return known;
  const values = new Map<string, string>();
  remembered.set(configuration, values);
  for (const instance of configuration.resources) {
    for (const [path, value] of valuesOf(instance))
      values.set(`${instance.address}: ${path}`, value);
  }
  for (const { moduleAddress, name, value } of configuration.outputs) {
    if (moduleAddress === '') values.set(`output.${name}`, asText(value));
  }
  return values;
}

/** The first thing that differs, as `address: argument`; null when nothing does. */
export function firstDifference(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string | null {
  for (const [name, value] of before) if (after.get(name) !== value) return name;
  for (const name of after.keys()) if (!before.has(name)) return name;
  return null;
}

function* valuesOf(instance: ResourceInstance): Iterable<[string, string]> {
  const isRule = RULE_TYPES.has(instance.type);
  if (isRule && !instance.type.endsWith('security_group')) return;
  const items = instance.block.body.items.filter(
    (item) => !isRule || !RULE_ITEMS.has(item.kind === 'block' ? typeOf(item) : item.name),
  );
  yield* itemValues(items, (item) => instance.scopeOf(item), '');
}

function typeOf(block: Block): string {
  return block.type === 'dynamic' ? (block.labels[0]?.value ?? '') : block.type;
}

/** Blocks are told apart by their number among those of their type, which no edit elsewhere changes. */
function* itemValues(
  items: readonly (Attribute | Block)[],
  scopeOf: (item: Attribute | Block) => Scope,
  prefix: string,
): Iterable<[string, string]> {
  const counts = new Map<string, number>();
  for (const item of items) {
    const scope = scopeOf(item);
    if (item.kind === 'attribute') {
      yield [`${prefix}${item.name}`, evaluated(item, scope)];
      continue;
    }
    // What a `dynamic` block iterates over stands for what it makes: its content sees nothing else that changes.
    if (item.type === 'content') continue;
    const type = typeOf(item);
    const number = counts.get(type) ?? 0;
    counts.set(type, number + 1);
    yield* itemValues(item.body.items, () => scope, `${prefix}${type}[${number}].`);
  }
}

function evaluated(attribute: Attribute, scope: Scope): string {
  try {
    return asText(evaluate(attribute.value, scope));
  } catch (error) {
    if (error instanceof EvaluationError) return `error: ${error.message}`;
    throw error;
  }
}

function asText(value: Value): string {
  switch (value.kind) {
    case 'null':
      return 'null';
    case 'bool':
      return String(value.value);
    case 'number':
      return value.value.toString();
    case 'string':
      return JSON.stringify(value.value);
    case 'unknown': {
      const { symbol, references, type } = value;
      return symbol
        ? `<${symbol.address} ${symbol.path.join('.')}>`
        : `<${references.join(' ')} ${typeName(type)}>`;
    }
    case 'list':
    case 'set':
    case 'tuple':
      return `[${value.elements.map(asText).join()}]`;
    case 'map':
    case 'object':
      return `{${[...value.entries].map(([key, entry]) => `${JSON.stringify(key)}:${asText(entry.value)}`).join()}}`;
  }
}
