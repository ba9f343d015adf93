import { describe, expect, it } from '@jest/globals';
import type { SgauditError } from '../../../src/model/problem.ts';
import { type FileAccess, readWholeFile } from '../../../src/terraform/whole-file.ts';

/** A file that is written to before each of so many looks at it. */
function busyFile(writes: number): FileAccess {
  let text = 'locals {}';
  let time = 0;
  let left = writes;
  return {
    stat() {
      const stats = { size: text.length, mtimeMs: time, isFile: () => true };
      if (left-- > 0) {
        text += '#';
        time++;
      }
      return stats;
    },
    read: () => Buffer.from(text),
  };
}

describe('a file that changes while it is read', () => {
  it('is read again until it is at rest', () => {
    expect(readWholeFile('main.tf', busyFile(0)).toString()).toBe('locals {}');
    expect(readWholeFile('main.tf', busyFile(3)).toString()).toBe('locals {}###');
  });

  it('is an error when it does not come to rest', () => {
    const read = () => readWholeFile('main.tf', busyFile(100));
    expect(read).toThrow('main.tf changes while it is read');
    try {
      read();
    } catch (error) {
      expect((error as SgauditError).code).toBe('file-changed');
    }
  });

  it('is noticed by its length alone, too: the clock may be too coarse', () => {
    const shrunk: FileAccess = {
      stat: () => ({ size: 9, mtimeMs: 0, isFile: () => true }),
      read: () => Buffer.from('loc'),
    };
    expect(() => readWholeFile('main.tf', shrunk)).toThrow('changes while it is read');
  });

  it('may be a pipe, which has no size', () => {
    const pipe: FileAccess = {
      stat: () => ({ size: 0, mtimeMs: 0, isFile: () => false }),
      read: () => Buffer.from('locals {}'),
    };
    expect(readWholeFile('/dev/fd/63', pipe).toString()).toBe('locals {}');
  });
});
