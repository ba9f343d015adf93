import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ruleSetOf } from '../../../src/terraform/rules.ts';
import { brief, briefProblem, loadFolder } from './loading.ts';

const FIXTURES = resolve('test/fixtures/rules');

/** Every folder is a root module; `expected.json` is what a person found in it. */
describe('rules of a root module', () => {
  for (const theme of readdirSync(FIXTURES)) {
    it(`reads ${theme}`, () => {
      const root = join(FIXTURES, theme);
      const expected = JSON.parse(readFileSync(join(root, 'expected.json'), 'utf8'));
      const configuration = loadFolder(root);
      const set = ruleSetOf(configuration);
      const actual = {
        rules: set.rules.map(brief),
        groups: set.groups.map(({ address, id, name, origin, referencedBy }) => ({
          group: address ?? id,
          name,
          origin,
          referencedBy: referencedBy.map((reference) => `${reference.kind} ${reference.address}`),
        })),
        bindings: set.bindings.map(({ address, groups, complete }) => ({
          address,
          groups: groups.map((group) => group.address ?? group.id),
          complete,
        })),
        prefixLists: set.prefixLists.map(({ address, id, cidrs }) => ({
          list: address ?? id,
          cidrs,
        })),
        problems: set.problems.map(briefProblem),
      };
      expect(actual).toEqual(expected);
      expect(new Set(set.rules.map((rule) => rule.key)).size).toBe(set.rules.length);
      expect(configuration.problems.filter((problem) => problem.severity === 'error')).toEqual([]);
    });
  }
});
