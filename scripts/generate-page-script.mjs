#!/usr/bin/env node
/**
 * Compiles what the HTML report does in a browser and keeps it as a string, so that a reporter stays pure.
 *
 *   node scripts/generate-page-script.mjs           write src/report/html/page-script.ts
 *   node scripts/generate-page-script.mjs --check   exit 1 when the file on disk differs
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TARGET = join(ROOT, 'src/report/html/page-script.ts');

function compile() {
  const folder = mkdtempSync(join(tmpdir(), 'sgaudit-page-'));
  try {
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const project = join(ROOT, 'src/report/html/browser/tsconfig.json');
    const options = ['--noEmit', 'false', '--outDir', folder];
    execFileSync(process.execPath, [tsc, '-p', project, ...options], { stdio: 'inherit' });
    return readFileSync(join(folder, 'page.js'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const script = compile()
  .replace(/^export \{\};\n/m, '')
  .trim();
if (/<\/script|<!--/i.test(script)) throw new Error('the script holds what would end its element');
const literal = script.replace(/[\\`]|\$\{/g, '\\$&');
const text = `/** Made from browser/page.ts by scripts/generate-page-script.mjs. */
export const PAGE_SCRIPT = \`${literal}\`;
`;
if (process.argv.includes('--check')) {
  if (readFileSync(TARGET, 'utf8') !== text) {
    console.error(`${TARGET} is out of date: run node scripts/generate-page-script.mjs`);
    process.exitCode = 1;
  }
} else {
  writeFileSync(TARGET, text);
}
