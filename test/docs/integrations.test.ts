import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { parseFile } from '../../src/hcl/parse.ts';
import { sourceText } from '../../src/hcl/source-text.ts';
import { ACTION, ROOT } from '../support/action/action.ts';
import { commandLinesOf, parseProblem } from '../support/command-lines.ts';
import { blocksOf } from '../support/documents.ts';

const pages = readdirSync(`${ROOT}/docs/integrations`).map((name) => `integrations/${name}`);
const hooks = parse(readFileSync(`${ROOT}/.pre-commit-hooks.yaml`, 'utf8')) as {
  id: string;
  entry: string;
}[];

/** Every text within a YAML document. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** The mappings within a document that have this key. */
function holding(value: unknown, key: string): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  const here = key in value ? [value as Record<string, unknown>] : [];
  return [...here, ...Object.values(value).flatMap((each) => holding(each, key))];
}

const yamlIn = (page: string) => blocksOf(page, 'yaml').map((block) => parse(block) as unknown);

describe.each(pages)('docs/%s', (page) => {
  it('has snippets that can be read', () => {
    for (const block of blocksOf(page, 'yaml')) {
      for (const document of parseAllDocuments(block)) {
        expect('errors' in document ? document.errors : []).toEqual([]);
      }
    }
    for (const block of blocksOf(page, 'json')) JSON.parse(block);
    for (const block of blocksOf(page, 'hcl')) {
      expect(parseFile(sourceText('snippet.tf', block)).problems).toEqual([]);
    }
  });

  it('has commands whose flags there are', async () => {
    const shell = [...blocksOf(page, 'sh'), ...yamlIn(page).flatMap(textsIn)];
    const lines = shell.flatMap(commandLinesOf);
    if (!/README|pre-commit/.test(page)) expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect([line.join(' '), await parseProblem(line)]).toEqual([line.join(' '), null]);
    }
  });

  it('links to pages that there are', () => {
    const text = readFileSync(`${ROOT}/docs/${page}`, 'utf8');
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      expect(() => readFileSync(join(ROOT, 'docs/integrations', target))).not.toThrow();
    }
  });

  it('gives actions and hooks what they take, and checks out the whole history', async () => {
    for (const document of yamlIn(page)) {
      for (const step of holding(document, 'uses')) {
        const names = Object.keys((step.with ?? {}) as object);
        if (String(step.uses).includes('sgaudit')) {
          expect(names.filter((name) => !(name in ACTION.inputs))).toEqual([]);
        }
        if (String(step.uses).startsWith('actions/checkout@')) {
          expect(step.with).toMatchObject({ 'fetch-depth': 0 });
        }
      }
      for (const { hooks: used } of holding(document, 'hooks')) {
        for (const { id, args } of used as { id: string; args: string[] }[]) {
          const entry =
            hooks
              .find((hook) => hook.id === id)
              ?.entry.split(' ')
              .slice(1) ?? [];
          expect([id, await parseProblem([...entry, ...args])]).toEqual([id, null]);
        }
      }
    }
  });
});

it('every page is in the list of integrations', () => {
  const list = readFileSync(`${ROOT}/docs/integrations/README.md`, 'utf8');
  for (const page of pages.filter((name) => !name.endsWith('README.md'))) {
    expect(list).toContain(`(${page.replace('integrations/', '')})`);
  }
});

it('a command with a flag that there is not is noticed', async () => {
  const [line = []] = commandLinesOf('npx sgaudit lint infra --rolup x | cat');
  expect(line).toEqual(['lint', 'infra', '--rolup', 'x']);
  expect(await parseProblem(line)).toMatch(/Nonexistent flag: --rolup/);
  expect(await parseProblem(['lnit'])).toContain('there is no command');
});
