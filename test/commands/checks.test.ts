import { describe, expect, it } from '@jest/globals';
import { Checks } from '../../src/commands/checks.ts';
import { CHECK_IDS } from '../../src/lint/index.ts';
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

  it('names the nearest where there is none', async () => {
    const { stderr, exitCode } = await runCommand(Checks, ['unused-rules']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('did you mean "unused-rule"?');
  });
});
