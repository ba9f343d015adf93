import { describe, expect, it } from '@jest/globals';
import { Lint } from '../../src/commands/lint.ts';
import { messagesFor } from '../../src/messages/index.ts';
import { runCommand } from '../support/run-command.ts';

describe('errors in the language that was chosen', () => {
  it.each([
    ['en', 'sgaudit: error: there is no folder /nowhere (no-configuration)\n'],
    [
      'zh-CN',
      'sgaudit: 错误: 这里没有 Terraform 配置：there is no folder /nowhere (no-configuration)\n',
    ],
  ])('%s', async (language, text) => {
    const result = await runCommand(Lint, ['/nowhere', '--lang', language]);
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain(text);
    expect((await runCommand(Lint, ['/nowhere', `--lang=${language}`])).stderr).toContain(text);
  });

  it('say what a report of another version holds as it stands there', () => {
    expect(messagesFor('zh-CN').problems.told('of-tomorrow', 'details')).toBe('details');
    expect(messagesFor('zh-CN').problems.told('constructor', 'details')).toBe('details');
  });
});

describe('why no removal is offered', () => {
  it('is said in Chinese too', async () => {
    const example = 'examples/terraform';
    const result = await runCommand(Lint, [
      ...[example, '--lang', 'zh-CN', '--window', '14d', '--state', `${example}/terraform.tfstate`],
      ...['--flow-logs', `${example}/flow-logs`, '--inventory', `${example}/inventory`],
    ]);
    expect(result.stdout).toMatch(/它的字面量还供给另一条规则：/);
  });
});
