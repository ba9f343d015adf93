import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { globSync } from 'tinyglobby';
import { type Comparison, compareWithJudge } from '../support/hcl/compare.ts';

/** Any folder of Terraform files: `SGAUDIT_TF_CORPUS=~/terraform` compares our reading of each with HashiCorp's. */
const CORPUS = process.env.SGAUDIT_TF_CORPUS;

describe('a corpus of Terraform files', () => {
  if (CORPUS === undefined) {
    it.skip('skipped: SGAUDIT_TF_CORPUS does not name a folder of .tf files', () => {});
    return;
  }

  it(`${CORPUS} is read as HashiCorp reads it`, async () => {
    const paths = globSync('**/*.tf', { cwd: CORPUS, absolute: true, dot: true });
    expect(paths.length).toBeGreaterThan(0);
    const counts = new Map<Comparison['outcome'], number>();
    const wrong: string[] = [];
    for (const path of paths) {
      const comparison = await compareWithJudge(readFileSync(path, 'utf8'));
      counts.set(comparison.outcome, (counts.get(comparison.outcome) ?? 0) + 1);
      if ('detail' in comparison)
        wrong.push(`${path}: ${comparison.outcome}: ${comparison.detail}`);
    }
    process.stdout.write(`${paths.length} files: ${JSON.stringify(Object.fromEntries(counts))}\n`);
    expect(wrong).toEqual([]);
  }, 600_000);
});
