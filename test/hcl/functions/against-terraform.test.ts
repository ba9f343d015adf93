import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { evaluateBatch, terraformAbsent } from '../../support/terraform-console/console.ts';
import { jsonOf } from '../../support/terraform-console/evaluate-text.ts';

const FOLDER = new URL('./expressions/', import.meta.url);
const families = readdirSync(FOLDER).map((file) => file.replace(/\.txt$/, ''));

function expressionsOf(family: string): readonly string[] {
  const text = readFileSync(new URL(`${family}.txt`, FOLDER), 'utf8');
  return text.split('\n').filter((line) => line !== '');
}

if (terraformAbsent !== null) process.emitWarning(terraformAbsent);
const judged = terraformAbsent === null ? it : it.skip;

describe('what terraform console gives for each expression, refusals included', () => {
  judged.each(families)('%s', async (family) => {
    const expressions = expressionsOf(family);
    const theirs = await evaluateBatch(expressions);
    const differences = expressions.flatMap((expression, index) => {
      const ours = jsonOf(expression);
      const terraform = theirs[index];
      return JSON.stringify(ours) === JSON.stringify(terraform)
        ? []
        : [{ expression, ours, terraform }];
    });
    expect(differences).toEqual([]);
  });
});
