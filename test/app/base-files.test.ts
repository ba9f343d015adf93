import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { baseFiles } from '../../src/app/base-files.ts';
import { resolveTarget } from '../../src/app/target.ts';
import type { FileReader } from '../../src/terraform/files.ts';
import { commitAll, gitIn } from '../support/git.ts';

const folder = mkdtempSync(join(tmpdir(), 'sgaudit-base-'));
const at = (name: string) => join(folder, name);
const put = (name: string, text: string) => {
  mkdirSync(join(at(name), '..'), { recursive: true });
  writeFileSync(at(name), text);
};
const trace = at('../').concat('sgaudit-base-ran');
const git = gitIn(folder);
let files: FileReader;

beforeAll(() => {
  git('init', '-q');
  put('.gitignore', '*.tfvars\n.terraform/\n');
  put('main.tf', 'old');
  put('gone.tf', 'gone');
  put('sub/module.tf', 'of the module\r\n');
  put('.gitattributes', '*.tf filter=trap diff=trap -text\n');
  symlinkSync('sub', at('link'));
  symlinkSync('../../../etc/passwd', at('outside.tf'));
  commitAll(folder, 'base');
  put('main.tf', 'new');
  rmSync(at('gone.tf'));
  put('added.tf', 'added');
  put('local.tfvars', 'of the developer');
  put('.terraform/modules/modules.json', '{}');
  put('given.txt', 'given');
  // What a repository could make git run.
  git('config', 'filter.trap.smudge', `touch ${trace}`);
  git('config', 'filter.trap.clean', `touch ${trace}`);
  git('config', 'diff.trap.textconv', `touch ${trace}`);
  git('config', 'core.fsmonitor', `touch ${trace}`);
  files = baseFiles(resolveTarget(folder), 'HEAD', [at('given.txt')]);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(trace, { force: true });
});

describe('the files of a base commit', () => {
  it('are as they were committed, byte for byte', () => {
    expect(files.read(at('main.tf'))).toBe('old');
    expect(files.read(at('gone.tf'))).toBe('gone');
    expect(files.read(at('sub/module.tf'))).toBe('of the module\r\n');
    expect(files.read(at('added.tf'))).toBeNull();
  });

  it('lie beside what git ignores and what was given by name', () => {
    expect(files.read(at('local.tfvars'))).toBe('of the developer');
    expect(files.read(at('.terraform/modules/modules.json'))).toBe('{}');
    expect(files.read(at('given.txt'))).toBe('given');
    expect(files.list(folder)?.map(({ name }) => name)).toEqual([
      ...['.gitattributes', '.gitignore', 'gone.tf', 'link', 'main.tf', 'outside.tf', 'sub'],
      ...['.terraform', 'local.tfvars'],
    ]);
    expect(files.list(at('.terraform/modules'))).toHaveLength(1);
    expect(files.list(at('nowhere'))).toBeNull();
  });

  it('follow links, but not out of the repository', () => {
    expect(files.read(at('link/module.tf'))).toBe('of the module\r\n');
    expect(files.list(at('link'))?.map(({ name }) => name)).toEqual(['module.tf']);
    expect(files.realPath(at('link'))).toBe(files.realPath(at('sub')));
    expect(files.read(at('outside.tf'))).toBeNull();
    expect(files.realPath(at('outside.tf'))).toBeNull();
  });

  it('are read without running anything that the repository names', () => {
    for (const name of ['main.tf', 'gone.tf']) files.readBytes(at(name));
    expect(existsSync(trace)).toBe(false);
  });
});
