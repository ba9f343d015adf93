import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../src/model/finding.ts';
import { BINDING_TABLE } from '../../src/terraform/binding-table.ts';
import { type CaseContext, findingsOfCase } from '../support/check-case.ts';

/** Captures know no interface of the group, and there was no traffic: only what is written can speak for it. */
const NOTHING_SEEN: CaseContext = {
  days: 30,
  verdicts: {},
  interfaces: {},
  groupIds: { 'aws_security_group.build': 'sg-0a1b2c3d4e5f60718' },
};

const GROUP = `resource "aws_security_group" "build" {
  name        = "build"
  description = "Build machines"
}
`;

function find(text: string, more: Readonly<Record<string, string>> = {}): Finding[] {
  return findingsOfCase('unused-group', GROUP + text, NOTHING_SEEN, more);
}

/** The arguments of a path like `vpc_config.security_group_ids`, with the group in it. */
function argumentsOf(path: string): string {
  const [name = '', ...rest] = path.split('.');
  if (rest.length > 0) return `${name} {\n${argumentsOf(rest.join('.'))}\n}`;
  const one = /_id$|^(?!.*s$).*_security_group$/.test(name);
  return `${name} = ${one ? 'aws_security_group.build.id' : '[aws_security_group.build.id]'}`;
}

describe('a group that only one resource names', () => {
  it('is unused without that resource', () => {
    expect(find('').map(({ severity, confidence }) => [severity, confidence])).toEqual([
      ['warning', 'high'],
    ]);
  });

  const paths = Object.entries(BINDING_TABLE).flatMap(([type, { groups }]) =>
    groups.map((path) => [type, path] as const),
  );
  it.each(paths)('is used by %s in %s', (type, path) => {
    expect(find(`resource "${type}" "user" {\n${argumentsOf(path)}\n}\n`)).toEqual([]);
  });

  it.each(paths)('may be used by %s whose %s is not known', (type, path) => {
    const other = argumentsOf(path).replace(/= .*/, '= var.groups');
    const findings = find(`variable "groups" {}\nresource "${type}" "user" {\n${other}\n}\n`);
    expect(findings.map(({ severity, confidence }) => [severity, confidence])).toEqual([
      ['note', 'low'],
    ]);
    expect(findings[0]?.message).toContain(`${type}.user`);
  });
});

const RULE_OF_ANOTHER = `resource "aws_vpc_security_group_ingress_rule" "from_build" {
  security_group_id            = "sg-0f1e2d3c4b5a69788"
  referenced_security_group_id = aws_security_group.build.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}
`;

/** Groups that are in use, and that other tools called unused. */
describe('what other tools called unused', () => {
  it.each([
    [
      'of a CodeBuild project, which has interfaces only while it builds (cloud-custodian #6081)',
      `resource "aws_codebuild_project" "images" {
  vpc_config {
    security_group_ids = [aws_security_group.build.id]
  }
}
`,
    ],
    [
      'of a Lambda function that has not been called for weeks (Prowler #2943)',
      `resource "aws_lambda_function" "yearly" {
  vpc_config {
    security_group_ids = [aws_security_group.build.id]
  }
}
`,
    ],
    ['that only a rule of another group names (Prowler #3009)', RULE_OF_ANOTHER],
    [
      'of a Glue connection (cloud-custodian #9130)',
      `resource "aws_glue_connection" "warehouse" {
  physical_connection_requirements {
    security_group_id_list = [aws_security_group.build.id]
  }
}
`,
    ],
    [
      'of a resource type that no table knows',
      `resource "acme_runner_fleet" "linux" {
  network {
    firewall_ids = [aws_security_group.build.id]
  }
}
`,
    ],
    [
      'in a local that a resource of no known type takes',
      `locals {
  firewall = aws_security_group.build.id
}
resource "acme_runner_fleet" "linux" {
  firewall = local.firewall
}
`,
    ],
    [
      'inside JSON',
      `resource "aws_ssm_document" "run" {
  content = jsonencode({ groups = [aws_security_group.build.id] })
}
`,
    ],
    [
      'inside a text',
      `resource "aws_ssm_parameter" "fleet" {
  value = "group=\${aws_security_group.build.id};size=3"
}
`,
    ],
    [
      'inside a text that a local holds',
      `locals {
  script = "register --group \${aws_security_group.build.id}"
}
resource "aws_ssm_parameter" "script" {
  value = base64encode(local.script)
}
`,
    ],
    [
      'joined to one text',
      `resource "aws_ssm_parameter" "fleet" {
  value = join(",", [aws_security_group.build.id, "sg-0f1e2d3c4b5a69788"])
}
`,
    ],
    [
      'by the id that state knows, inside of a text',
      `resource "aws_ssm_parameter" "fleet" {
  value = "group=sg-0a1b2c3d4e5f60718;size=3"
}
`,
    ],
    [
      'by its name',
      `resource "aws_ssm_parameter" "fleet" {
  value = aws_security_group.build.name
}
`,
    ],
    [
      'by its ARN',
      `resource "aws_ram_resource_association" "shared" {
  resource_arn = aws_security_group.build.arn
}
`,
    ],
    [
      'as a whole, in an output',
      `output "build" {
  value = aws_security_group.build
}
`,
    ],
    [
      'in an output, inside an object',
      `output "network" {
  value = { subnets = [], groups = { build = [aws_security_group.build.id] } }
}
`,
    ],
    [
      'in a text that is an output',
      `output "hint" {
  value = "ssh through \${aws_security_group.build.id}"
}
`,
    ],
    [
      'looked up by a data source',
      `data "aws_security_group" "again" {
  id = aws_security_group.build.id
}
`,
    ],
    [
      'looked up by name',
      `data "aws_security_group" "again" {
  name = "build"
}
`,
    ],
    [
      'in the arguments of a provisioner',
      `resource "terraform_data" "register" {
  input = { group = aws_security_group.build.id }
}
`,
    ],
  ])('a group %s is not', (_, text) => {
    expect(find(text)).toEqual([]);
  });

  it.each([
    [
      'that a module takes (checkov #3010)',
      'vpc_security_group_ids = [aws_security_group.build.id]',
    ],
    [
      'that a module takes in a list (KICS #7212)',
      'security_group_id = [aws_security_group.build.id]',
    ],
    ['while a module is not installed that could name it by tags', 'name = "fleet"'],
  ])('a group %s is left open where the module is not on disk', (_, argument) => {
    const findings = find(`module "fleet" {\n  source = "acme/fleet/aws"\n  ${argument}\n}\n`);
    expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
  });

  it.each([
    [
      'puts it on an instance',
      'resource "aws_instance" "this" {\n  vpc_security_group_ids = var.groups\n}\n',
    ],
    [
      'hands it to a type that no table knows',
      'resource "acme_fleet" "this" {\n  firewalls = var.groups\n}\n',
    ],
  ])('a group that a module on disk takes is not, when it %s', (_, content) => {
    const findings = find(
      'module "fleet" {\n  source = "./fleet"\n  groups = [aws_security_group.build.id]\n}\n',
      { 'fleet/main.tf': `variable "groups" {}\n${content}` },
    );
    expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
  });
});
