import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

interface Fault {
  readonly name: string;
  readonly file: string;
  readonly search: string;
  readonly replace: string;
  readonly test: string;
}

const FOLDER = new URL('mutations/', import.meta.url);
const PROJECT = new URL('../', import.meta.url);
const lists = readdirSync(FOLDER).sort();

function faultsOf(list: string): readonly Fault[] {
  return JSON.parse(readFileSync(new URL(list, FOLDER), 'utf8')) as readonly Fault[];
}

/** `node scripts/mutate.mjs` makes the faults; here it is only seen to that each can still be made. */
it.each(lists)('the faults of %s can all be made', (list) => {
  const stale = faultsOf(list).filter(({ file, search, replace, test }) => {
    const source = readFileSync(new URL(file, PROJECT), 'utf8');
    return (
      source.split(search).length !== 2 || replace === search || !existsSync(new URL(test, PROJECT))
    );
  });
  expect(stale.map(({ name }) => name)).toEqual([]);
});
