import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { CHROMIUM, startChromium } from '../support/chromium.ts';
import { finding } from '../support/exchange-report.ts';
import { pullRequestPage } from '../support/github/page.ts';
import { post } from '../support/github/post.ts';
import { type FakeGithub, startGithub } from '../support/github/server.ts';
import { githubState, HEAD } from '../support/github/state.ts';
import { HOSTILE } from '../support/hostile-report.ts';
import { NEW_FILE_PATCH, pullRequestReport } from '../support/pull-request.ts';

if (CHROMIUM === null) {
  process.stderr.write(
    'no Chromium here (CHROMIUM, /usr/bin/chromium): the page of the pull request is not opened\n',
  );
}
const withChromium = CHROMIUM === null ? describe.skip : describe;

withChromium('the page of an annotated pull request in Chromium', () => {
  let browser: Browser;
  let github: FakeGithub;
  let page: Page;

  beforeAll(async () => {
    browser = await startChromium();
  });
  afterEach(async () => {
    await page.close();
    await github.stop();
  });
  afterAll(() => browser?.close());

  /** What stands on a pull request after this report, as a page. */
  async function open(report = pullRequestReport()): Promise<void> {
    const files = [{ filename: 'infra/main.tf', patch: NEW_FILE_PATCH }];
    github = await startGithub(githubState({ pullRequest: { number: 7, headSha: HEAD, files } }));
    await post(github, { report });
    page = await browser.newPage();
    await page.setContent(pullRequestPage(github.state));
  }

  it('says what it is', async () => {
    await open();
    expect(await page.locator('.caption').textContent()).toContain('No screenshot of GitHub');
  });

  it('shows an annotation under its line', async () => {
    await open();
    const below = page.locator('tr.added', { hasText: 'offices =' }).locator('+ tr.note');
    expect(await below.textContent()).toMatch(
      /warning unused-rule line 2\s*nothing used ingress tcp 22 from 203\.0\.113\.16\/28/,
    );
    expect(await page.locator('.annotation').count()).toBe(1);
    expect(await page.locator('.others').textContent()).toMatch(/does not show: 2$/);
  });

  it('shows a suggestion, the line before and after', async () => {
    await open();
    expect(await page.locator('.suggestion > p b').textContent()).toBe('Remove');
    const change = page.locator('.suggestion .change');
    expect(await change.locator('.removed').textContent()).toContain('"203.0.113.16/28"]');
    expect(await change.locator('.added').textContent()).toBe(
      '+  offices = ["办公室🏢", "203.0.113.0/28"]',
    );
  });

  it('shows the comment, its Markdown rendered', async () => {
    await open();
    const comment = page.locator('.comment');
    expect(await comment.locator('h2').textContent()).toBe('sgaudit: Security-group rules infra');
    expect(await comment.locator('td code').allTextContents()).toContain('infra/main.tf:2');
    expect(await comment.textContent()).not.toMatch(/<!--|\*\*|\\[[_(]|\| ---|```/);
  });

  it('shows a hostile text as the text that it is', async () => {
    const message = `nothing used ${HOSTILE.html} ${HOSTILE.markdown}`;
    await open(pullRequestReport({ findings: [finding({ message })] }));
    expect(await page.locator('img, script, a').count()).toBe(0);
    expect(await page.locator('.annotation').textContent()).toContain(message);
    expect(await page.locator('.comment').textContent()).toContain(
      message.replace('https', 'https\u2060'),
    );
  });
});
