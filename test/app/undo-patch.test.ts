import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { writeUndoPatch } from '../../src/app/undo-patch.ts';

const top = mkdtempSync(join(tmpdir(), "sgaudit undo's-"));
afterAll(() => rmSync(top, { recursive: true, force: true }));

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(top, 'repository-'));
});

const TIME = new Date('2026-11-24T09:30:15.500Z');

function changed(display: string, before: string, after: string) {
  const path = join(root, display);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, after);
  const bytes = (text: string) => Buffer.from(text, 'utf8');
  const owner = { uid: 0, gid: 0 };
  return { path, display, before: bytes(before), after: bytes(after), mode: 0o644, owner };
}

describe('an undo patch', () => {
  it.each([
    ['infra/main.tf', 'a = 1\nb = 2\n', 'a = 1\n'],
    ['infra/crlf.tf', '\ufeffa = 1\r\nb = 2\r\n', '\ufeffa = 1\r\n'],
    ['no-break.tf', 'a = [\n  1,\n  2\n]', 'a = [\n  1\n]'],
    ['a name with blanks.tf', 'a = 1\nb = 2\n', 'b = 2\n'],
    ['办公室/规则.tf', 'a = 1\nb = 2\n', 'b = 2\n'],
    ['trailing.tf', 'a = 1   \nb = 2\t\n', 'b = 2\t\n'],
  ])('brings back every byte of %s, by the command that it tells', async (name, before, after) => {
    const undo = await writeUndoPatch(root, [changed(name, before, after)], TIME);
    expect(undo.path).toBe('.sgaudit/undo-2026-11-24T09-30-15Z.patch');
    execFileSync('sh', ['-c', undo.command]);
    expect(readFileSync(join(root, name), 'utf8')).toBe(before);
  });

  it('never takes the place of another, and lies where git sees nothing', async () => {
    execFileSync('git', ['init', '-q'], { cwd: root });
    const file = changed('main.tf', 'a = 1\n', 'a = 2\n');
    await writeUndoPatch(root, [file], TIME);
    const second = await writeUndoPatch(root, [file], TIME);
    expect(second.path).toBe('.sgaudit/undo-2026-11-24T09-30-15Z-2.patch');
    expect(readdirSync(join(root, '.sgaudit'))).toHaveLength(3);
    const status = execFileSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' });
    expect(status).toBe('?? main.tf\n');
    await second.discard();
    expect(readdirSync(join(root, '.sgaudit'))).toHaveLength(2);
  });
});
