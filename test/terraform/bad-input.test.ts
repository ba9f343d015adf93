import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { PURE_FUNCTIONS } from '../../src/hcl/functions/index.ts';
import { BINDING_TABLE } from '../../src/terraform/binding-table.ts';
import { ruleSetOf } from '../../src/terraform/rules.ts';
import { readState } from '../../src/terraform/state.ts';
import { load } from './configuration/support/load.ts';
import { loadText, peerText, rulesOfText } from './rules/loading.ts';

const RULE = `
  security_group_id = "sg-0123456789abcdef0"
  cidr_ipv4         = "10.0.0.0/8"
  ip_protocol       = "-1"`;

describe('a number of rules that is not known', () => {
  it.each([
    ['for_each over a variable', `variable "x" {}\n`, 'for_each = var.x'],
    [
      'for_each over a set of a data source',
      `data "aws_vpcs" "x" {}\n`,
      'for_each = toset(data.aws_vpcs.x.ids)',
    ],
    ['count', `data "aws_vpcs" "x" {}\n`, 'count = length(data.aws_vpcs.x.ids)'],
    [
      'a module that is not there',
      `module "x" {\n  source = "a/b/c"\n}\n`,
      'for_each = module.x.rules',
    ],
  ])('leaves one that stands for all: %s', (_, declared, repetition) => {
    const { rules } = rulesOfText(
      `${declared}resource "aws_vpc_security_group_ingress_rule" "x" {\n  ${repetition}${RULE}\n}`,
    );
    expect(rules.map((rule) => [peerText(rule), rule.unresolved])).toEqual([
      ['10.0.0.0/8', ['existence']],
    ]);
  });

  it('of a module as well', () => {
    const configuration = load({
      'infra/main.tf': 'variable "x" {}\nmodule "m" {\n  source = "./m"\n  for_each = var.x\n}',
      'infra/m/main.tf': `resource "aws_vpc_security_group_ingress_rule" "x" {${RULE}\n}`,
    });
    expect(ruleSetOf(configuration).rules.map((rule) => rule.unresolved)).toEqual([['existence']]);
  });
});

describe('large and deep input', () => {
  it('of ten megabytes is read', () => {
    const padding = `# ${'x'.repeat(1000)}\n`;
    const rule = (index: number) =>
      `${padding}resource "aws_vpc_security_group_ingress_rule" "r${index}" {${RULE}\n}\n`;
    const text = Array.from({ length: 9_300 }, (_, index) => rule(index)).join('');
    expect(text.length).toBeGreaterThan(10_000_000);
    const { rules } = rulesOfText(text);
    expect(rules.length).toBe(9_300);
    expect(rules.at(-1)?.location?.start.line).toBe(9_299 * 6 + 4);
  }, 60_000);

  it.each([
    ['lists', `${'['.repeat(1000)}1${']'.repeat(1000)}`],
    ['conditions', `${'(true ? '.repeat(1000)}1${' : 2)'.repeat(1000)}`],
    ['calls', `${'tolist('.repeat(1000)}[1]${')'.repeat(1000)}`],
    ['templates', `${'"${'.repeat(1000)}1${'}"'.repeat(1000)}`],
  ])('of a thousand levels of %s has one clear error, and the rest is read', (_, expression) => {
    const configuration = loadText(
      `locals {\n  deep = ${expression}\n}\nresource "aws_vpc_security_group_ingress_rule" "x" {${RULE}\n}`,
    );
    expect(ruleSetOf(configuration).rules.map(peerText)).toEqual(['10.0.0.0/8']);
    const errors = configuration.problems.filter((problem) => problem.severity === 'error');
    expect(errors.map((problem) => problem.message)).toEqual([
      'Nested too deeply: Expressions and blocks can be nested in each other up to 256 levels.',
    ]);
    expect(errors[0]?.location?.start.line).toBe(2);
  });
});

describe('other versions and folders', () => {
  it('a newer state is refused with its version', () => {
    expect(() => readState('{"version":5,"resources":[]}', 's.json')).toThrow(
      /state version 5, not 4/,
    );
  });

  it('an empty folder that is the repository is named as it was given', () => {
    expect(() => load({ 'README.md': '' }, { root: '/repo', repositoryRoot: '/repo' })).toThrow(
      /^\/repo holds no Terraform configuration/,
    );
  });
});

describe('docs/terraform.md', () => {
  const page = readFileSync('docs/terraform.md', 'utf8');

  it('lists every resource that binds groups', () => {
    const listed = [...page.matchAll(/^\| `(aws_\w+)` +\|/gm)].map((match) => match[1]);
    expect(listed).toEqual(Object.keys(BINDING_TABLE).sort());
  });

  it('lists the functions that give unknown', () => {
    const always = [...PURE_FUNCTIONS].filter(([name, { parameters, call }]) => {
      if (parameters.length > 0) return ['base64gzip', 'bcrypt', 'rsadecrypt'].includes(name);
      return name !== 'concat' && /stamp|uuid$/.test(name) && call([]).kind === 'unknown';
    });
    expect(always.length).toBe(6);
    for (const [name] of always) expect(page).toContain(`\`${name}\``);
  });
});
