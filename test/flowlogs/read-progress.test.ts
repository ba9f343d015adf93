import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ReadProgress, sizesOf } from '../../src/flowlogs/read-progress.ts';

describe('how much of the logs was read', () => {
  const told: [number, number][] = [];
  const sizes = new Map([
    ['large', 5_000_000_000],
    ['small', 100],
    ['kept', 900],
  ]);

  it('is told in bytes, within a file as well, each byte once', () => {
    const progress = new ReadProgress(sizes, (done, total) => told.push([done, total]));
    const total = 5_000_001_000;
    progress.skip(['kept']);
    progress.bytes('large', 4_400_000_000);
    progress.whole('small');
    progress.bytes('large', 500_000_000);
    // It was fetched again, and is read once more.
    progress.bytes('large', 4_900_000_000);
    progress.whole('large');
    progress.whole('gone before it could be looked at');
    expect(told).toEqual([
      [900, total],
      [4_400_000_900, total],
      [4_400_001_000, total],
      [4_900_001_000, total],
      [total, total],
    ]);
  });

  it('counts files that are there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sizes-'));
    try {
      const paths = Array.from({ length: 150 }, (_, index) => join(folder, `${index}.log`));
      for (const [index, path] of paths.entries()) writeFileSync(path, 'x'.repeat(index));
      const found = await sizesOf([...paths, join(folder, 'none.log')]);
      expect([...found]).toEqual(paths.map((path, index) => [path, index]));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
