import { describe, expect, it } from '@jest/globals';
import type { ResourceInstance } from '../../../src/terraform/configuration.ts';
import { argument, argumentValue, load, output, problems, resource } from './support/load.ts';

const BASE = `
variable "cidr" {
  type    = string
  default = "10.0.0.0/8"
}
locals {
  region = "eu-west-1"
  zone   = "\${local.region}a"
}
resource "aws_security_group" "web" {
  name        = "web"
  description = "base"
  ingress {
    from_port = 80
  }
  dynamic "ingress" {
    for_each = [443]
    content {
      from_port = ingress.value
    }
  }
  egress {
    from_port = 0
  }
  lifecycle {
    create_before_destroy = true
    ignore_changes        = [tags]
  }
}
output "zone" { value = local.zone }
output "cidr" { value = var.cidr }
`;

function blocks(instance: ResourceInstance): string[] {
  return instance.block.body.items.flatMap((item) =>
    item.kind === 'block' ? [[item.type, ...item.labels.map(({ value }) => value)].join(' ')] : [],
  );
}

describe('an override file', () => {
  it('replaces arguments one by one', () => {
    const configuration = load({
      'infra/main.tf': BASE,
      'infra/web_override.tf': `
        resource "aws_security_group" "web" { description = "second" }
        variable "cidr" { default = "192.0.2.0/24" }
        locals { region = "us-east-1" }
      `,
      'infra/override.tf': 'resource "aws_security_group" "web" { description = "first" }',
    });
    const web = resource(configuration, 'aws_security_group.web');
    expect(argument(web, 'name')).toBe('web');
    expect(argument(web, 'description')).toBe('second');
    expect(output(configuration, 'cidr')).toBe('192.0.2.0/24');
    expect(output(configuration, 'zone')).toBe('us-east-1a');
    expect(configuration.problems).toEqual([]);
  });

  it('knows which file an argument comes from', () => {
    const configuration = load({
      'infra/main.tf': BASE,
      'infra/override.tf': 'resource "aws_security_group" "web" { description = "first" }',
    });
    const web = resource(configuration, 'aws_security_group.web');
    expect(argumentValue(web, 'description').origin?.source.path).toBe('infra/override.tf');
    expect(argumentValue(web, 'name').origin?.source.path).toBe('infra/main.tf');
  });

  it('replaces all blocks of a type, generated ones too, and leaves the others', () => {
    const configuration = load({
      'infra/main.tf': BASE,
      'infra/override.tf': `
        resource "aws_security_group" "web" {
          ingress { from_port = 8080 }
          ingress { from_port = 8081 }
        }
      `,
    });
    expect(blocks(resource(configuration, 'aws_security_group.web'))).toEqual([
      'egress',
      'lifecycle',
      'ingress',
      'ingress',
    ]);
  });

  it('replaces static blocks by generated ones', () => {
    const configuration = load({
      'infra/main.tf': BASE,
      'infra/override.tf': `
        resource "aws_security_group" "web" {
          dynamic "egress" {
            for_each = []
            content {}
          }
        }
      `,
    });
    expect(blocks(resource(configuration, 'aws_security_group.web'))).toEqual([
      'ingress',
      'dynamic ingress',
      'lifecycle',
      'dynamic egress',
    ]);
  });

  it('merges lifecycle argument by argument', () => {
    const configuration = load({
      'infra/main.tf': BASE,
      'infra/override.tf': `
        resource "aws_security_group" "web" {
          lifecycle { create_before_destroy = false }
        }
      `,
    });
    const { items } = resource(configuration, 'aws_security_group.web').block.body;
    const lifecycles = items.filter((item) => item.kind === 'block' && item.type === 'lifecycle');
    expect(lifecycles).toHaveLength(1);
    const [lifecycle] = lifecycles;
    const names = lifecycle?.kind === 'block' ? lifecycle.body.items : [];
    expect(names.map((item) => (item.kind === 'attribute' ? item.name : item.type))).toEqual([
      'ignore_changes',
      'create_before_destroy',
    ]);
  });

  it('may not add what no other file declares', () => {
    const configuration = load({
      'infra/main.tf': 'locals { region = "eu-west-1" }',
      'infra/override.tf': `
resource "aws_security_group" "web" {}
variable "cidr" {}
locals { zone = "a" }
module "vpc" { source = "./vpc" }
output "zone" { value = 1 }
data "aws_vpc" "main" {}
`,
    });
    expect(problems(configuration)).toEqual([
      'infra/override.tf:2:1 error Missing resource to override',
      'infra/override.tf:3:1 error Missing base variable declaration to override',
      'infra/override.tf:4:10 error Missing base local value definition to override',
      'infra/override.tf:5:1 error Missing module call to override',
      'infra/override.tf:6:1 error Missing base output definition to override',
      'infra/override.tf:7:1 error Missing data resource to override',
    ]);
    expect(configuration.resources).toEqual([]);
  });

  it('may change count and the source of a module', () => {
    const configuration = load({
      'infra/main.tf':
        'module "web" {\n  source = "./blue"\n}\nresource "aws_security_group" "web" {\n  count = 3\n}\noutput "color" { value = module.web.color }',
      'infra/override.tf':
        'module "web" {\n  source = "./green"\n}\nresource "aws_security_group" "web" {\n  count = 1\n}',
      'infra/blue/main.tf': 'output "color" { value = "blue" }',
      'infra/green/main.tf': 'output "color" { value = "green" }',
    });
    expect(output(configuration, 'color')).toBe('green');
    expect(configuration.resources).toHaveLength(1);
  });
});
