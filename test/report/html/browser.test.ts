import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Report } from '../../../src/model/report.ts';
import { reportHtml } from '../../../src/report/html/html.ts';
import { CHROMIUM, startChromium } from '../../support/chromium.ts';
import { optionsOf } from '../../support/exchange-report.ts';
import { HOSTILE, hostileReport } from '../../support/hostile-report.ts';
import { fullReport, largeReport } from '../../support/html-report.ts';

if (CHROMIUM === null) {
  process.stderr.write('no Chromium here (CHROMIUM, /usr/bin/chromium): the page is not opened\n');
}
const withChromium = CHROMIUM === null ? describe.skip : describe;

withChromium('the HTML report in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sgaudit-html-'));
  let browser: Browser;
  let page: Page;
  /** What a page did that it must not: console errors, exceptions, requests beyond the file. */
  let misdeeds: string[];

  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  interface View {
    readonly language?: 'en' | 'zh-CN';
    readonly theme?: 'light' | 'dark';
    readonly width?: number;
    readonly hash?: string;
    readonly script?: boolean;
  }

  async function open(report: Report, view: View = {}): Promise<void> {
    const { language = 'en', theme = 'light', width = 1280, hash = '', script = true } = view;
    const file = join(folder, 'report.html');
    writeFileSync(file, String(await reportHtml(report, optionsOf({ language }))));
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme: theme,
      javaScriptEnabled: script,
    });
    page = await context.newPage();
    misdeeds = [];
    page.on('console', (message) => misdeeds.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => misdeeds.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) misdeeds.push(`request: ${request.url()}`);
    });
    await page.goto(`${pathToFileURL(file).href}${hash}`);
  }

  afterEach(() => page?.context().close());

  const shownRules = () => page.locator('details.rule:visible').count();
  const focused = () => page.evaluate(() => document.activeElement?.parentElement?.id ?? '');

  it('asks for nothing and complains of nothing', async () => {
    await open(fullReport());
    expect(await page.locator('#shown').textContent()).toBe('7 of 7 rules');
    expect(misdeeds).toEqual([]);
  });

  it('filters rules by verdict, group and findings, and findings with them', async () => {
    await open(fullReport());
    await page.getByLabel(/^used/).uncheck();
    expect(await shownRules()).toBe(4);
    await page.locator('#group').selectOption({ label: 'module.web.aws_security_group.this' });
    expect(await shownRules()).toBe(1);
    expect(await page.locator('section.group:visible').count()).toBe(1);
    expect(await page.locator('#findings > .findings > li:visible').count()).toBe(1);
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.locator('#severity').selectOption('warning');
    expect(await shownRules()).toBe(2);
    expect(await page.locator('#shown').textContent()).toBe('2 of 7 rules');
  });

  it('searches all that is known of a rule, every word of the search', async () => {
    await open(fullReport());
    await page.locator('#search').fill('IKE branch');
    await expectShown(1);
    await page.locator('#search').fill('module.web');
    await expectShown(1);
    await page.locator('#search').fill('no such thing');
    await expectShown(0);
    expect(await page.locator('#nothing').isVisible()).toBe(true);
  });

  async function expectShown(count: number): Promise<void> {
    await page.waitForFunction(
      (wanted) =>
        [...document.querySelectorAll<HTMLElement>('details.rule')].filter((rule) => !rule.hidden)
          .length === wanted,
      count,
    );
  }

  it('works from the keyboard', async () => {
    await open(fullReport());
    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('search');
    await page.keyboard.type('443');
    await page.waitForFunction(() =>
      document.getElementById('shown')?.textContent?.startsWith('3'),
    );
    await page.keyboard.press('ArrowDown');
    const first = await focused();
    await page.keyboard.press('j');
    const second = await focused();
    expect(second).toMatch(/^rule-/);
    expect(second).not.toBe(first);
    await page.keyboard.press('Enter');
    expect(
      await page.evaluate((id) => document.getElementById(id)?.hasAttribute('open'), second),
    ).toBe(true);
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toBe(first);
    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    expect(await page.locator('#shown').textContent()).toBe('7 of 7 rules');
  });

  it('opens the rule that the address names, hidden by a filter or not', async () => {
    const report = fullReport();
    const [first, , third] = report.rules.map(({ key }) => `rule-${key}`);
    await open(report, { hash: `#${first}` });
    expect(await page.locator(`#${first} .diff`).isVisible()).toBe(true);
    expect(await page.locator(`#${third} > .body`).isVisible()).toBe(false);
    await page.locator('#search').fill('nothing at all');
    await expectShown(0);
    await page.evaluate((id) => {
      location.hash = `#${id}`;
    }, third ?? '');
    await expectShown(7);
    expect(await page.locator(`#${third} > .body`).isVisible()).toBe(true);
  });

  it.each(Object.keys(HOSTILE))('shows text and nothing else of a hostile %s', async (name) => {
    await open(hostileReport(HOSTILE[name] ?? ''));
    const [tags, links] = await page.evaluate(() => [
      [...new Set([...document.body.querySelectorAll('*')].map((each) => each.localName))],
      [...document.links].map(({ href }) => href).filter((href) => !href.startsWith('file:')),
    ]);
    for (const tag of ['img', 'iframe', 'object', 'form', 'style']) expect(tags).not.toContain(tag);
    expect(links).toEqual([]);
    expect(await page.locator('details.rule').count()).toBe(1);
    expect(misdeeds).toEqual([]);
  });

  it('switches the theme', async () => {
    await open(fullReport(), { theme: 'dark' });
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await ground();
    await page.locator('#theme').click();
    expect(await ground()).not.toBe(dark);
    expect(misdeeds).toEqual([]);
  });

  it('names day and records under the pointer', async () => {
    await open(fullReport());
    await page.locator('svg.strip').last().hover();
    expect(await page.locator('#tip').textContent()).toMatch(/^2026-11-\d\d: \d+ records$/);
    expect(misdeeds).toEqual([]);
  });

  it('can be read without its script', async () => {
    await open(fullReport(), { script: false });
    expect(await page.locator('#filters').isVisible()).toBe(false);
    await page.locator('details.rule > summary').first().click();
    expect(await page.locator('details.rule > .body').first().isVisible()).toBe(true);
  });

  it('prints the removals with their diffs', async () => {
    await open(fullReport());
    const opened = await page.evaluate(() => {
      dispatchEvent(new Event('beforeprint'));
      const during = document.querySelectorAll('details.rule[open] .diff').length;
      dispatchEvent(new Event('afterprint'));
      return [during, document.querySelectorAll('details.rule[open]').length];
    });
    expect(opened).toEqual([1, 0]);
  });

  it.each([390, 1280])('needs no sideways scrolling at %d pixels', async (width) => {
    await open(fullReport(), { width });
    await page.evaluate(() => {
      for (const each of document.querySelectorAll('details')) each.open = true;
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });

  describe.each(['en', 'zh-CN'] as const)('in %s', (language) => {
    it.each(['light', 'dark'] as const)('has no barrier that axe knows, %s', async (theme) => {
      await open(fullReport(), { language, theme });
      await page.evaluate(() => {
        for (const each of document.querySelectorAll('details')) each.open = true;
      });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
      ).toEqual([]);
    });
  });

  it('stays fluid with 5,000 rules', async () => {
    const started = performance.now();
    await open(largeReport(5000));
    const opened = Math.round(performance.now() - started);
    const before = performance.now();
    await page.locator('#search').fill('number-4321');
    await expectShown(1);
    const searched = Math.round(performance.now() - before);
    process.stdout.write(
      `    5,000 rules: made, written and opened in ${opened} ms, first search ${searched} ms\n`,
    );
    expect(misdeeds).toEqual([]);
  });
});
