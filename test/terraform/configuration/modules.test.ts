import { describe, expect, it } from '@jest/globals';
import { addresses, argument, load, output, problems, resource } from './support/load.ts';

const WEB = {
  'infra/modules/web/main.tf': `
    variable "name" { type = string }
    variable "cidrs" {
      type    = list(string)
      default = ["10.0.0.0/8"]
    }
    resource "aws_security_group" "this" {
      name        = var.name
      cidr_blocks = var.cidrs
    }
    output "id" { value = aws_security_group.this.id }
    output "cidrs" { value = var.cidrs }
  `,
};

describe('module calls', () => {
  it('pass arguments down and outputs up', () => {
    const configuration = load({
      ...WEB,
      'infra/main.tf': `
        module "web" {
          source = "./modules/web"
          name   = "shop"
        }
        output "id" { value = module.web.id }
        output "all" { value = module.web }
      `,
    });
    expect(argument(resource(configuration, 'module.web.aws_security_group.this'), 'name')).toBe(
      'shop',
    );
    expect(output(configuration, 'id')).toBe('<module.web.aws_security_group.this id>');
    expect(output(configuration, 'all')).toEqual({
      id: '<module.web.aws_security_group.this id>',
      cidrs: ['10.0.0.0/8'],
    });
    expect(configuration.problems).toEqual([]);
    expect(configuration.moduleCalls).toMatchObject([
      {
        address: 'module.web',
        moduleSource: './modules/web',
        folder: 'infra/modules/web',
        existence: 'known',
      },
    ]);
  });

  it('are expanded by count and for_each', () => {
    const configuration = load({
      ...WEB,
      'infra/main.tf': `
        module "shard" {
          source = "./modules/web"
          count  = 2
          name   = "shard-\${count.index}"
        }
        module "site" {
          source   = "./modules/web"
          for_each = { eu = ["192.0.2.0/24"], us = ["198.51.100.0/24"] }
          name     = each.key
          cidrs    = each.value
        }
        output "shards" { value = module.shard[*].id }
        output "eu" { value = module.site["eu"].cidrs }
        output "sites" { value = { for name, site in module.site : name => site.id } }
      `,
    });
    expect(addresses(configuration)).toEqual([
      'module.shard[0].aws_security_group.this',
      'module.shard[1].aws_security_group.this',
      'module.site["eu"].aws_security_group.this',
      'module.site["us"].aws_security_group.this',
    ]);
    const second = resource(configuration, 'module.shard[1].aws_security_group.this');
    expect(argument(second, 'name')).toBe('shard-1');
    expect(second.moduleAddress).toBe('module.shard[1]');
    expect(output(configuration, 'eu')).toEqual(['192.0.2.0/24']);
    expect(output(configuration, 'shards')).toEqual([
      '<module.shard[0].aws_security_group.this id>',
      '<module.shard[1].aws_security_group.this id>',
    ]);
    expect(output(configuration, 'sites')).toEqual({
      eu: '<module.site["eu"].aws_security_group.this id>',
      us: '<module.site["us"].aws_security_group.this id>',
    });
  });

  it('stand once with unknown existence, and so does everything inside, when their number is unknown', () => {
    const configuration = load({
      ...WEB,
      'infra/main.tf': `
        variable "sites" { type = set(string) }
        module "site" {
          source   = "./modules/web"
          for_each = var.sites
          name     = each.key
        }
        output "sites" { value = module.site }
      `,
    });
    const inside = resource(configuration, 'module.site.aws_security_group.this');
    expect(inside.existence).toBe('unknown');
    expect(argument(inside, 'name')).toBe('?var.sites');
    expect(output(configuration, 'sites')).toBe('?module.site');
  });

  it('pass unknown existence on to the modules inside', () => {
    const configuration = load({
      ...WEB,
      'infra/modules/stack/main.tf': 'module "web" {\n  source = "../web"\n  name = "inner"\n}',
      'infra/main.tf':
        'variable "size" {\n  type = number\n}\nmodule "stack" {\n  source = "./modules/stack"\n  count = var.size\n}',
    });
    const inside = resource(configuration, 'module.stack.module.web.aws_security_group.this');
    expect(inside.existence).toBe('unknown');
    expect(configuration.moduleCalls.map(({ existence }) => existence)).toEqual([
      'unknown',
      'unknown',
    ]);
  });

  it('may use each other’s outputs, by index and splat too', () => {
    const configuration = load({
      'infra/modules/side/main.tf': `
        variable "peer" {}
        output "group" { value = "sg-of-this" }
        output "peer" { value = var.peer }
      `,
      'infra/main.tf': `
        module "left" {
          source   = "./modules/side"
          for_each = toset(["a"])
          peer     = module.right["a"].group
        }
        module "right" {
          source   = "./modules/side"
          for_each = toset(["a"])
          peer     = join(",", values(module.left)[*].group, [module.left["a"].group])
        }
        output "left" { value = module.left["a"].peer }
        output "right" { value = module.right["a"].peer }
      `,
    });
    expect(output(configuration, 'left')).toBe('sg-of-this');
    expect(output(configuration, 'right')).toBe('sg-of-this,sg-of-this');
    expect(configuration.problems).toEqual([]);
  });

  it('know the calls around a resource, nearest first', () => {
    const configuration = load({
      ...WEB,
      'infra/modules/stack/main.tf': 'module "web" {\n  source = "../web"\n  name = "inner"\n}',
      'infra/main.tf': 'module "stack" {\n  source = "./modules/stack"\n}',
    });
    const { callers } = resource(configuration, 'module.stack.module.web.aws_security_group.this');
    expect(callers?.source.path).toBe('infra/modules/stack/main.tf');
    expect(callers?.next?.source.path).toBe('infra/main.tf');
    expect(callers?.next?.next).toBeNull();
  });

  it('ignore tfvars in their folder, and read their override files', () => {
    const configuration = load({
      ...WEB,
      'infra/modules/web/terraform.tfvars': 'cidrs = ["192.0.2.0/24"]',
      'infra/modules/web/override.tf': 'variable "name" {\n  default = "overridden"\n}',
      'infra/main.tf': 'module "web" {\n  source = "./modules/web"\n}',
    });
    const group = resource(configuration, 'module.web.aws_security_group.this');
    expect(argument(group, 'cidr_blocks')).toEqual(['10.0.0.0/8']);
    expect(argument(group, 'name')).toBe('overridden');
    expect(configuration.problems).toEqual([]);
  });

  it('keep a null argument, but for a variable that is not nullable', () => {
    const configuration = load({
      'infra/child/main.tf': `
        variable "kept" { default = "default" }
        variable "replaced" {
          default  = "default"
          nullable = false
        }
        output "both" { value = [var.kept, var.replaced] }
      `,
      'infra/main.tf': `
        module "child" {
          source   = "./child"
          kept     = null
          replaced = null
        }
        output "both" { value = module.child.both }
      `,
    });
    expect(output(configuration, 'both')).toEqual([null, 'default']);
  });

  it('share a default between their instances, and take its overrides', () => {
    const texts = {
      ...WEB,
      'infra/main.tf':
        'module "web" {\n  source = "./modules/web"\n  count = 2\n  name = "w"\n}\noutput "cidrs" { value = module.web[*].cidrs }',
    };
    expect(output(load(texts), 'cidrs')).toEqual([['10.0.0.0/8'], ['10.0.0.0/8']]);
    const overridden = {
      ...texts,
      'infra/modules/web/override.tf': 'variable "cidrs" {\n  default = []\n}',
    };
    expect(output(load(overridden), 'cidrs')).toEqual([[], []]);
  });

  it('report a required argument that is missing and one that is not taken', () => {
    const configuration = load({
      ...WEB,
      'infra/main.tf': 'module "web" {\n  source = "./modules/web"\n  label = "x"\n}',
    });
    expect(argument(resource(configuration, 'module.web.aws_security_group.this'), 'name')).toBe(
      '?module.web.var.name',
    );
    expect(problems(configuration)).toEqual([
      'infra/main.tf:1:1 error Missing required argument',
      'infra/main.tf:3:3 error Unsupported argument',
    ]);
  });
});

