import { existsSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { BINDING_TABLE } from '../../../src/terraform/binding-table.ts';
import { findTerraform, OFFLINE_PROVIDER, type Terraform } from '../rules/terraform.ts';

interface SchemaBlock {
  readonly attributes?: Readonly<Record<string, SchemaAttribute>>;
  readonly block_types?: Readonly<Record<string, { readonly block: SchemaBlock }>>;
}
interface SchemaAttribute {
  readonly nested_type?: { readonly attributes: Readonly<Record<string, SchemaAttribute>> };
}

const terraform = findTerraform();
const judged = terraform === null ? describe.skip : describe;

/** Provider schemas differ by version: the table follows version 5. */
judged(
  `the binding table against the AWS provider${terraform ? '' : ' (skipped: no terraform or AWS provider)'}`,
  () => {
    let resources: Readonly<Record<string, { readonly block: SchemaBlock }>> = {};

    beforeAll(async () => {
      if (!terraform) return;
      const root = mkdtempSync(join(tmpdir(), 'sgaudit-schema-'));
      writeFileSync(join(root, 'main.tf'), OFFLINE_PROVIDER);
      await terraform.run(root, 'init', '-input=false', '-no-color');
      const json = JSON.parse(await providerSchema(terraform, root));
      const [provider] = Object.values(json.provider_schemas) as {
        readonly resource_schemas: typeof resources;
      }[];
      resources = provider?.resource_schemas ?? {};
    }, 60_000);

    it('names only arguments that exist', () => {
      const missing = Object.entries(BINDING_TABLE).flatMap(([type, { groups, interfaces = [] }]) =>
        [...groups, ...interfaces]
          .filter((path) => !hasPath(resources[type]?.block, path.split('.')))
          .map((path) => `${type}.${path}`),
      );
      expect(missing).toEqual([]);
    });

    it('leaves out no argument that takes security groups', () => {
      const listed = new Set(
        Object.entries(BINDING_TABLE).flatMap(([type, { groups }]) =>
          groups.map((path) => `${type}.${path}`),
        ),
      );
      const found = Object.entries(resources).flatMap(([type, { block }]) =>
        groupPaths(block).map((path) => `${type}.${path}`),
      );
      const left = found.filter((path) => !listed.has(path) && !NO_BINDING.has(path));
      expect(found.length).toBeGreaterThan(100);
      expect(left).toEqual([]);
    });
  },
);

describe('the binding table', () => {
  it('covers the types that put groups on interfaces', () => {
    expect(Object.keys(BINDING_TABLE).length).toBeGreaterThanOrEqual(65);
  });
});

/** The schema is large and slow to print: it is kept, by the provider's version, where temporary files lie. */
async function providerSchema(tool: Terraform, root: string): Promise<string> {
  const lock = readFileSync(join(root, '.terraform.lock.hcl'), 'utf8');
  const version = /version\s*=\s*"([\w.-]+)"/.exec(lock)?.[1] ?? 'unknown';
  const kept = join(tmpdir(), `sgaudit-aws-schema-${version}.json`);
  if (existsSync(kept)) return readFileSync(kept, 'utf8');
  const schema = await tool.run(root, 'providers', 'schema', '-json');
  writeFileSync(`${kept}.${process.pid}`, schema);
  renameSync(`${kept}.${process.pid}`, kept);
  return schema;
}

/** Arguments that take a group without putting it on an interface, or by another name than its id. */
const NO_BINDING = new Set([
  'aws_eks_node_group.remote_access.source_security_group_ids',
  'aws_elasticache_replication_group.security_group_names',
  'aws_launch_template.security_group_names',
  'aws_db_option_group.option.db_security_group_memberships',
  'aws_medialive_input.input_security_groups',
  'aws_elb.source_security_group',
  'aws_security_group_rule.security_group_id',
  'aws_security_group_rule.source_security_group_id',
  'aws_vpc_security_group_egress_rule.referenced_security_group_id',
  'aws_vpc_security_group_egress_rule.security_group_id',
  'aws_vpc_security_group_ingress_rule.referenced_security_group_id',
  'aws_vpc_security_group_ingress_rule.security_group_id',
  'aws_vpc_security_group_vpc_association.security_group_id',
]);

function hasPath(block: SchemaBlock | undefined, [step, ...rest]: readonly string[]): boolean {
  if (step === undefined) return true;
  const nested = block?.block_types?.[step]?.block;
  if (nested) return hasPath(nested, rest);
  const attribute = block?.attributes?.[step];
  if (!attribute) return false;
  if (rest.length === 0) return true;
  return hasPath(attribute.nested_type, rest);
}

function groupPaths(block: SchemaBlock, prefix = ''): string[] {
  const own = Object.entries(block.attributes ?? {}).flatMap(([name, attribute]) => {
    if (attribute.nested_type) return groupPaths(attribute.nested_type, `${prefix}${name}.`);
    return isGroupArgument(name, attribute) ? [prefix + name] : [];
  });
  const nested = Object.entries(block.block_types ?? {}).flatMap(([name, { block: inner }]) =>
    groupPaths(inner, `${prefix}${name}.`),
  );
  return [...own, ...nested];
}

function isGroupArgument(
  name: string,
  attribute: SchemaAttribute & {
    readonly optional?: boolean;
    readonly required?: boolean;
    readonly type?: unknown;
  },
): boolean {
  if (!attribute.optional && !attribute.required) return false;
  if (attribute.type === 'bool' || /_(support|traffic|management)$/.test(name)) return false;
  return /security_?groups?/.test(name);
}
