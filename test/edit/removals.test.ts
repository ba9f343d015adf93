import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readRules } from '../../src/app/read-rules.ts';
import { proposeRemovals } from '../../src/edit/removals.ts';
import { describePeer } from '../../src/model/rule-text.ts';

const FIXTURES = new URL('../fixtures/edits/', import.meta.url).pathname;

/** What is asked of one rule, named by its peer, or by port and peer; `refused` is a part of the reason. */
interface Expected {
  readonly rule: string;
  readonly refused: string | null;
  readonly files?: readonly string[];
}

function read(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.map((path) => [relative(folder, path), readFileSync(path, 'utf8')]));
}

async function remove(theme: string, expected: readonly Expected[]) {
  const root = join(FIXTURES, theme, 'before');
  const target = { root, repositoryRoot: root, display: '.', inGit: false };
  const { configuration, ruleSet, reload } = readRules(target, { path: root });
  const ruleKeys = expected.map(({ rule: name }) => {
    const found = ruleSet.rules.filter((rule) =>
      [describePeer(rule.peer), `${rule.fromPort} ${describePeer(rule.peer)}`].includes(name),
    );
    expect({ name, found: found.length }).toEqual({ name, found: 1 });
    return found[0]?.key ?? '';
  });
  return proposeRemovals({ configuration, ruleSet, ruleKeys, reload });
}

describe('removals, by what stands on disk', () => {
  it.each(readdirSync(FIXTURES))('%s', async (theme) => {
    const expected = JSON.parse(
      readFileSync(join(FIXTURES, theme, 'findings.json'), 'utf8'),
    ) as Expected[];
    const { removals, after } = await remove(theme, expected);
    for (const [index, { rule, refused, files }] of expected.entries()) {
      const removal = removals[index];
      if (refused !== null) {
        expect({ rule, refused: removal?.refused }).toEqual({
          rule,
          refused: expect.stringContaining(refused),
        });
        continue;
      }
      expect({ rule, refused: removal?.refused }).toEqual({ rule, refused: null });
      expect(removal?.fix?.proof).toMatchObject({ parser: 'passed', rules: 'passed' });
      if (files) expect(removal?.fix?.files).toEqual(files);
    }
    const texts = new Map([...read(join(FIXTURES, theme, 'before')), ...after]);
    expect(texts).toEqual(read(join(FIXTURES, theme, 'after')));
  });
});