describe('an output that a module does not declare', () => {
  it('is an error, once', () => {
    const configuration = load({
      ...WEB,
      'infra/main.tf':
        'module "web" {\n  source = "./modules/web"\n  name   = "shop"\n}\noutput "arn" {\n  value = module.web.arn\n}\noutput "again" {\n  value = try(module.web.arn, "none")\n}',
    });
    expect(output(configuration, 'arn')).toBe('?module.web.arn');
    expect(output(configuration, 'again')).toBe('?module.web.arn');
    expect(problems(configuration)).toEqual([
      'infra/main.tf:6:11 error Unsupported attribute',
      'infra/main.tf:9:15 error Unsupported attribute',
    ]);
  });
});

describe('modules that terraform init installed', () => {
  const manifest = (modules: object[]) => ({
    'infra/.terraform/modules/modules.json': JSON.stringify({ Modules: modules }),
  });

  it('are found through modules.json, nested ones and submodules too', () => {
    const configuration = load({
      ...manifest([
        { Key: '', Source: '', Dir: '.' },
        {
          Key: 'network',
          Source: 'registry.terraform.io/acme/network/aws',
          Version: '2.1.0',
          Dir: '.terraform/modules/network',
        },
        {
          Key: 'network.rules',
          Source: 'git::https://git.example.com/rules.git',
          Dir: '.terraform/modules/network.rules/groups',
        },
      ]),
      'infra/.terraform/modules/network/main.tf': `
        module "rules" { source = "git::https://git.example.com/rules.git//groups" }
        module "local" { source = "./modules/tags" }
        output "id" { value = module.rules.id }
        output "path" { value = path.module }
      `,
      'infra/.terraform/modules/network/modules/tags/main.tf':
        'resource "aws_security_group" "tagged" {}',
      'infra/.terraform/modules/network.rules/groups/main.tf':
        'resource "aws_security_group" "this" {}\noutput "id" { value = aws_security_group.this.id }',
      'infra/main.tf':
        'module "network" { source = "acme/network/aws" }\noutput "id" { value = module.network.id }\noutput "path" { value = module.network.path }',
    });
    expect(output(configuration, 'id')).toBe(
      '<module.network.module.rules.aws_security_group.this id>',
    );
    expect(output(configuration, 'path')).toBe('.terraform/modules/network');
    expect(addresses(configuration)).toContain(
      'module.network.module.local.aws_security_group.tagged',
    );
    expect(configuration.problems).toEqual([]);
  });

  it('may lie outside the repository when modules.json says so', () => {
    const configuration = load({
      ...manifest([{ Key: 'shared', Source: 'acme/shared/aws', Dir: '../../cache/shared' }]),
      '/cache/shared/main.tf': 'output "zone" { value = "a" }',
      'infra/main.tf':
        'module "shared" { source = "acme/shared/aws" }\noutput "zone" { value = module.shared.zone }',
    });
    expect(output(configuration, 'zone')).toBe('a');
  });

  it('leave what depends on them unknown, with one warning, when they are not there', () => {
    const configuration = load({
      'infra/main.tf': `
        module "vpc" {
          source  = "terraform-aws-modules/vpc/aws"
          version = "5.0.0"
          count   = 2
        }
        resource "aws_security_group" "web" {
          vpc_id = module.vpc[0].vpc_id
          name   = "web-\${module.vpc[1].name}"
        }
      `,
    });
    const group = resource(configuration, 'aws_security_group.web');
    expect(argument(group, 'vpc_id')).toBe('?module.vpc[0]');
    expect(problems(configuration)).toEqual([
      'infra/main.tf:2:9 warning Module "vpc" (terraform-aws-modules/vpc/aws) is not installed, and what depends on it is unknown. Run `terraform init` in the root module, so that it is on disk, and try again.',
    ]);
    expect(configuration.moduleCalls.map(({ folder }) => folder)).toEqual([null, null]);
  });
});

