import { cpSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Rule, RuleSet } from '../../../src/model/rule.ts';
import { ruleSetOf } from '../../../src/terraform/rules.ts';
import { joinState, readState, ruleSetOfState } from '../../../src/terraform/state.ts';
import { brief, loadFolder, peerText } from '../rules/loading.ts';
import { findTerraform } from '../rules/terraform.ts';

const FIXTURES = resolve('test/fixtures/rules');
const NOT_APPLIED: Readonly<Record<string, string>> = {
  'opentofu-files': 'OpenTofu alone reads .tofu files',
  'refused-rules': 'the provider refuses it',
  'registry-module': 'init would ask the registry',
};

/** Arguments of the themes that need some. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  'unknown-values': 'vpn_addresses = ["198.51.100.7/32"]\n  extra_port = 8443\n  create = true',
};

/** What AWS would answer, beside the random ids that a mock makes up. */
const MOCKED_RUN = `
mock_provider "aws" {
  mock_resource "aws_security_group_rule" {
    defaults = { source_security_group_id = "" }
  }
  mock_resource "aws_eip" {
    defaults = { public_ip = "192.0.2.7" }
  }
  mock_data "aws_vpc" {
    defaults = { cidr_block = "10.50.0.0/16" }
  }
  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-central-1a", "eu-central-1b", "eu-central-1c"] }
  }
}

run "apply" {
  command = apply
}
`;

const terraform = findTerraform();
const themes = readdirSync(FIXTURES).filter((theme) => !Object.hasOwn(NOT_APPLIED, theme));
const judged = terraform === null ? describe.skip : describe;

/** All themes applied with a mocked provider: every id is known, so that each rule can be compared. */
judged(
  `rules as an apply leaves them${terraform ? '' : ' (skipped: no terraform or AWS provider)'}`,
  () => {
    let ours: RuleSet;
    let theirs: RuleSet;
    let joined: RuleSet;

    beforeAll(async () => {
      if (!terraform) return;
      const root = mkdtempSync(join(tmpdir(), 'sgaudit-apply-'));
      for (const theme of themes)
        cpSync(join(FIXTURES, theme), join(root, theme), { recursive: true });
      const calls = themes.map(
        (theme) => `module "${theme}" {\n  source = "./${theme}"\n  ${ARGUMENTS[theme] ?? ''}\n}\n`,
      );
      const required =
        'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}\n';
      writeFileSync(join(root, 'main.tf'), required + calls.join('\n'));
      mkdirSync(join(root, 'tests'));
      writeFileSync(join(root, 'tests', 'apply.tftest.hcl'), MOCKED_RUN);
      await terraform.run(root, 'init', '-input=false', '-no-color');
      const lines = await terraform.run(root, 'test', '-json', '-verbose');
      const state = readState(withAwsIds(appliedState(lines)), 'state.json');
      ours = ruleSetOf(loadFolder(root));
      theirs = ruleSetOfState([state]);
      joined = joinState(ours, [state]);
    }, 120_000);

    for (const theme of themes) {
      it(`agrees on ${theme}`, () => {
        const known = (set: RuleSet) =>
          told(set, `module.${theme}.`).filter((rule) => !isOpen(rule));
        const open = told(joined, `module.${theme}.`).filter(isOpen);
        expect(theirs.rules.length).toBeGreaterThan(30);
        if (open.length === 0) expect(known(joined)).toEqual(known(theirs));
        else expect(known(theirs)).toEqual(expect.arrayContaining(known(joined)));
      });
    }

    it('leaves open only what two expressions of one block could have given', () => {
      expect(joined.rules.filter((rule) => rule.unresolved.length > 0).map(peerText)).toEqual([
        'unresolved "${aws_eip.nat.public_ip}/32"',
        'unresolved data.aws_vpc.main.cidr_block',
      ]);
    });

    it('gives every group its id, and keeps places and keys of what was known', () => {
      expect(joined.groups.filter((group) => group.id === null)).toEqual([]);
      const before = ours.rules.filter((rule) => rule.unresolved.length === 0);
      const after = new Map(joined.rules.map((rule) => [rule.key, rule]));
      for (const { key, location, source } of before) {
        expect(after.get(key)).toMatchObject({ location, source });
      }
    });
  },
);

function isOpen(rule: string): boolean {
  return rule.includes('unresolved');
}

function told(set: RuleSet, prefix: string): readonly string[] {
  return set.rules
    .filter((rule) => rule.address?.startsWith(prefix))
    .map((rule: Rule) => {
      const { address, group, rule: service, peer } = brief(rule);
      return [address, group, service, peer].join(' ');
    })
    .sort();
}

/** The state that `terraform test -json -verbose` prints, one JSON object a line. */
function appliedState(lines: string): Record<string, unknown> {
  const line = lines.split('\n').find((text) => text.includes('"type":"test_state"'));
  const { state_format_version, ...values } = JSON.parse(line ?? '{}').test_state;
  return { format_version: state_format_version, values };
}

/** A mock makes up ids like `a1b2c3d4`; AWS's say what they are the id of. */
function withAwsIds(state: Record<string, unknown>): string {
  const ids = new Map<string, string>();
  const PREFIXES: Readonly<Record<string, string>> = {
    aws_security_group: 'sg',
    aws_default_security_group: 'sg',
    aws_ec2_managed_prefix_list: 'pl',
  };
  JSON.stringify(state, (_, value) => {
    const prefix = PREFIXES[value?.type];
    if (prefix && value.values?.id) ids.set(value.values.id, `${prefix}-${value.values.id}`);
    return value;
  });
  return JSON.stringify(state, (_, value) =>
    typeof value === 'string' ? (ids.get(value) ?? value) : value,
  );
}
