import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { readRules } from '../../src/app/read-rules.ts';
import { proposeRemovals } from '../../src/edit/removals.ts';

const MODULE = `variable "cidrs" { type = list(string) }

resource "aws_security_group" "this" {
  name   = "service"
  vpc_id = "vpc-0a1b2c3d"

  ingress {
    description = "Metrics"
    protocol    = "tcp"
    from_port   = 9100
    to_port     = 9100
    cidr_blocks = ["10.9.0.0/16"]
  }

  ingress {
    description = "Clients"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = var.cidrs
  }
}
`;
const ROOT = `module "service" {
  source = "../../modules/service"
  cidrs  = ["10.1.0.0/16", "10.2.0.0/16"]
}
`;
const BASE = { 'modules/service/main.tf': MODULE, 'envs/staging/main.tf': ROOT };

let folder: string;

function write(files: Readonly<Record<string, string>>): void {
  folder = mkdtempSync(join(tmpdir(), 'sgaudit-users-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What is said of the removal of the rule with this port and peer, in a root of the repository. */
async function removalOf(port: number, peer: string, root = 'envs/staging'): Promise<string> {
  const target = { root: join(folder, root), repositoryRoot: folder, display: root, inGit: true };
  const { configuration, ruleSet, reload, otherUser } = readRules(target, { path: target.root });
  const ruleKeys = ruleSet.rules
    .filter((rule) => rule.fromPort === port && JSON.stringify(rule.peer).includes(peer))
    .map(({ key }) => key);
  expect(ruleKeys).toHaveLength(1);
  const { removals } = await proposeRemovals({
    configuration,
    ruleSet,
    reload,
    otherUser,
    ruleKeys,
  });
  const [removal] = removals;
  return removal?.refused ?? `edits ${removal?.fix?.files.join()}`;
}

describe('a module that others use as well', () => {
  it('is edited while no other root calls it', async () => {
    write(BASE);
    expect(await removalOf(9100, '10.9')).toBe('edits modules/service/main.tf');
  });

  it('is not edited where another root calls it, whose traffic is not known', async () => {
    write({ ...BASE, 'envs/production/main.tf': ROOT });
    expect(await removalOf(9100, '10.9')).toMatch(/used by envs\/production\/main\.tf as well/);
  });

  it('leaves what this root alone gives it to be edited', async () => {
    write({ ...BASE, 'envs/production/main.tf': ROOT });
    expect(await removalOf(443, '10.2')).toBe('edits envs/staging/main.tf');
  });

  it('is not edited where another root calls a module that calls it', async () => {
    const platform = 'module "service" {\n  source = "../service"\n  cidrs  = ["10.1.0.0/16"]\n}\n';
    const root = 'module "platform" {\n  source = "../../modules/platform"\n}\n';
    write({
      ...{ 'modules/service/main.tf': MODULE, 'modules/platform/main.tf': platform },
      ...{ 'envs/staging/main.tf': root, 'envs/production/main.tf': root },
    });
    expect(await removalOf(9100, '10.9')).toMatch(/used by envs\/production\/main\.tf as well/);
    expect(await removalOf(443, '10.1')).toMatch(/used by envs\/production\/main\.tf as well/);
  });

  it('is found in JSON syntax too', async () => {
    const call = { module: { service: { source: '../../modules/service', cidrs: [] } } };
    write({ ...BASE, 'envs/production/main.tf.json': JSON.stringify(call) });
    expect(await removalOf(9100, '10.9')).toMatch(/used by envs\/production\/main\.tf\.json/);
  });

  it('counts a root that a second Terragrunt unit stands for', async () => {
    const flat = MODULE.replace('type = list(string)', 'default = ["10.1.0.0/16"]');
    const unit = 'terraform {\n  source = "${get_repo_root()}/modules//service?ref=v1"\n}\n';
    write({ 'modules/service/main.tf': flat, 'live/staging/service/terragrunt.hcl': unit });
    expect(await removalOf(9100, '10.9', 'modules/service')).toBe('edits modules/service/main.tf');
    const relative = 'terraform {\n  source = "../../..//modules/service"\n}\n';
    mkdirSync(join(folder, 'live/production/service'), { recursive: true });
    writeFileSync(join(folder, 'live/production/service/terragrunt.hcl'), relative);
    expect(await removalOf(9100, '10.9', 'modules/service')).toMatch(
      /used by live\/.*\/terragrunt/,
    );
  });
});

describe('a file that others read as well', () => {
  it('is not edited where a link leads to it from another root', async () => {
    const flat = MODULE.replace('type = list(string)', 'default = ["10.1.0.0/16"]');
    write({ 'common/groups.tf': flat, 'envs/staging/main.tf': '', 'envs/production/main.tf': '' });
    symlinkSync('../../common/groups.tf', join(folder, 'envs/staging/groups.tf'));
    expect(await removalOf(9100, '10.9')).toBe('edits envs/staging/groups.tf');
    symlinkSync('../../common/groups.tf', join(folder, 'envs/production/groups.tf'));
    expect(await removalOf(9100, '10.9')).toMatch(/used by envs\/production\/groups\.tf as well/);
  });

  it('is not edited where another root names the data', async () => {
    const root = `locals {
  rules = jsondecode(file("\${path.module}/../../rules.json"))
}

resource "aws_security_group_rule" "from_file" {
  for_each          = toset(local.rules)
  security_group_id = "sg-0a1b2c3d"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_blocks       = [each.value]
}
`;
    const data = JSON.stringify(['10.1.0.0/16', '10.2.0.0/16'], null, 2);
    write({ 'rules.json': data, 'envs/staging/main.tf': root });
    expect(await removalOf(443, '10.2')).toBe('edits rules.json');
    mkdirSync(join(folder, 'envs/production'), { recursive: true });
    writeFileSync(join(folder, 'envs/production/main.tf'), root);
    expect(await removalOf(443, '10.2')).toMatch(/used by envs\/production\/main\.tf as well/);
  });
});
