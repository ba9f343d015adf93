import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

/** What git tracks; null where this is not a clone, as in a package. */
const tracked = existsSync('.git')
  ? execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean)
  : [];

describe('the files of the repository', () => {
  it('hold nothing that a merge left open', () => {
    const open = tracked.filter((path) => {
      if (!/\.(md|ts|mjs|json|ya?ml|tf)$/.test(path) || !existsSync(path)) return false;
      return /^(<{7} |>{7} )/m.test(readFileSync(path, 'utf8'));
    });
    expect(open).toEqual([]);
  });
});
