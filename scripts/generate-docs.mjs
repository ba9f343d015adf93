#!/usr/bin/env node
/**
 * Writes what docs holds that is made from the code: the pages of the checks, and the table of configuration keys.
 *
 *   node --import ./scripts/typescript.mjs scripts/generate-docs.mjs           write
 *   node --import ./scripts/typescript.mjs scripts/generate-docs.mjs --check   exit 1 when files differ
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPages } from './docs/check-pages.mjs';
import { keysTable } from './docs/configuration-keys.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const HOME = join(ROOT, 'docs');
/** Wholly made here: what should not be there is removed. */
const FOLDERS = ['checks', 'checks/zh-CN'];

/** The page as it stands, with the table between its marks made anew. */
function configurationPage() {
  const schema = JSON.parse(readFileSync(join(ROOT, 'schema/config-v1.schema.json'), 'utf8'));
  const page = readFileSync(join(HOME, 'configuration.md'), 'utf8');
  const [before, rest] = page.split('<!-- keys -->\n');
  const after = rest?.split('<!-- /keys -->\n')[1];
  if (after === undefined) throw new Error('docs/configuration.md lacks its marks of the keys');
  return `${before}<!-- keys -->\n\n${keysTable(schema)}\n\n<!-- /keys -->\n${after}`;
}

function onDisk(name) {
  const path = join(HOME, name);
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, 'utf8') : null;
}

const expected = checkPages().set('configuration.md', configurationPage());
const present = FOLDERS.filter((name) => statSync(join(HOME, name), { throwIfNoEntry: false }));
const superfluous = present
  .flatMap((folder) => readdirSync(join(HOME, folder)).map((name) => `${folder}/${name}`))
  .filter((name) => !expected.has(name) && onDisk(name) !== null);
const differing = [...expected.keys()].filter((name) => expected.get(name) !== onDisk(name));
if (process.argv.includes('--check')) {
  for (const name of [...differing, ...superfluous]) {
    console.error(`differs: docs/${name} (npm run generate writes it anew)`);
  }
  process.exitCode = differing.length + superfluous.length > 0 ? 1 : 0;
} else {
  for (const name of superfluous) rmSync(join(HOME, name));
  for (const name of differing) {
    mkdirSync(dirname(join(HOME, name)), { recursive: true });
    writeFileSync(join(HOME, name), expected.get(name));
  }
}
