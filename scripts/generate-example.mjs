#!/usr/bin/env node
/**
 * Writes what examples/terraform holds beside its HCL: flow logs, inventory, state and truth.json.
 *
 *   node scripts/generate-example.mjs                        write into examples/terraform
 *   node scripts/generate-example.mjs --check                exit 1 when the files on disk differ
 *   node scripts/generate-example.mjs --extra STORY --out DIR
 *                                                            the same with traffic that the story lacks
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { inventoryFiles, json } from './example/inventory.mjs';
import { WINDOW } from './example/places.mjs';
import { logFiles } from './example/records.mjs';
import { state } from './example/state.mjs';
import { connections } from './example/traffic.mjs';
import { truth } from './example/truth.mjs';

const HOME = join(dirname(fileURLToPath(import.meta.url)), '..', 'examples', 'terraform');
const FOLDERS = ['flow-logs', 'inventory'];

function generate(stories) {
  const traffic = connections(stories);
  const files = new Map();
  for (const [path, bytes] of logFiles(traffic)) files.set(`flow-logs/${path}`, bytes);
  for (const [path, text] of inventoryFiles()) files.set(`inventory/${path}`, Buffer.from(text));
  files.set('terraform.tfstate', Buffer.from(json(state())));
  const rules = truth(traffic, stories);
  files.set('truth.json', Buffer.from(json({ window: WINDOW, rules })));
  return files;
}

function write(files, folder) {
  // Elsewhere a folder of that name may be someone's.
  if (folder === HOME) {
    for (const name of FOLDERS) rmSync(join(folder, name), { recursive: true, force: true });
  }
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}

/** Paths that are missing, differ, or should not be there. */
function differences(files, folder) {
  const found = new Set(FOLDERS.flatMap((name) => walk(folder, name)));
  const wrong = [...files.keys()].filter(
    (path) => !sameContent(join(folder, path), files.get(path)),
  );
  return [...wrong, ...[...found].filter((path) => !files.has(path))].sort();
}

function walk(folder, path) {
  if (!statSync(join(folder, path), { throwIfNoEntry: false })) return [];
  return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? walk(folder, `${path}/${entry.name}`) : [`${path}/${entry.name}`],
  );
}

/** Compressed bytes may differ between zlib versions; the text inside may not. */
function sameContent(path, expected) {
  if (!statSync(path, { throwIfNoEntry: false })) return false;
  const actual = readFileSync(path);
  if (actual.equals(expected)) return true;
  return path.endsWith('.gz') && gunzipSync(actual).equals(gunzipSync(expected));
}

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    extra: { type: 'string', multiple: true, default: [] },
    out: { type: 'string' },
  },
});
if (values.extra.length > 0 && !values.out) {
  console.error('--extra wants --out DIR: the example itself stays as it is');
  process.exitCode = 2;
} else {
  const files = generate(values.extra);
  const folder = values.out ?? HOME;
  if (values.check) {
    const wrong = differences(files, folder);
    for (const path of wrong) console.error(`differs: ${path}`);
    process.exitCode = wrong.length > 0 ? 1 : 0;
  } else {
    write(files, folder);
  }
}