describe('module sources that cannot be followed', () => {
  it('lie outside the repository', () => {
    const configuration = load({
      '/elsewhere/main.tf': 'output "secret" { value = "s" }',
      'infra/main.tf':
        'module "out" { source = "../../elsewhere" }\noutput "secret" { value = module.out.secret }',
    });
    expect(output(configuration, 'secret')).toBe('?module.out.secret');
    expect(configuration.problems).toMatchObject([{ code: 'module-outside', severity: 'warning' }]);
    expect([...configuration.files.keys()]).toEqual(['infra/main.tf']);
  });

  it('lead back to a module around them', () => {
    const configuration = load({
      'infra/modules/loop/main.tf': 'module "again" { source = "../loop" }',
      'infra/main.tf':
        'module "loop" { source = "./modules/loop" }\nmodule "self" { source = "./" }',
    });
    expect(configuration.problems.map(({ code, location }) => [code, location?.file])).toEqual([
      ['module-cycle', 'infra/main.tf'],
      ['module-cycle', 'infra/modules/loop/main.tf'],
    ]);
  });

  it('name a folder without configuration', () => {
    const configuration = load({ 'infra/main.tf': 'module "web" { source = "./modules/web" }' });
    expect(configuration.problems).toMatchObject([
      {
        code: 'module-not-installed',
        message: expect.stringContaining('infra/modules/web holds no .tf files'),
      },
    ]);
  });
});
