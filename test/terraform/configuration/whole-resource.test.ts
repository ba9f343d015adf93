import { describe, expect, it } from '@jest/globals';
import { ruleSetOf } from '../../../src/terraform/rules.ts';
import { brief, loadText } from '../rules/loading.ts';

/** A resource handed over as a whole has attributes that nobody wrote: the provider makes them. */
describe('a whole resource as an argument of a module', () => {
  const load = (type: string, value: string) => {
    const configuration = loadText(
      `resource "aws_vpc" "main" {
  cidr_block = "10.20.0.0/16"
}
module "app" {
  source = "./app"
  vpc    = ${value}
}
`,
      {
        'app/main.tf': `variable "vpc" {
  type = ${type}
}
resource "aws_security_group" "app" {
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = [${value.startsWith('[') ? 'var.vpc[0]' : value.startsWith('{') ? 'var.vpc.of' : 'var.vpc'}.cidr_block]
  }
}
`,
      },
    );
    const { rules } = ruleSetOf(configuration);
    return { problems: configuration.problems, peers: rules.map((rule) => brief(rule).peer) };
  };

  it.each([
    [
      'an object',
      'object({ cidr_block = string, default_route_table_id = string })',
      'aws_vpc.main',
    ],
    [
      'a list of objects',
      'list(object({ cidr_block = string, owner_id = string }))',
      '[aws_vpc.main]',
    ],
    [
      'an object inside of another',
      'object({ of = object({ cidr_block = string, arn = string, owner_id = string }) })',
      '{ of = aws_vpc.main }',
    ],
    [
      'a map of objects',
      'map(object({ cidr_block = string, owner_id = string }))',
      '{ of = aws_vpc.main }',
    ],
  ])('is taken for %s', (_, type, value) => {
    expect(load(type, value)).toEqual({ problems: [], peers: ['10.20.0.0/16'] });
  });

  it('is refused where an object is written that lacks an attribute', () => {
    const { problems } = load(
      'object({ cidr_block = string, owner_id = string })',
      '{ cidr_block = aws_vpc.main.cidr_block }'.replace('{', '{ of = {').concat(' }'),
    );
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('attributes "cidr_block" and "owner_id" are required'),
    ]);
  });
});

describe('branches of a condition, one of which holds attributes of a resource', () => {
  it('may agree by types that only the provider knows', () => {
    const { problems } = loadText(`variable "retry" {
  type    = bool
  default = true
}
resource "aws_sqs_queue" "retry" {}
locals {
  retry = var.retry ? { enabled = true, most = 3, url = aws_sqs_queue.retry.url } : {}
}
output "retry" {
  value = local.retry
}
`);
    expect(problems).toEqual([]);
  });
});
