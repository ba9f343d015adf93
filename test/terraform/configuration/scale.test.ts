import { describe, expect, it } from '@jest/globals';
import { argument, load } from './support/load.ts';

const rules = (file: number) => `
resource "aws_security_group" "service_${file}" {
  name   = "service-${file}-\${local.suffix}"
  vpc_id = var.vpc_id
}
resource "aws_vpc_security_group_ingress_rule" "service_${file}" {
  for_each          = local.rules
  security_group_id = aws_security_group.service_${file}.id
  referenced        = aws_security_group.shared[each.key].id
  cidr_ipv4         = each.value.cidr
  from_port         = each.value.port
}
`;

describe('a large root module', () => {
  const texts: Record<string, string> = {
    'infra/main.tf': `
      variable "vpc_id" { default = "vpc-1" }
      locals {
        suffix = "prod"
        rules  = { for index in range(4) : "rule-\${index}" => { cidr = "10.0.\${index}.0/24", port = 8000 + index } }
      }
      resource "aws_security_group" "shared" {
        for_each = local.rules
        name     = each.key
      }
      ${Array.from({ length: 200 }, (_, index) => `module "team_${index}" {\n  source = "./team"\n  name = "team-${index}"\n  rules = local.rules\n}`).join('\n')}
    `,
    'infra/team/main.tf': `
      variable "name" { type = string }
      variable "rules" { type = map(object({ cidr = string, port = number })) }
      resource "aws_security_group" "this" { name = var.name }
      resource "aws_vpc_security_group_ingress_rule" "this" {
        for_each  = var.rules
        cidr_ipv4 = each.value.cidr
      }
    `,
  };
  for (let file = 0; file < 700; file++) texts[`infra/service-${file}.tf`] = rules(file);

  it('of 700 files and 200 module calls is read and evaluated in seconds', () => {
    const started = performance.now();
    const configuration = load(texts);
    expect(configuration.resources).toHaveLength(4 + 700 * 5 + 200 * 5);
    const values = configuration.resources.map((instance) =>
      instance.type === 'aws_security_group'
        ? argument(instance, 'name')
        : argument(instance, 'cidr_ipv4'),
    );
    expect(new Set(values).size).toBe(4 + 700 + 200 + 4);
    expect(configuration.problems).toEqual([]);
    // A quadratic step would take a minute; the bound leaves room for a loaded machine.
    expect(performance.now() - started).toBeLessThan(15_000);
  });
});
