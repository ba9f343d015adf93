import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Lint } from '../../src/commands/lint.ts';
import type { Report } from '../../src/model/report.ts';
import { runCommand } from '../support/run-command.ts';

const top = mkdtempSync(join(tmpdir(), 'sgaudit-ignore-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

const GOOD = '# sgaudit-ignore: public-admin-port -- reached through a VPN';

function configuration(parts: {
  resource?: string;
  block?: string;
  list?: string;
  element?: string;
  local?: string;
}): string {
  const above = (comment: string | undefined, indent: string) =>
    comment ? `${indent}${comment}\n` : '';
  return `locals {
${above(parts.local, '  ')}  everyone = ["0.0.0.0/0"]
}

${above(parts.resource, '')}resource "aws_security_group" "bastion" {
  name        = "bastion"
  description = "Way in"

${above(parts.block, '  ')}  ingress {
    description = "SSH"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
${above(parts.list, '    ')}    cidr_blocks = local.everyone ${parts.element ?? ''}
  }
}
`;
}

async function find(text: string, ...argv: string[]) {
  const folder = mkdtempSync(join(top, 'root-'));
  writeFileSync(join(folder, 'main.tf'), text);
  const flags =
    argv.length > 0 ? argv : ['--skip', 'missing-description', '--skip', 'unused-group'];
  const { stdout } = await runCommand(Lint, [folder, '--format', 'json', '--lang', 'en', ...flags]);
  const { findings } = JSON.parse(stdout) as Report;
  return findings.map(({ checkId, suppressed, message }) => ({ checkId, suppressed, message }));
}

describe('sgaudit-ignore', () => {
  it.each([
    ['above the resource', { resource: GOOD }],
    ['above the block', { block: GOOD }],
    ['above the literal, in another block', { local: GOOD }],
  ])('%s suppresses, and the finding stays in the report', async (_, parts) => {
    expect(await find(configuration(parts))).toMatchObject([
      {
        checkId: 'public-admin-port',
        suppressed: { by: 'comment', reason: 'reached through a VPN', until: null },
      },
    ]);
  });

  it('does not count for the exit code', async () => {
    const folder = mkdtempSync(join(top, 'root-'));
    writeFileSync(join(folder, 'main.tf'), configuration({ block: GOOD }));
    expect((await runCommand(Lint, [folder])).exitCode).toBe(0);
  });

  it('holds up to its day', async () => {
    const until = (day: string) =>
      find(configuration({ block: `# sgaudit-ignore: public-admin-port until ${day} -- VPN` }));
    expect(await until('2999-12-31')).toMatchObject([{ suppressed: { until: '2999-12-31' } }]);
    const expired = await until('2026-01-31');
    expect(expired).toHaveLength(2);
    expect(expired.every(({ suppressed }) => suppressed === null)).toBe(true);
    const complaint = expired.find(({ checkId }) => checkId === 'ignore-comment');
    expect(complaint?.message).toContain('expired on 2026-01-31');
  });

  it.each([
    ['# sgaudit-ignore: public-admin-port', 'needs a reason'],
    ['# sgaudit-ignore: public-admin-prot -- VPN', 'did you mean "public-admin-port"'],
    ['# sgaudit-ignore public-admin-port -- VPN', 'write it as'],
    ['# sgaudit-ignore: public-egress -- VPN', 'remove the suppression'],
  ])('%s is a finding itself, and suppresses nothing', async (comment, message) => {
    const findings = await find(configuration({ block: comment }));
    expect(findings).toContainEqual(
      expect.objectContaining({ checkId: 'public-admin-port', suppressed: null }),
    );
    const complaint = findings.find(({ checkId }) => checkId === 'ignore-comment');
    expect(complaint?.message).toContain(message);
  });

  it('is not called unneeded where the check did not run', async () => {
    const unused = configuration({ block: '# sgaudit-ignore: unused-rule -- for the drill' });
    expect((await find(unused)).map(({ checkId }) => checkId)).toEqual(['public-admin-port']);
  });

  it('speaks of its own line when something stands before it', async () => {
    const findings = await find(configuration({ element: GOOD }));
    const admin = findings.find(({ checkId }) => checkId === 'public-admin-port');
    // The literal stands in `locals`: the line of the reference is not what the finding is about.
    expect(admin?.suppressed).toBeNull();
    expect(findings.some(({ checkId }) => checkId === 'ignore-comment')).toBe(true);
  });
});
