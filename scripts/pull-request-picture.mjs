#!/usr/bin/env node
/**
 * Makes the picture of an annotated pull request: `sgaudit github` posts the example's report to the GitHub of the
 * tests, and what that holds afterwards is rendered. `CHROMIUM` names the browser, as for the other pictures.
 *
 *   npm run docs:pictures
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createTwoFilesPatch } from 'diff';
import { startChromium } from '../test/support/chromium.ts';
import { pullRequestPage } from '../test/support/github/page.ts';
import { startGithub } from '../test/support/github/server.ts';
import { githubState, HEAD } from '../test/support/github/state.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const EXAMPLE = 'examples/terraform';
const PICTURE = 'docs/images/pull-request.png';

/** So many of the comment's findings are in the picture. */
const FINDINGS = 4;

/** What the pull request changes: the lines of the example, and what stood there before. */
const CHANGES = [
  { file: 'terraform.tfvars', now: '198.51.100.64/28', before: '198.51.100.64/27' },
  {
    file: 'partners.tf',
    now: 'from_port        = 0\n    to_port          = 0\n    protocol         = "-1"',
    before: 'from_port        = 443\n    to_port          = 443\n    protocol         = "tcp"',
  },
];

function changedFile({ file, now, before }) {
  const filename = `${EXAMPLE}/${file}`;
  const head = readFileSync(join(ROOT, filename), 'utf8');
  if (!head.includes(now)) throw new Error(`${filename} is another text than this picture is of`);
  const diff = createTwoFilesPatch('a', 'b', head.replace(now, before), head, '', '', {
    context: 3,
  });
  // As GitHub gives it: hunks alone.
  return { filename, patch: diff.slice(diff.indexOf('@@')) };
}

/** Ends as the findings of the example say. */
async function sgaudit(args, environment = {}) {
  const child = spawn(process.execPath, [join(ROOT, 'bin/run.js'), ...args], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [status] = await once(child, 'exit');
  if (status !== 1) throw new Error(`${args[0]} ended with ${status}`);
}

async function posted(folder) {
  const report = join(folder, 'report.json');
  await sgaudit([
    ...['lint', EXAMPLE, '--lang', 'en', '--json', report],
    ...['--state', `${EXAMPLE}/terraform.tfstate`, '--flow-logs', `${EXAMPLE}/flow-logs`],
    ...['--inventory', `${EXAMPLE}/inventory`, '--window', '2026-11-02..2026-11-15'],
  ]);
  const files = CHANGES.map(changedFile);
  const state = githubState({ pullRequest: { number: 7, headSha: HEAD, files } });
  const github = await startGithub(state);
  try {
    await sgaudit(
      [
        ...['github', report, '--lang', 'en', '--api-url', github.url, '--sha', HEAD],
        ...['--repository', 'octo/infra', '--pull-request', '7'],
      ],
      { GITHUB_TOKEN: state.token, GITHUB_EVENT_PATH: '' },
    );
  } finally {
    await github.stop();
  }
  return state;
}

const folder = mkdtempSync(join(tmpdir(), 'sgaudit-pictures-'));
try {
  const page = join(folder, 'pull-request.html');
  writeFileSync(page, pullRequestPage(await posted(folder)));
  const browser = await startChromium();
  try {
    const tab = await browser.newPage({ viewport: { width: 1000, height: 860 } });
    await tab.goto(pathToFileURL(page).href);
    // The comment goes on with more findings, which would double the picture.
    const end = await tab.locator('.comment tr:has(.dot)').nth(FINDINGS).boundingBox();
    const clip = { x: 0, y: 0, width: 1000, height: Math.floor(end.y) };
    await tab.screenshot({ path: join(ROOT, PICTURE), fullPage: true, clip });
  } finally {
    await browser.close();
  }
  console.log(`${PICTURE} (${statSync(join(ROOT, PICTURE)).size} bytes)`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
