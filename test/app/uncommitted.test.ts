import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { gitStates } from '../../src/app/uncommitted.ts';

const top = mkdtempSync(join(tmpdir(), 'sgaudit-git-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

const FILES = ['clean.tf', 'changed.tf', 'staged.tf', 'hidden.tf', 'name with blanks – 一.tf'];
let root = '';
const git = (...argv: string[]) =>
  execFileSync('git', ['-c', 'user.name=Team', '-c', 'user.email=team@example.com', ...argv], {
    cwd: root,
  });
const states = async () =>
  Object.fromEntries(await gitStates(root, [...FILES, 'new.tf', 'ignored.tfvars']));

beforeEach(() => {
  root = mkdtempSync(join(top, 'repository-'));
  git('init', '-q');
  for (const name of FILES) writeFileSync(join(root, name), '# one\n');
  writeFileSync(join(root, '.gitignore'), '*.tfvars\n');
  git('add', '-A');
  git('commit', '-qm', 'Import');
  writeFileSync(join(root, 'changed.tf'), '# two\n');
  writeFileSync(join(root, 'staged.tf'), '# two\n');
  git('add', 'staged.tf');
  git('update-index', '--skip-worktree', 'hidden.tf');
  writeFileSync(join(root, 'hidden.tf'), '# two\n');
  for (const name of ['new.tf', 'ignored.tfvars']) writeFileSync(join(root, name), '# one\n');
});

describe('what git holds of files', () => {
  it('is told file by file', async () => {
    expect(await states()).toEqual({
      'clean.tf': 'clean',
      'changed.tf': 'changed',
      'staged.tf': 'changed',
      'hidden.tf': 'unknown',
      'name with blanks – 一.tf': 'clean',
      'new.tf': 'untracked',
      'ignored.tfvars': 'untracked',
    });
  });

  it.each([
    ['its configuration', 'config'],
    ['a file that its configuration includes', 'more'],
  ])('is not asked for where %s names a program, which does not run', async (_, file) => {
    const trace = join(root, 'ran');
    if (file === 'more') git('config', 'include.path', 'more');
    git('config', '--file', `.git/${file}`, 'core.fsmonitor', `touch ${trace}; false`);
    expect(new Set(Object.values(await states()))).toEqual(new Set(['unknown']));
    expect(existsSync(trace)).toBe(false);
  });

  it('is unknown without a repository', async () => {
    rmSync(join(root, '.git'), { recursive: true });
    expect(new Set(Object.values(await states()))).toEqual(new Set(['unknown']));
  });
});
