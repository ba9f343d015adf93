/** A group's inline rule as state holds it. */
export function inlineRule(parts: Record<string, unknown>) {
  return {
    cidr_blocks: [],
    description: '',
    from_port: 0,
    ipv6_cidr_blocks: [],
    prefix_list_ids: [],
    protocol: '-1',
    security_groups: [],
    self: false,
    to_port: 0,
    ...parts,
  };
}

interface ExampleInstance {
  readonly index_key?: string | number;
  readonly attributes: Record<string, unknown>;
  readonly deposed?: string;
}
interface ExampleResource {
  readonly module?: string;
  readonly mode?: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  readonly instances: readonly ExampleInstance[];
}

/** A raw state of version 4, as a backend stores it. */
export function rawState(resources: readonly ExampleResource[], more: object = {}): string {
  return JSON.stringify({
    version: 4,
    terraform_version: '1.11.4',
    serial: 7,
    lineage: '0f9d2f7e-5a62-4d3e-9b3a-1c2d3e4f5a6b',
    outputs: { password: { value: 'hunter2-output', type: 'string', sensitive: true } },
    resources: resources.map((resource) => ({
      mode: 'managed',
      provider: 'provider["registry.terraform.io/hashicorp/aws"]',
      ...resource,
      instances: resource.instances.map((instance) => ({ schema_version: 1, ...instance })),
    })),
    ...more,
  });
}

/** One group with an inline rule, a rule resource that the group mirrors, an instance and a database. */
export const WEB_STATE = rawState([
  {
    type: 'aws_security_group',
    name: 'web',
    instances: [
      {
        attributes: {
          id: 'sg-0aaa',
          name: 'web',
          vpc_id: 'vpc-0123',
          description: 'Managed by Terraform',
          tags: { secret: 'hunter2-tag' },
          ingress: [
            inlineRule({
              from_port: 443,
              to_port: 443,
              protocol: 'tcp',
              cidr_blocks: ['10.0.0.0/8'],
            }),
            inlineRule({
              from_port: 22,
              to_port: 22,
              protocol: 'tcp',
              security_groups: ['sg-0bbb'],
            }),
          ],
          egress: [inlineRule({ cidr_blocks: ['0.0.0.0/0'], ipv6_cidr_blocks: ['::/0'] })],
        },
      },
      { deposed: '1234abcd', attributes: { id: 'sg-0old', name: 'web-old', ingress: [] } },
    ],
  },
  {
    module: 'module.jump["eu.west"]',
    type: 'aws_security_group',
    name: 'this',
    instances: [{ index_key: 0, attributes: { id: 'sg-0bbb', name: 'jump', vpc_id: 'vpc-0123' } }],
  },
  {
    type: 'aws_vpc_security_group_ingress_rule',
    name: 'ssh',
    instances: [
      {
        index_key: 'a"b',
        attributes: {
          id: 'sgr-0123456789abcdef0',
          security_group_rule_id: 'sgr-0123456789abcdef0',
          security_group_id: 'sg-0aaa',
          referenced_security_group_id: 'sg-0bbb',
          ip_protocol: 'tcp',
          from_port: 22,
          to_port: 22,
        },
      },
    ],
  },
  {
    type: 'aws_security_group_rule',
    name: 'legacy',
    instances: [
      {
        attributes: {
          id: 'sgrule-1234567890',
          security_group_rule_id: '',
          security_group_id: 'sg-0bbb',
          type: 'egress',
          protocol: 'udp',
          from_port: 53,
          to_port: 53,
          cidr_blocks: ['10.0.0.2/32', '10.0.1.2/32'],
          source_security_group_id: null,
          self: false,
        },
      },
    ],
  },
  {
    type: 'aws_instance',
    name: 'web',
    instances: [
      {
        attributes: {
          id: 'i-0123',
          primary_network_interface_id: 'eni-0web',
          vpc_security_group_ids: ['sg-0aaa'],
          security_groups: ['web'],
          user_data: 'hunter2-user-data',
        },
      },
    ],
  },
  {
    type: 'aws_db_instance',
    name: 'orders',
    instances: [
      { attributes: { vpc_security_group_ids: ['sg-0bbb'], password: 'hunter2-password' } },
    ],
  },
  {
    mode: 'data',
    type: 'aws_ec2_managed_prefix_list',
    name: 'cdn',
    instances: [
      {
        attributes: {
          id: 'pl-0123',
          name: 'cdn',
          entries: [{ cidr: '192.0.2.0/24', description: '' }],
        },
      },
    ],
  },
]);
