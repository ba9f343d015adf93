import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { filesOfTar, safePath } from '../../src/run-task/archive.ts';

const LONG = `modules/${'very-'.repeat(50)}long/main.tf`;
const FILES: Readonly<Record<string, string>> = {
  'main.tf': 'locals {}\n',
  'empty.tf': '',
  'modules/办公室/main.tf': '#'.repeat(5000),
  [LONG]: 'long',
};

/** As tar itself packs them. */
function packed(format: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'sgaudit-tar-'));
  try {
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    symlinkSync('/etc/passwd', join(folder, 'link.tf'));
    return execFileSync('tar', [`--format=${format}`, '-C', folder, '-cf', '-', '.']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('a tar archive', () => {
  it.each(['pax', 'gnu', 'posix'])('of the format %s holds its files, and no links', (format) => {
    const files = filesOfTar(packed(format));
    const found = Object.fromEntries(files.map(({ path, content }) => [path, `${content}`]));
    expect(found).toEqual(FILES);
  });

  it('that ends too early, or is none, is refused', () => {
    const bytes = packed('pax');
    for (const part of [bytes.subarray(0, 700), bytes.subarray(0, 512), Buffer.alloc(600, 'x')]) {
      expect(() => filesOfTar(part)).toThrow('archive is damaged');
    }
    const flipped = Buffer.from(bytes);
    flipped[3] = (flipped[3] ?? 0) ^ 1;
    expect(() => filesOfTar(flipped)).toThrow('archive is damaged');
  });

  it.each(['/etc/passwd', '../x', 'a/../../x', 'a\\..\\x', '', '.', 'folder/', 'a\0b'])(
    'puts nothing at %j',
    (name) => {
      expect(safePath(name)).toBeNull();
    },
  );
});
