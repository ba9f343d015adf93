import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseFile } from '../../../src/hcl/parse.ts';
import { sourceText } from '../../../src/hcl/source-text.ts';
import { compareWithJudge } from '../../support/hcl/compare.ts';
import { generateFile } from '../../support/hcl/generate.ts';
import { judge } from '../../support/hcl/hcl2json.ts';
import { mutate } from '../../support/hcl/mutate.ts';
import { Random } from '../../support/hcl/random.ts';
import { VALID_SNIPPETS } from '../../support/hcl/snippets.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/hcl-syntax');

describe('a file is read as HashiCorp reads it', () => {
  const fixtures = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.tf'))
    .sort();

  it('has fixtures to compare', () => {
    expect(fixtures.length).toBeGreaterThanOrEqual(5);
  });

  it.each(fixtures)('fixture %s', async (path) => {
    const text = readFileSync(join(FIXTURES, path), 'utf8');
    expect(await compareWithJudge(text)).toEqual({ outcome: 'equal' });
    expect(await compareWithJudge(text.replaceAll('\n', '\r\n'))).toEqual({ outcome: 'equal' });
  });

  it.each(VALID_SNIPPETS)('%j', async (text) => {
    expect(parseFile(sourceText('main.tf', text)).problems).toEqual([]);
    expect(await compareWithJudge(text)).toEqual({ outcome: 'equal' });
  });

  it('200 files generated from the grammar', async () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const text = generateFile(seed);
      expect({ seed, ...(await compareWithJudge(text)) }).toEqual({ seed, outcome: 'equal' });
      expect({ seed, ...(await judge(text)) }).toMatchObject({ seed, accepted: true });
    }
  });
});

describe('a damaged file is refused where HashiCorp refuses it', () => {
  it('600 generated files with a few characters changed', async () => {
    let refused = 0;
    for (let seed = 1; seed <= 600; seed += 1) {
      const text = mutate(generateFile(seed % 150), new Random(seed));
      const { outcome, ...details } = await compareWithJudge(text);
      expect({ seed, outcome, ...details }).toEqual({
        seed,
        outcome: expect.stringMatching(/^(?:equal|both-reject|inexpressible)$/),
      });
      if (outcome === 'both-reject') refused += 1;
    }
    expect(refused).toBeGreaterThan(150);
  });
});
