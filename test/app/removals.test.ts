import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readRules } from '../../src/app/read-rules.ts';
import { readRemovals } from '../../src/app/removals.ts';
import type { Attribution } from '../../src/model/verdict.ts';

const top = mkdtempSync(join(tmpdir(), 'sgaudit-patch-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

/** An attribution that calls the rules of these peers unused; the rest of it is not looked at. */
function unused(keys: readonly string[]): Attribution {
  const judgements = keys.map((ruleKey) => ({ ruleKey, verdict: 'unused' as const }));
  return { judgements } as unknown as Attribution;
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
    const { patch } = await readRemovals(rules, unused([key ?? '']), false);
    writeFileSync(join(top, 'removals.patch'), patch);
    execFileSync('git', ['apply', '--whitespace=nowarn', join(top, 'removals.patch')], {
      cwd: root,
    });
    const after = readFileSync(join(root, 'infra/main.tf'), 'utf8');
    expect(after).toBe(text(lines.filter((line) => !line.includes('10.0.0.0/16'))));
  });
});
