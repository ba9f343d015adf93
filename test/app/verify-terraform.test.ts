import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type RulesRead, readRules } from '../../src/app/read-rules.ts';
import { type RemovalsRead, readRemovals } from '../../src/app/removals.ts';
import { verifyRemovals } from '../../src/app/verify-terraform.ts';
import type { Finding } from '../../src/model/finding.ts';
import { findTerraform } from '../terraform/rules/terraform.ts';

const top = mkdtempSync(join(tmpdir(), 'sgaudit-verify-'));
const terraform = findTerraform();
const environment = { ...process.env };
let root = '';

const MAIN = `terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
  backend "s3" {
    bucket = "states"
    key    = "cache"
    region = "eu-central-1"
  }
}

variable "clients" {
  type = list(string)
}

provider "aws" {
  region = "eu-central-1"
}

resource "aws_security_group" "cache" {
  name        = "cache"
  description = "Cache"

  ingress {
    description = "Old console"
    from_port   = 8080
    to_port     = 8080
    protocol    = "tcp"
    cidr_blocks = ["198.51.100.0/28"]
  }
}

resource "aws_security_group_rule" "cache" {
  security_group_id = "sg-0a1b2c3d"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 6379
  to_port           = 6379
  cidr_blocks       = var.clients
}
`;

beforeEach(() => {
  root = mkdtempSync(join(top, 'cache-'));
  writeFileSync(join(root, 'main.tf'), MAIN);
  writeFileSync(join(root, 'terraform.tfvars'), 'clients = ["10.0.0.0/16", "10.1.0.0/16"]\n');
  delete process.env.TF_CLI_CONFIG_FILE;
  if (terraform) process.env.TF_PLUGIN_MIRROR = terraform.mirror;
});
afterEach(() => {
  process.env = { ...environment };
});
afterAll(() => rmSync(top, { recursive: true, force: true }));

const target = () => ({ root, repositoryRoot: root, display: '.', inGit: false });

async function offered(peers: readonly string[]): Promise<{ rules: RulesRead; all: RemovalsRead }> {
  const rules = readRules(target(), { path: root });
  const ruleKeys = peers.map(
    (peer) =>
      rules.ruleSet.rules.find((rule) => rule.peer.kind === 'cidr' && rule.peer.value === peer)
        ?.key ?? '',
  );
  const findings = ruleKeys.map(
    (key) => ({ checkId: 'unused-rule', ruleKeys: [key], suppressed: null }) as unknown as Finding,
  );
  const all = await readRemovals(rules, findings, false);
  expect(all.together).toEqual(ruleKeys);
  return { rules, all };
}

async function verify(
  peers: readonly string[],
  change: (offered: RemovalsRead) => RemovalsRead = (same) => same,
) {
  const { rules, all } = await offered(peers);
  const before = temporaries();
  const outcome = await verifyRemovals(change(all), {
    rules,
    target: target(),
    request: { path: root },
  });
  expect(temporaries()).toEqual(before);
  return outcome;
}

/** Folders of this process: plans and states in them hold secrets. */
function temporaries(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith(`sgaudit-${process.pid}-`));
}

const told = ({ offered: { removals } }: { readonly offered: RemovalsRead }) =>
  removals.map(({ fix, refused }) => fix?.proof.terraform ?? refused);

const judged = terraform === null ? describe.skip : describe;

judged(
  `removals that terraform plans${terraform ? '' : ' (skipped: no terraform or AWS provider)'}`,
  () => {
    it('pass where its rules differ by exactly these; nothing is asked of a backend or AWS', async () => {
      const outcome = await verify(['198.51.100.0/28', '10.0.0.0/16']);
      expect(outcome.notRun).toBeNull();
      expect(told(outcome)).toEqual(['passed', 'passed']);
      expect(outcome.offered.files.map(({ path }) => path)).toEqual([
        'main.tf',
        'terraform.tfvars',
      ]);
      expect(readdirSync(root).sort()).toEqual(['main.tf', 'terraform.tfvars']);
    }, 120_000);

    it('fail where they do not, and are offered no more; the others stay', async () => {
      const outcome = await verify(['198.51.100.0/28', '10.0.0.0/16'], (all) => ({
        ...all,
        // As if the edit of the list had taken out everything.
        some: async (keys) => {
          const files = await all.some(keys);
          return (
            files?.map((file) =>
              file.path === 'terraform.tfvars' ? { ...file, after: 'clients = []\n' } : file,
            ) ?? null
          );
        },
      }));
      expect(told(outcome)).toEqual([
        'passed',
        expect.stringMatching(
          /^its proof failed: terraform plans another change: it also removes .*10\.1\.0\.0\/16$/,
        ),
      ]);
      expect(outcome.offered.files.map(({ path }) => path)).toEqual(['main.tf']);
    }, 240_000);

    it('are not verified where the root cannot be planned, with what it lacks', async () => {
      writeFileSync(join(root, 'variables.tf'), 'variable "stage" {\n  type = string\n}\n');
      const outcome = await verify(['10.0.0.0/16']);
      expect(outcome.notRun).toBe(
        'terraform plan failed: no value for stage (give --var or --var-file)',
      );
      expect(told(outcome)).toEqual(['not-run']);
    }, 60_000);
  },
);

describe('what terraform is not asked', () => {
  it('to run a program that the repository names', async () => {
    mkdirSync(join(root, 'facts'));
    writeFileSync(
      join(root, 'facts/main.tf'),
      'data "external" "facts" {\n  program = ["sh", "-c", "id"]\n}\n',
    );
    writeFileSync(join(root, 'facts.tf'), 'module "facts" {\n  source = "./facts"\n}\n');
    const { notRun } = await verify(['10.0.0.0/16']);
    expect(notRun).toBe(
      'facts/main.tf has data "external", by which a plan runs a program that the repository names',
    );
  });

  it('to download a provider', async () => {
    delete process.env.TF_PLUGIN_MIRROR;
    expect((await verify(['10.0.0.0/16'])).notRun).toContain('no provider is installed');
    const settings = join(top, 'terraform.rc');
    writeFileSync(settings, 'plugin_cache_dir = "/nowhere"\n');
    process.env.TF_CLI_CONFIG_FILE = settings;
    expect((await verify(['10.0.0.0/16'])).notRun).toContain('no provider is installed');
  });

  it('to download a module', async () => {
    writeFileSync(join(root, 'vpc.tf'), 'module "vpc" {\n  source = "example/vpc/aws"\n}\n');
    const { notRun } = await verify(['10.0.0.0/16']);
    expect(notRun).toBe('module.vpc is not installed: run terraform init first');
  });
});
