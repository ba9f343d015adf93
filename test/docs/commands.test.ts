import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { ROOT } from '../support/action/action.ts';
import { commandLinesOf, parseProblem } from '../support/command-lines.ts';

const pages = [
  'README.md',
  'README.zh-CN.md',
  ...readdirSync(`${ROOT}/docs`)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

it.each(pages)('%s shows commands whose flags there are', async (page) => {
  const text = readFileSync(`${ROOT}/${page}`, 'utf8');
  const blocks = [...text.matchAll(/^```(?:sh|bash)?\n([\s\S]*?)^```$/gm)].map(
    ([, block]) => block ?? '',
  );
  for (const line of blocks.flatMap(commandLinesOf)) {
    expect([line.join(' '), await parseProblem(line)]).toEqual([line.join(' '), null]);
  }
});
