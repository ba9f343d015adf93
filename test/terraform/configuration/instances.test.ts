import { describe, expect, it } from '@jest/globals';
import {
  addresses,
  argument,
  argumentValue,
  load,
  output,
  problems,
  resource,
} from './support/load.ts';

describe('instances of a resource', () => {
  it('come from count, also a string that is a number', () => {
    const configuration = load({
      'infra/main.tf': `
        resource "aws_security_group" "web" {
          count = "2"
          name  = "web-\${count.index}"
        }
        resource "aws_security_group" "off" { count = 0 }
      `,
    });
    expect(addresses(configuration)).toEqual([
      'aws_security_group.web[0]',
      'aws_security_group.web[1]',
    ]);
    const second = resource(configuration, 'aws_security_group.web[1]');
    expect(second).toMatchObject({
      key: 1,
      repetition: 'count',
      existence: 'known',
      mode: 'managed',
    });
    expect(argument(second, 'name')).toBe('web-1');
  });

  it('come from for_each over maps, objects and sets, in bytewise order', () => {
    const configuration = load({
      'infra/main.tf': `
        resource "aws_security_group_rule" "by_port" {
          for_each = { https = 443, Http = 80 }
          name     = each.key
          port     = each.value
        }
        resource "aws_security_group_rule" "by_cidr" {
          for_each    = toset(["10.1.0.0/16", "10.0.0.0/16"])
          cidr_blocks = [each.value]
          key         = each.key
        }
      `,
    });
    expect(addresses(configuration)).toEqual([
      'aws_security_group_rule.by_port["Http"]',
      'aws_security_group_rule.by_port["https"]',
      'aws_security_group_rule.by_cidr["10.0.0.0/16"]',
      'aws_security_group_rule.by_cidr["10.1.0.0/16"]',
    ]);
    const rule = resource(configuration, 'aws_security_group_rule.by_cidr["10.1.0.0/16"]');
    const blocks = argumentValue(rule, 'cidr_blocks');
    const literal = blocks.kind === 'tuple' ? blocks.elements[0] : undefined;
    const { source, span } = literal?.origin ?? {};
    expect(source?.text.slice(span?.start, span?.end)).toBe('"10.1.0.0/16"');
    expect(argumentValue(rule, 'key').origin?.span).toEqual(span);
    const http = resource(configuration, 'aws_security_group_rule.by_port["Http"]');
    const key = argumentValue(http, 'name').origin;
    expect(key?.source.text.slice(key.span.start, key.span.end)).toBe('Http');
  });

  it('have keys escaped as Terraform escapes them', () => {
    const keys = String.raw`"a\"b", "c$_{d}", "e\\f", "g\nh", "%%{i}", "中文 &", "\u0007"`;
    const configuration = load({
      'infra/main.tf': `resource "aws_security_group" "web" {
        for_each = toset([${keys.replace('$_', () => '$$')}])
      }`,
    });
    expect(addresses(configuration)).toEqual([
      String.raw`aws_security_group.web["\u0007"]`,
      'aws_security_group.web["%%{i}"]',
      String.raw`aws_security_group.web["a\"b"]`,
      'aws_security_group.web["c$${d}"]',
      String.raw`aws_security_group.web["e\\f"]`,
      String.raw`aws_security_group.web["g\nh"]`,
      'aws_security_group.web["中文 &"]',
    ]);
  });

  it('see themselves in provisioners and conditions', () => {
    const configuration = load({
      'infra/main.tf': `
        resource "aws_security_group" "web" {
          for_each = toset(["a"])
          name     = "web-\${each.key}"
          note     = "\${self.name} of \${self.tags.team}"
          tags     = { team = "shop" }
        }
      `,
    });
    const web = resource(configuration, 'aws_security_group.web["a"]');
    expect(argument(web, 'note')).toBe('web-a of shop');
  });

  it('are one of unknown existence when count or keys are not known', () => {
    const configuration = load({
      'infra/main.tf': `
        variable "rules" { type = map(object({ port = number })) }
        variable "create" { type = bool }
        resource "aws_security_group_rule" "each" {
          for_each = var.rules
          name     = each.key
          port     = each.value.port
        }
        resource "aws_security_group" "web" {
          count = var.create ? 1 : 0
          name  = "web-\${count.index}"
        }
        resource "aws_instance" "web" {
          vpc_security_group_ids = aws_security_group.web[*].id
          first                  = aws_security_group.web[0].id
        }
      `,
    });
    const each = resource(configuration, 'aws_security_group_rule.each');
    expect(each).toMatchObject({ key: null, repetition: 'for_each', existence: 'unknown' });
    expect(argument(each, 'port')).toBe('?var.rules');
    const web = resource(configuration, 'aws_security_group.web');
    expect(web).toMatchObject({ key: null, repetition: 'count', existence: 'unknown' });
    const instance = resource(configuration, 'aws_instance.web');
    expect(argument(instance, 'first')).toBe('<aws_security_group.web 0 id>');
    expect(argumentValue(instance, 'vpc_security_group_ids').kind).toBe('unknown');
    expect(configuration.problems).toEqual([]);
  });

  it.each([
    ['count = null', 'Invalid count argument'],
    ['count = -1', 'Invalid count argument'],
    ['count = 1.5', 'Invalid count argument'],
    ['count = "many"', 'Invalid count argument'],
    ['count = 1e9', 'Invalid count argument'],
    ['for_each = ["a"]', 'Invalid for_each argument'],
    ['for_each = null', 'Invalid for_each argument'],
    ['for_each = toset([1])', 'Invalid for_each argument'],
  ])('are refused, and stand once as unknown, for %s', (text, summary) => {
    const configuration = load({
      'infra/main.tf': `resource "aws_security_group" "web" {\n  ${text}\n}`,
    });
    expect(resource(configuration, 'aws_security_group.web').existence).toBe('unknown');
    const column = text.indexOf('=') + 5;
    expect(problems(configuration)).toEqual([`infra/main.tf:2:${column} warning ${summary}`]);
  });
});

