import { describe, expect, it } from '@jest/globals';
import type { Value } from '../../../src/hcl/value.ts';
import { argumentValue, load, outputValue, resource } from './support/load.ts';

/** The text of each element's literal, then those of the steps from there. */
function trails(value: Value): string[][] {
  if (!('elements' in value)) throw new Error(`not a sequence: ${value.kind}`);
  return value.elements.map(trail);
}

function trail({ origin }: Value): string[] {
  if (origin === null) return [];
  const texts = [origin.source.text.slice(origin.span.start, origin.span.end)];
  for (let via = origin.via; via !== null; via = via.next) {
    texts.push(via.source.text.slice(via.span.start, via.span.end));
  }
  return texts;
}

describe('the way of a value from its literal', () => {
  it('leads through variables, locals, arguments and outputs, in this order', () => {
    const configuration = load({
      'infra/main.tf': `
        variable "office" {
          default = ["203.0.113.0/24"]
        }
        locals {
          trusted = concat(var.office, ["10.0.0.0/8"])
        }
        module "web" {
          source = "./web"
          cidrs  = local.trusted
        }
        output "seen" { value = module.web.cidrs }
      `,
      'infra/web/main.tf': `
        variable "cidrs" { type = list(string) }
        output "cidrs" { value = var.cidrs }
      `,
    });
    expect(trails(outputValue(configuration, 'seen'))).toEqual([
      [
        '"203.0.113.0/24"',
        'variable "office"',
        'trusted = concat(var.office, ["10.0.0.0/8"])',
        'cidrs  = local.trusted',
        'output "cidrs"',
        'output "seen"',
      ],
      [
        '"10.0.0.0/8"',
        'trusted = concat(var.office, ["10.0.0.0/8"])',
        'cidrs  = local.trusted',
        'output "cidrs"',
        'output "seen"',
      ],
    ]);
  });

  it('reaches into maps of objects, with their keys', () => {
    const configuration = load({
      'infra/terraform.tfvars': 'rules = {\n  office = { cidr = "203.0.113.0/24" }\n}',
      'infra/main.tf': `
        variable "rules" { type = map(object({ cidr = string })) }
        resource "aws_vpc_security_group_ingress_rule" "this" {
          for_each  = var.rules
          name      = each.key
          cidr_ipv4 = each.value.cidr
        }
      `,
    });
    const rule = resource(configuration, 'aws_vpc_security_group_ingress_rule.this["office"]');
    expect(trail(argumentValue(rule, 'cidr_ipv4'))).toEqual([
      '"203.0.113.0/24"',
      'variable "rules"',
    ]);
    expect(trail(argumentValue(rule, 'name'))).toEqual(['office', 'variable "rules"']);
    expect(argumentValue(rule, 'name').origin?.source.path).toBe('infra/terraform.tfvars');
  });

  it('is kept among the inputs of what is computed', () => {
    const configuration = load({
      'infra/main.tf': `
        variable "base" { default = "10.0.0.0/16" }
        locals { subnet = cidrsubnet(var.base, 8, 1) }
        output "subnet" { value = local.subnet }
      `,
    });
    const subnet = outputValue(configuration, 'subnet');
    expect(subnet.origin).toBeNull();
    const literals = (subnet.inputs ?? []).map((origin) => trail({ ...subnet, origin } as Value));
    expect(literals).toContainEqual([
      '"10.0.0.0/16"',
      'variable "base"',
      'subnet = cidrsubnet(var.base, 8, 1)',
      'output "subnet"',
    ]);
  });
});
