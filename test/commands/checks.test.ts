import { describe, expect, it } from '@jest/globals';
import { Checks } from '../../src/commands/checks.ts';
import { CHECK_IDS, CHECKS } from '../../src/lint/index.ts';
import { runCommand } from '../support/run-command.ts';

describe('checks', () => {
  it('lists every check with its severity, in the language asked for', async () => {
    const { stdout } = await runCommand(Checks, ['--lang', 'en']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual([...CHECK_IDS]);
    expect(lines[0]).toMatch(/^unused-rule +warning +A rule that no accepted traffic/);
    expect((await runCommand(Checks, ['--lang', 'zh-CN'])).stdout).toContain('流量');
  });

  it('shows the page of one', async () => {
    const { stdout } = await runCommand(Checks, ['overbroad-cidr', '--lang', 'en']);
    for (const heading of ['Why', 'How to fix', 'When not to', 'Fix safety']) {
      expect(stdout).toContain(`\n${heading}\n`);
    }
  });

  it('shows options with their defaults, and the examples with what they take for granted', async () => {
    const { stdout } = await runCommand(Checks, ['overbroad-ports', '--lang', 'en']);
    expect(stdout).toContain(
      '  checks:\n    overbroad-ports:\n      severity: note\n      budget: 4\n',
    );
    expect(stdout).toContain('  resource "aws_security_group" "app" {');
    expect(stdout).toContain(
      '  - "ingress tcp 1024-65535 from 10.20.1.0/24" is used over 30 days (8080, 8081)',
    );
    const list = (await runCommand(Checks, ['--lang', 'en'])).stdout;
    expect(list).toMatch(/^wide-private-peer .*\(Default: off; prefix: 16\)$/m);
    expect(list).toMatch(/^public-ingress .*\(ports: \[80, 443\]\)$/m);
  });

  it.each(['en', 'zh-CN'])('has a whole page of every check in Markdown (%s)', async (lang) => {
    const headings = new Set<string>();
    for (const id of CHECK_IDS) {
      const { stdout } = await runCommand(Checks, [id, '--format', 'markdown', '--lang', lang]);
      expect(stdout.startsWith(`# ${id}\n\n${CHECKS[id].page[lang as 'en'].summary}\n`)).toBe(true);
      expect(stdout.match(/^```terraform$/gm)).toHaveLength(2);
      expect(stdout).not.toContain('undefined');
      headings.add((stdout.match(/^## .*$/gm) ?? []).join('\n'));
    }
    expect(headings.size).toBe(1);
    const index = (await runCommand(Checks, ['--format', 'markdown', '--lang', lang])).stdout;
    for (const id of CHECK_IDS) expect(index).toContain(`| [${id}](${id}.md) |`);
  });

  it('gives all of it as JSON', async () => {
    const list = JSON.parse((await runCommand(Checks, ['--format', 'json'])).stdout);
    expect(list.map((check: { id: string }) => check.id)).toEqual([...CHECK_IDS]);
    const { stdout } = await runCommand(Checks, ['unused-group', '--format', 'json']);
    const check = JSON.parse(stdout);
    expect(check).toMatchObject({ kind: 'configuration', onByDefault: true, options: [] });
    expect(check.examples.bad.hcl).toContain('legacy_vpn');
    expect(check.examples.bad.facts).toEqual([
      { kind: 'no-interface', group: 'aws_security_group.legacy_vpn' },
    ]);
  });

  it.each([
    ['unused-rules', 'did you mean "unused-rule"?'],
    ['kubernetes-network-policy', 'sgaudit checks lists them'],
  ])('says what to do where there is no %s', async (id, hint) => {
    const { stdout, stderr, exitCode } = await runCommand(Checks, [id]);
    expect([stdout, exitCode]).toEqual(['', 2]);
    expect(stderr).toContain(hint);
  });
});
