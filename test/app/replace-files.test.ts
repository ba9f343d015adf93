import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Replacement, replaceFiles } from '../../src/app/replace-files.ts';

const top = mkdtempSync(join(tmpdir(), 'sgaudit-replace-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

const NAMES = ['database.tf', 'lb.tf', 'web.tf'];
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(top, 'infra-'));
  for (const name of NAMES) {
    writeFileSync(join(folder, name), `# ${name}\n`);
    chmodSync(join(folder, name), 0o604);
  }
});

const replacements = (): Replacement[] =>
  NAMES.map((name) => {
    const path = join(folder, name);
    const { uid, gid } = statSync(path);
    const bytes = (text: string) => Buffer.from(text);
    return {
      path,
      display: name,
      before: bytes(`# ${name}\n`),
      after: bytes('# new\n'),
      mode: 0o604,
      owner: { uid, gid },
    };
  });
const texts = () => NAMES.map((name) => readFileSync(join(folder, name), 'utf8'));
const OLD = NAMES.map((name) => `# ${name}\n`);

describe('replacing files', () => {
  it('writes all, keeps modes, and leaves nothing beside', async () => {
    await replaceFiles(replacements());
    expect(texts()).toEqual(NAMES.map(() => '# new\n'));
    expect(NAMES.map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([
      0o604, 0o604, 0o604,
    ]);
    expect(readdirSync(folder).sort()).toEqual(NAMES);
  });

  it('puts back those that were written when a later one fails', async () => {
    let moves = 0;
    const failing = (from: string, to: string) => {
      moves += 1;
      if (moves === 3) throw Object.assign(new Error('full'), { code: 'ENOSPC', path: to });
      return rename(from, to);
    };
    await expect(replaceFiles(replacements(), failing)).rejects.toMatchObject({
      code: 'unwritable-file',
      message: 'cannot write web.tf (ENOSPC); nothing was changed',
    });
    expect(texts()).toEqual(OLD);
    expect(readdirSync(folder).sort()).toEqual(NAMES);
  });

  it('writes none when one was changed in between', async () => {
    const changes = replacements();
    writeFileSync(join(folder, 'web.tf'), '# somebody else\n');
    await expect(replaceFiles(changes)).rejects.toMatchObject({ code: 'file-changed' });
    expect(texts()).toEqual([...OLD.slice(0, 2), '# somebody else\n']);
    expect(readdirSync(folder).sort()).toEqual(NAMES);
  });

  it('keeps the old text beside what cannot be put back, and says where', async () => {
    let moves = 0;
    const broken = (from: string, to: string) => {
      moves += 1;
      if (moves > 1) throw Object.assign(new Error('gone'), { code: 'EROFS', path: to });
      return rename(from, to);
    };
    const failure = await replaceFiles(replacements(), async (from, to) => broken(from, to)).catch(
      (error: Error & { code: string }) => error,
    );
    expect(failure).toMatchObject({ code: 'half-written' });
    const kept = readdirSync(folder).find((name) => name.startsWith('.database.tf'));
    expect((failure as Error).message).toContain(`database.tf (its old text: ${kept})`);
    expect(readFileSync(join(folder, kept ?? ''), 'utf8')).toBe('# database.tf\n');
  });
});
