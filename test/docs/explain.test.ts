import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Explain } from '../../src/commands/explain.ts';
import { DECIDING_STEPS, VERDICT_OF_STEP } from '../../src/model/derivation.ts';

const PAGE = readFileSync(new URL('../../docs/explain.md', import.meta.url), 'utf8');

describe('docs/explain.md', () => {
  it('asks the questions that decide, in their order', () => {
    const answers = [...PAGE.matchAll(/^\| .*[?)] +\| `(\w+)` +\|$/gm)].map((match) => match[1]);
    expect(answers).toEqual(DECIDING_STEPS.map((step) => VERDICT_OF_STEP[step]));
  });

  it('names flags that there are', () => {
    const named = [...PAGE.matchAll(/--([a-z][a-z-]*)/g)].map((match) => match[1] ?? '');
    // Of `lint`, and of `report`.
    const others = ['include-redundant'];
    const unknown = named.filter((flag) => !(flag in Explain.flags) && !others.includes(flag));
    expect(unknown).toEqual([]);
  });
});
