import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { ACTION, ROOT } from '../support/action/action.ts';

it('the page on GitHub has each input of the action, with its default', () => {
  const page = readFileSync(`${ROOT}/docs/integrations/github.md`, 'utf8');
  const table = page.slice(page.indexOf('## Inputs'), page.indexOf('Values of several lines'));
  const rows = [...table.matchAll(/^\| `([\w-]+)` +\| (?:`(.*?)`)? *\|/gm)];
  expect(rows.map(([, name, value]) => [name, value ?? ''])).toEqual(
    Object.entries(ACTION.inputs).map(([name, { default: value }]) => [name, value]),
  );
});
