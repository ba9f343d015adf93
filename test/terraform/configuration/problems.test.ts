import { describe, expect, it } from '@jest/globals';
import { addresses, argument, load, output, problems, resource } from './support/load.ts';

describe('problems of a configuration', () => {
  it('has none for blocks that have nothing to do with rules', () => {
    const configuration = load({
      'infra/main.tf': `
        terraform {
          required_version = ">= 1.5"
          required_providers {
            aws = { source = "hashicorp/aws" }
          }
          backend "s3" {}
        }
        provider "aws" { region = "eu-west-1" }
        moved {
          from = aws_security_group.old
          to   = aws_security_group.web
        }
        removed {
          from = aws_security_group.gone
          lifecycle { destroy = false }
        }
        import {
          to = aws_security_group.web
          id = "sg-0123456789abcdef0"
        }
        check "reachable" {
          data "http" "shop" { url = "https://shop.example.com" }
          assert {
            condition     = data.http.shop.status_code == 200
            error_message = "down"
          }
        }
        ephemeral "aws_secretsmanager_secret_version" "token" { secret_id = "t" }
        variable "size" {
          type = number
          validation {
            condition     = var.size > 0
            error_message = "must be positive"
          }
        }
        resource "aws_security_group" "web" {
          provider = aws.west
          lifecycle {
            ignore_changes       = [tags, ingress]
            replace_triggered_by = [aws_vpc.absent]
          }
          dynamic "ingress" {
            for_each = { a = 1 }
            iterator = rule
            labels   = [rule.key]
            content {
              from_port = rule.value
            }
          }
          dynamic "egress" {
            for_each = [1]
            content {
              from_port = egress.value
            }
          }
        }
      `,
    });
    expect(configuration.problems).toEqual([]);
    expect(addresses(configuration)).toEqual(['aws_security_group.web']);
  });

  it('names a syntax error at its place and still reads the rest', () => {
    const configuration = load({
      'infra/broken.tf':
        'resource "aws_security_group" "web" {\n  name = \n}\n\nresource "aws_security_group" "db" {\n  name = "db"\n}\n',
      'infra/main.tf': 'output "db" { value = aws_security_group.db.name }',
    });
    expect(output(configuration, 'db')).toBe('db');
    expect(configuration.problems).toMatchObject([
      {
        code: 'hcl-syntax',
        severity: 'error',
        location: { file: 'infra/broken.tf', start: { line: 2 } },
        message: expect.stringMatching(/^Invalid expression: /),
      },
    ]);
  });

  it('names second declarations, and keeps the first', () => {
    const configuration = load({
      'infra/a.tf': `
variable "cidr" { default = "a" }
locals { zone = "a" }
output "zone" { value = local.zone }
resource "aws_security_group" "web" { name = "a" }
data "aws_vpc" "main" {}
`,
      'infra/b.tf': `
variable "cidr" { default = "b" }
locals { zone = "b" }
output "zone" { value = "b" }
resource "aws_security_group" "web" { name = "b" }
data "aws_vpc" "main" {}
`,
    });
    expect(problems(configuration)).toEqual([
      'infra/b.tf:2:1 error Duplicate variable declaration',
      'infra/b.tf:3:10 error Duplicate local value definition',
      'infra/b.tf:4:1 error Duplicate output definition',
      'infra/b.tf:5:1 error Duplicate resource "aws_security_group" configuration',
      'infra/b.tf:6:1 error Duplicate data "aws_vpc" configuration',
    ]);
    expect(configuration.problems[3]?.message).toBe(
      'Duplicate resource "aws_security_group" configuration: A aws_security_group resource named "web" was already declared at infra/a.tf:5,1-36. Resource names must be unique per type in each module.',
    );
    expect(output(configuration, 'zone')).toBe('a');
    expect(argument(resource(configuration, 'aws_security_group.web'), 'name')).toBe('a');
  });

  it('names references to what is not declared, evaluated or not, each once', () => {
    const configuration = load({
      'infra/main.tf': `
locals {
  unused = var.absent
  nested = [for cidr in local.cidrs : "\${cidr}\${module.vpc.id}" if cidr != var.other]
}
resource "aws_security_group" "web" {
  count  = 2
  name   = upper(aws_vpc.main.id)
  vpc_id = data.aws_vpc.main.id
}
`,
    });
    expect(argument(resource(configuration, 'aws_security_group.web[0]'), 'name')).toBe(
      '?aws_vpc.main',
    );
    expect(argument(resource(configuration, 'aws_security_group.web[1]'), 'vpc_id')).toBe(
      '?data.aws_vpc.main',
    );
    expect(problems(configuration)).toEqual([
      'infra/main.tf:3:12 error Reference to undeclared input variable',
      'infra/main.tf:4:25 error Reference to undeclared local value',
      'infra/main.tf:4:49 error Reference to undeclared module',
      'infra/main.tf:4:76 error Reference to undeclared input variable',
      'infra/main.tf:8:18 error Reference to undeclared resource',
      'infra/main.tf:9:12 error Reference to undeclared resource',
    ]);
  });

  it('names values that need themselves', () => {
    const configuration = load({
      'infra/main.tf': `
locals {
  left  = local.right
  right = local.left
}
resource "aws_security_group" "web" { name = local.left }
resource "aws_security_group" "many" { count = length(aws_security_group.many) }
`,
    });
    expect(argument(resource(configuration, 'aws_security_group.web'), 'name')).toBe(
      '?local.right',
    );
    expect(resource(configuration, 'aws_security_group.many').existence).toBe('unknown');
    expect(problems(configuration)).toEqual([
      'infra/main.tf:4:11 error Cycle',
      'infra/main.tf:7:1 error Cycle',
    ]);
  });

  it('survives a chain of values that is too long to follow', () => {
    const chain = Array.from({ length: 20_000 }, (_, index) => `l${index + 1} = local.l${index}`);
    const configuration = load({
      'infra/main.tf': `locals {\n  l0 = 1\n  ${chain.join('\n  ')}\n}\noutput "end" { value = local.l20000 }`,
    });
    expect(output(configuration, 'end')).toMatch(/^\?local\.l\d+$/);
    expect(configuration.problems).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('too long a chain of values') },
    ]);
  });

  it('names an evaluation that fails once, however many instances meet it', () => {
    const configuration = load({
      'infra/main.tf': `
locals { port = tonumber("https") }
resource "aws_security_group" "web" {
  count = 3
  name  = local.port
}
`,
    });
    for (const index of [0, 1, 2]) {
      const web = resource(configuration, `aws_security_group.web[${index}]`);
      expect(argument(web, 'name')).toBe('?local.port');
    }
    expect(problems(configuration)).toEqual([
      'infra/main.tf:2:26 warning Invalid function argument',
    ]);
  });

  it('refuses blocks without their labels, arguments at the top, and passes over unknown blocks', () => {
    const configuration = load({
      'infra/main.tf':
        'resource "aws_security_group" {}\nregion = "eu-west-1"\nvariable "a" "b" {}\nstack "x" {}\n',
    });
    expect(problems(configuration)).toEqual([
      'infra/main.tf:1:31 error Missing name for resource',
      'infra/main.tf:2:1 error Unsupported argument',
      'infra/main.tf:3:14 error Extraneous label for variable',
      'infra/main.tf:4:1 warning Unsupported block type',
    ]);
  });

  it('keeps a problem that a reader reports, once', () => {
    const configuration = load({ 'infra/main.tf': 'locals {}' });
    const problem = {
      code: 'evaluation',
      message: 'm',
      location: null,
      severity: 'warning',
    } as const;
    configuration.report(problem);
    configuration.report({ ...problem });
    expect(configuration.problems).toEqual([problem]);
  });
});

describe('a folder without configuration', () => {
  it('is refused, and folders that have some are named', () => {
    const texts = { 'infra/prod/main.tf': 'locals {}', 'infra/README.md': '# shop' };
    expect(() => load(texts)).toThrow(
      expect.objectContaining({
        code: 'no-configuration',
        message: expect.stringContaining('infra/prod'),
      }),
    );
  });

  it('is refused when it does not exist', () => {
    expect(() => load({ 'other/main.tf': 'locals {}' })).toThrow(
      expect.objectContaining({
        code: 'no-configuration',
        message: expect.stringContaining('no folder infra'),
      }),
    );
  });
});