describe('references to resources', () => {
  const configuration = load({
    'infra/main.tf': `
      locals { name = "web" }
      data "aws_vpc" "main" { tags = { Name = "main" } }
      resource "aws_security_group" "web" {
        name        = local.name
        name_prefix = null
        vpc_id      = data.aws_vpc.main.id
        ingress { from_port = 443 }
      }
      resource "aws_security_group" "many" {
        for_each = toset(["a", "b"])
        name     = each.key
      }
      resource "terraform_data" "cidrs" { input = ["10.0.0.0/8"] }
      output "configured" { value = aws_security_group.web.name }
      output "computed" { value = aws_security_group.web.owner_id }
      output "null" { value = aws_security_group.web.name_prefix }
      output "block" { value = aws_security_group.web.ingress }
      output "data" { value = aws_security_group.web.vpc_id }
      output "data_argument" { value = data.aws_vpc.main.tags.Name }
      output "data_cidr" { value = data.aws_vpc.main.cidr_block_associations[0].cidr_block }
      output "explicit" { value = resource.aws_security_group.web.id }
      output "one" { value = aws_security_group.many["a"].id }
      output "values" { value = values(aws_security_group.many)[*].id }
      output "names" { value = [for key, group in aws_security_group.many : group.name] }
      output "splat" { value = aws_security_group.web[*].arn }
      output "chosen" { value = aws_security_group.web.id != "" ? aws_security_group.web.id : null }
      output "terraform_data" { value = terraform_data.cidrs.output }
    `,
  });

  it.each([
    ['configured', 'web'],
    ['computed', '<aws_security_group.web owner_id>'],
    ['null', '<aws_security_group.web name_prefix>'],
    ['block', '<aws_security_group.web ingress>'],
    ['data', '<data.aws_vpc.main id>'],
    ['data_argument', 'main'],
    ['data_cidr', '<data.aws_vpc.main cidr_block_associations 0 cidr_block>'],
    ['explicit', '<aws_security_group.web id>'],
    ['one', '<aws_security_group.many["a"] id>'],
    ['values', ['<aws_security_group.many["a"] id>', '<aws_security_group.many["b"] id>']],
    ['names', ['a', 'b']],
    ['splat', ['<aws_security_group.web arn>']],
    ['chosen', '<aws_security_group.web id>'],
    ['terraform_data', ['10.0.0.0/8']],
  ])('give %s', (name, expected) => {
    expect(output(configuration, name)).toEqual(expected);
  });

  it('raise no problem', () => {
    expect(configuration.problems).toEqual([]);
  });
});

describe('functions that cannot be run before apply', () => {
  it('are unknown, those of providers too', () => {
    const configuration = load({
      'infra/main.tf': `
        output "now" { value = timestamp() }
        output "arn" { value = provider::aws::arn_parse("arn:aws:iam::1:role/web").account_id }
      `,
    });
    expect(output(configuration, 'now')).toBe('?timestamp()');
    expect(output(configuration, 'arn')).toBe('?provider::aws::arn_parse()');
    expect(configuration.problems).toEqual([]);
  });
});

describe('what Terraform itself says', () => {
  it('is known: path and, where it can be, the workspace', () => {
    const texts = {
      'infra/main.tf': `
        output "module" { value = path.module }
        output "root" { value = path.root }
        output "workspace" { value = terraform.workspace }
      `,
    };
    const fresh = load(texts);
    expect(output(fresh, 'module')).toBe('.');
    expect(output(fresh, 'root')).toBe('.');
    expect(output(fresh, 'workspace')).toBe('?terraform.workspace');
    const initialised = load({ ...texts, 'infra/.terraform/providers.txt': '' });
    expect(output(initialised, 'workspace')).toBe('default');
    const selected = load({ ...texts, 'infra/.terraform/environment': 'staging' });
    expect(output(selected, 'workspace')).toBe('staging');
    expect(output(load(texts, { environment: { TF_WORKSPACE: 'prod' } }), 'workspace')).toBe(
      'prod',
    );
  });
});
