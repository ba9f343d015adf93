import { createHash } from 'node:crypto';
import type { Reporter } from '../reporter.ts';
import { evidence } from './evidence.ts';
import { checks, findings } from './findings.ts';
import { gate } from './gate.ts';
import { rules } from './groups.ts';
import { embeddedJson, html, type Markup, rawElement } from './markup.ts';
import { overview } from './overview.ts';
import { minute, type Page, pageOf, placeText } from './page.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { removals } from './removal.ts';
import { STYLE } from './style.ts';
import { toolbar } from './toolbar.ts';

/**
 * One page that holds all it needs: it asks the network for nothing, runs only the script whose hash its policy names,
 * and is read in full without that script.
 */
export const reportHtml: Reporter = (report, options) => {
  const page = pageOf(report, options);
  const title = page.words.title(report.target.root);
  const scripts = [
    rawElement('script', ' type="application/json" id="words"', embeddedJson(scriptWords(page))),
    rawElement('script', ' type="module"', PAGE_SCRIPT),
  ];
  const document = html`<html lang="${page.messages.language}">${head(title)}<body>${body(page, title)}${scripts}</body></html>`;
  return `<!doctype html>\n${document.text}\n`;
};

function head(title: string): Markup {
  return html`<head>${[
    html`<meta charset="utf-8">`,
    html`<meta http-equiv="Content-Security-Policy" content="${policy()}">`,
    html`<meta name="viewport" content="width=device-width, initial-scale=1">`,
    html`<meta name="referrer" content="no-referrer">`,
    html`<meta name="color-scheme" content="light dark">`,
    html`<title>${title}</title>`,
    rawElement('style', '', STYLE),
  ]}</head>`;
}

/** Nothing but this page's own style and script. */
function policy(): string {
  return [
    "default-src 'none'",
    `style-src '${digest(STYLE)}'`,
    `script-src '${digest(PAGE_SCRIPT)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}

function body(page: Page, title: string): Markup {
  const { words } = page;
  const parts = [
    errors(page),
    overview(page),
    gate(page),
    removals(page),
    html`<div class="filtered" id="rules">${toolbar(page)}${rules(page)}${findings(page)}</div>`,
    evidence(page),
    checks(page),
    glossary(page),
  ];
  return html`<a class="skip" href="#rules">${words.skip}</a>${banner(page, title)}${navigation(page)}<main>${parts}</main><div id="tip" role="presentation" hidden></div>`;
}

function banner({ words, report }: Page, title: string): Markup {
  const made = words.made(report.tool.version, minute(report.generatedAt));
  return html`<header class="page"><div><h1>${title}</h1><p>${made}</p></div><button type="button" id="theme" hidden>${words.theme}</button></header>`;
}

function navigation({ words }: Page): Markup {
  const sections = ['overview', 'removals', 'rules', 'findings', 'evidence', 'glossary'] as const;
  const links = sections.map((id) => html`<li><a href="#${id}">${words.sections[id]}</a></li>`);
  return html`<nav aria-label="${words.navigation}"><ul>${links}</ul></nav>`;
}

function errors({ report, words, messages }: Page): Markup | null {
  if (report.errors.length === 0) return null;
  const rows = report.errors.map(
    ({ code, message, location }) =>
      html`<li>${location ? html`<code>${placeText(location)}</code> ` : null}${messages.problems.told(code, message)} <code class="id">${code}</code></li>`,
  );
  return html`<section id="errors" class="errors"><h2>${words.sections.errors}</h2><ul>${rows}</ul></section>`;
}

function glossary({ words }: Page): Markup {
  const entries = words.glossary.map(
    ([term, meaning]) => html`<div><dt>${term}</dt><dd>${meaning}</dd></div>`,
  );
  return html`<section id="glossary"><h2>${words.sections.glossary}</h2><dl class="terms">${entries}</dl></section>`;
}

/** What the page's script says, in the page's language. */
function scriptWords({ words, messages, report, days }: Page) {
  const { shown } = words.filters;
  return {
    language: messages.language,
    shown,
    day: words.heat.day,
    all: report.rules.length,
    days,
  };
}
