import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { COMMANDS } from '../../src/commands/index.ts';
import { ROOT } from '../support/action/action.ts';
import { runCommand } from '../support/run-command.ts';

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly language: string;
  readonly files: string;
  readonly pass_filenames: boolean;
}

const hooks: Hook[] = parse(readFileSync(`${ROOT}/.pre-commit-hooks.yaml`, 'utf8'));
const { bin, scripts } = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8'));
const EXAMPLE = join(ROOT, 'examples/terraform');

describe('.pre-commit-hooks.yaml', () => {
  it.each(hooks)('$id starts a command of the package', ({ entry, language }) => {
    const [program = '', command = ''] = entry.split(' ');
    expect(Object.keys(bin)).toContain(program);
    expect(Object.keys(COMMANDS)).toContain(command);
    expect(language).toBe('node');
    // pre-commit packs the repository, and what it packs has to be built.
    expect(scripts.prepack).toBe('npm run build');
  });

  it.each(hooks)('$id runs for the files of a root module, once for all', (hook) => {
    const files = new RegExp(hook.files);
    for (const name of [
      'main.tf',
      'a/b.tf.json',
      'prod.auto.tfvars',
      'x.tfvars.json',
      '.sgaudit.yaml',
    ]) {
      expect(files.test(name)).toBe(true);
    }
    for (const name of ['README.md', 'main.tf.bak', 'state.tfstate']) {
      expect(files.test(name)).toBe(false);
    }
    expect(hook.pass_filenames).toBe(false);
  });

  it('runs its entry on a root module', async () => {
    const [, command] = hooks[0]?.entry.split(' ') ?? [];
    const { exitCode, stdout } = await runCommand(COMMANDS[command as 'lint'], [
      EXAMPLE,
      '--lang',
      'en',
    ]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('public-admin-port');
  }, 30_000);
});
