import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readRules } from '../../src/app/read-rules.ts';
import { patchOf, readRemovals } from '../../src/app/removals.ts';
import type { Finding } from '../../src/model/finding.ts';

const top = mkdtempSync(join(tmpdir(), 'sgaudit-patch-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

/** Findings that call these rules unused; the rest of them is not looked at. */
function unused(keys: readonly string[], suppressed: Finding['suppressed'] = null): Finding[] {
  return keys.map(
    (key) => ({ checkId: 'unused-rule', ruleKeys: [key], suppressed }) as unknown as Finding,
  );
}

describe('the patch', () => {
  it.each([
    ['with a byte-order mark and CRLF', '\ufeff', '\r\n', '\r\n'],
    ['without a final line break', '', '\n', ''],
  ])('is taken by git for a file %s, byte by byte', async (_, mark, lineBreak, end) => {
    const root = mkdtempSync(join(top, 'repository-'));
    execFileSync('git', ['init', '-q'], { cwd: root });
    mkdirSync(join(root, 'infra'));
    const lines = [
      'locals {',
      '  clients = [',
      '    "10.0.0.0/16", # the office – 办公室',
      '    "10.1.0.0/16",',
      '  ]',
      '}',
      '',
      'resource "aws_security_group_rule" "cache" {',
      '  security_group_id = "sg-0a1b2c3d"',
      '  type              = "ingress"',
      '  protocol          = "tcp"',
      '  from_port         = 6379',
      '  to_port           = 6379',
      '  cidr_blocks       = local.clients',
      '}',
    ];
    const text = (some: readonly string[]) => `${mark}${some.join(lineBreak)}${end}`;
    writeFileSync(join(root, 'infra/main.tf'), text(lines));
    const target = {
      root: join(root, 'infra'),
      repositoryRoot: root,
      display: 'infra',
      inGit: true,
    };
    const rules = readRules(target, { path: target.root });
    const key = rules.ruleSet.rules.find(
      ({ peer }) => peer.kind === 'cidr' && peer.value === '10.0.0.0/16',
    )?.key;
    const offered = await readRemovals(rules, unused([key ?? '']), false);
    writeFileSync(join(top, 'removals.patch'), patchOf(offered));
    execFileSync('git', ['apply', '--whitespace=nowarn', join(top, 'removals.patch')], {
      cwd: root,
    });
    const after = readFileSync(join(root, 'infra/main.tf'), 'utf8');
    expect(after).toBe(text(lines.filter((line) => !line.includes('10.0.0.0/16'))));
    // What somebody asked to keep is not offered.
    const kept = { by: 'comment', reason: 'the yearly drill', until: null } as const;
    expect(await readRemovals(rules, unused([key ?? ''], kept), false)).toMatchObject({
      removals: [],
      together: [],
      files: [],
    });
  });
});

describe('a value in a file outside of the repository', () => {
  it('is not offered for removal: no patch reaches there', async () => {
    const root = mkdtempSync(join(top, 'repository-'));
    const outside = mkdtempSync(join(top, 'elsewhere-'));
    const variables = join(outside, 'shared.tfvars');
    writeFileSync(variables, 'clients = ["10.0.0.0/16", "10.1.0.0/16"]\n');
    writeFileSync(
      join(root, 'main.tf'),
      [
        'variable "clients" {',
        '  type = list(string)',
        '}',
        'resource "aws_security_group_rule" "cache" {',
        '  security_group_id = "sg-0a1b2c3d"',
        '  type              = "ingress"',
        '  protocol          = "tcp"',
        '  from_port         = 6379',
        '  to_port           = 6379',
        '  cidr_blocks       = var.clients',
        '}',
      ].join('\n'),
    );
    const target = { root, repositoryRoot: root, display: '.', inGit: true };
    const rules = readRules(target, { path: root, variableFiles: [variables] });
    const [first] = rules.ruleSet.rules;
    const { removals, files } = await readRemovals(rules, unused([first?.key ?? '']), false);
    expect(files).toEqual([]);
    expect(removals[0]?.fix).toBeNull();
    expect(removals[0]?.refused).toContain('outside of the repository');
  });
});
