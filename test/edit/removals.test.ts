import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readRules } from '../../src/app/read-rules.ts';
import { sourceTexts } from '../../src/app/source-texts.ts';
import { proposeRemovals } from '../../src/edit/removals.ts';
import { describePeer } from '../../src/model/rule-text.ts';

const FIXTURES = new URL('../fixtures/removals/', import.meta.url).pathname;

function read(folder: string): Map<string, string> {
  return new Map(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

/** A rule is named by its peer, or by port and peer. */
async function remove(theme: string) {
  const root = join(FIXTURES, theme, 'before');
  const target = { root, repositoryRoot: root, display: '.', inGit: false };
  const rules = readRules(target, { path: root });
  const wanted = JSON.parse(readFileSync(join(FIXTURES, theme, 'remove.json'), 'utf8')) as string[];
  const ruleKeys = wanted.map((name) => {
    const found = rules.ruleSet.rules.filter((rule) =>
      [describePeer(rule.peer), `${rule.fromPort} ${describePeer(rule.peer)}`].includes(name),
    );
    expect(found).toHaveLength(1);
    return found[0]?.key ?? '';
  });
  const { configuration, ruleSet, reload } = rules;
  const result = await proposeRemovals({ configuration, ruleSet, ruleKeys, reload });
  const texts = new Map([...sourceTexts(configuration), ...result.after]);
  return { ...result, texts };
}

describe('removals, by what stands on disk', () => {
  it.each(readdirSync(FIXTURES))('%s', async (theme) => {
    const { removals, texts } = await remove(theme);
    expect(texts).toEqual(read(join(FIXTURES, theme, 'after')));
    const refusedPath = join(FIXTURES, theme, 'refused.txt');
    const refused = existsSync(refusedPath) ? readFileSync(refusedPath, 'utf8').trim() : null;
    for (const removal of removals) {
      if (refused) {
        expect(removal.refused).toContain(refused);
      } else {
        expect(removal.refused).toBeNull();
        expect(removal.fix?.proof).toEqual({
          parser: 'passed',
          rules: 'passed',
          terraform: 'not-run',
        });
      }
    }
  });
});
