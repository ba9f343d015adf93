#!/usr/bin/env node
/**
 * Makes the pictures of the documentation: the HTML report of the example in Chromium.
 * `CHROMIUM` names the browser; without it Debian's is taken.
 *
 *   npm run docs:pictures
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const EXAMPLE = 'examples/terraform';
const IMAGES = join(ROOT, 'docs', 'images');

/** What is shown: the page from its top, or the first removal that is offered, open. */
const PICTURES = [
  { name: 'html-report.png', language: 'en', theme: 'light', height: 860 },
  { name: 'html-report.zh-CN.png', language: 'zh-CN', theme: 'light', height: 860 },
  { name: 'html-removal.png', language: 'en', theme: 'dark', height: 860, removal: true },
];

/** The report of the example; as Terraform leaves it, so of exit code 1. */
function writeReport(language, path) {
  const { status } = spawnSync(
    process.execPath,
    [
      ...[join(ROOT, 'bin/run.js'), 'lint', EXAMPLE, '--lang', language, '--html', path],
      ...['--state', `${EXAMPLE}/terraform.tfstate`, '--flow-logs', `${EXAMPLE}/flow-logs`],
      ...['--inventory', `${EXAMPLE}/inventory`, '--window', '2026-11-02..2026-11-15'],
    ],
    { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (status !== 1) throw new Error(`lint ended with ${status}`);
}

async function take(browser, page, { name, theme, height, removal }) {
  const context = await browser.newContext({
    viewport: { width: 1280, height },
    colorScheme: theme,
  });
  const tab = await context.newPage();
  await tab.goto(pathToFileURL(page).href);
  if (removal) {
    const id = await tab.locator('details.rule:has(.diff)').nth(1).getAttribute('id');
    await tab.goto(`${pathToFileURL(page).href}#${encodeURIComponent(id)}`);
  }
  const path = join(IMAGES, name);
  await tab.screenshot({ path });
  await context.close();
  console.log(`docs/images/${name} (${statSync(path).size} bytes)`);
}

const folder = mkdtempSync(join(tmpdir(), 'sgaudit-pictures-'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
try {
  mkdirSync(IMAGES, { recursive: true });
  for (const language of ['en', 'zh-CN']) {
    const page = join(folder, `${language}.html`);
    writeReport(language, page);
    for (const picture of PICTURES.filter((each) => each.language === language)) {
      await take(browser, page, picture);
    }
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
