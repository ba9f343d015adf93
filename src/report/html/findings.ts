import type { Finding } from '../../model/finding.ts';
import { describeGroup } from '../../model/rule-text.ts';
import { type Content, html, type Markup } from './markup.ts';
import { hrefOf, type Page, placeText } from './page.ts';
import { ruleLink, sentence, severityChip, table } from './parts.ts';
import { narrowingEdit } from './removal.ts';

/** Open findings, gravest first; then those that are suppressed, with who says so and why; then what the checks are. */
export function findings(page: Page): Markup {
  const { words, report, openFindings, messages } = page;
  const suppressed = report.findings.filter((finding) => finding.suppressed !== null);
  return html`<section id="findings"><h2>${words.sections.findings}</h2>${
    openFindings.length === 0
      ? html`<p>${words.finding.none}</p>`
      : html`<ul class="findings">${openFindings.map((finding) => open(page, finding))}</ul>`
  }${
    suppressed.length === 0
      ? null
      : html`<details class="suppressed"><summary>${messages.text.suppressed}${words.colon}${suppressed.length}</summary><ul class="findings">${suppressed.map((finding) => excused(page, finding))}</ul></details>`
  }</section>`;
}

function open(page: Page, finding: Finding): Markup {
  const { words } = page;
  return html`<li data-severity="${finding.severity}" data-group="${groupOf(page, finding)}">${severityChip(page, finding.severity)}<div><p>${finding.message}</p><p class="facts">${place(finding)}${checkName(page, finding)}<span>${words.finding.confidence}${words.colon}${words.confidence[finding.confidence]}</span>${links(page, finding)}</p>${related(page, finding)}${narrowing(page, finding)}</div></li>`;
}

function excused(page: Page, finding: Finding): Markup {
  const { words, messages } = page;
  const { suppressed } = finding;
  const until = suppressed?.until
    ? ` (${messages.exchange.markdown.until} ${suppressed.until})`
    : '';
  return html`<li>${severityChip(page, finding.severity)}<div><p>${finding.message}</p><p class="facts">${place(finding)}${checkName(page, finding)}</p>${suppressed ? html`<p>${words.finding.suppressedBy} ${words.suppressor[suppressed.by]}${until}${words.colon}${suppressed.reason}</p>` : null}</div></li>`;
}

function place({ location }: Finding): Markup | null {
  return location ? html`<span><code>${placeText(location)}</code></span>` : null;
}

/** The check's name; a link where its page is below. */
function checkName(page: Page, { checkId }: Finding): Markup {
  return page.checks.has(checkId)
    ? html`<span><a href="${hrefOf(`check-${checkId}`)}">${checkId}</a></span>`
    : html`<span>${checkId}</span>`;
}

const MOST_LINKS = 3;

function links(page: Page, finding: Finding): Content[] {
  return finding.ruleKeys
    .flatMap((key) => page.rulesByKey.get(key) ?? [])
    .slice(0, MOST_LINKS)
    .map((rule) => html`<span>${ruleLink(page, rule)}</span>`);
}

function related({ words }: Page, finding: Finding): Markup | null {
  if (finding.related.length === 0) return null;
  const rows = finding.related.map(
    ({ message, location }) => html`<li><code>${placeText(location)}</code> ${message}</li>`,
  );
  return html`<p class="see">${words.finding.related}</p><ul>${rows}</ul>`;
}

/** The trade between few entries and few addresses or ports, a line a step. */
function narrowing(page: Page, finding: Finding): Markup | null {
  const { narrowing } = finding;
  if (!narrowing) return null;
  const { words } = page;
  const rows = narrowing.steps.map((step, index) => {
    const entries = step.entries.map(
      ({ value, name }) =>
        html`<code>${value}</code>${name === null ? '' : html` (<code>${name}</code>)`} `,
    );
    const mark =
      index === narrowing.proposed
        ? html` <span class="chip safe">${words.finding.proposed}</span>`
        : null;
    return html`<tr><td>${entries}${mark}</td><td class="number">${grouped(page, step.size)}</td><td class="number">${grouped(page, step.givenUp)}</td></tr>`;
  });
  return html`<details><summary>${words.finding.curve}${words.colon}<code>${narrowing.from}</code></summary>${table(
    words.finding.curve,
    [
      [words.columns.entries, 'text'],
      [words.columns.left, 'number'],
      [words.columns.givenUp, 'number'],
    ],
    rows,
  )}${narrowingEdit(page, finding)}</details>`;
}

/** Decimal digits that may go beyond what numbers hold exactly. */
function grouped({ messages }: Page, digits: string): string {
  return /^\d{1,40}$/.test(digits) ? BigInt(digits).toLocaleString(messages.language) : digits;
}

/** The position of the finding's group among the page's; empty when it has none there. */
function groupOf(page: Page, finding: Finding): string {
  const rule = page.rulesByKey.get(finding.ruleKeys[0] ?? '');
  if (!rule) return '';
  return String(page.groupIndex.get(describeGroup(rule.group)) ?? '');
}

/** What the checks that found something are: why, how to fix it, when not to. */
export function checks(page: Page): Markup | null {
  const { words, report, messages } = page;
  const ids = [...new Set(report.findings.map(({ checkId }) => checkId))].sort();
  const known = ids.flatMap((id) => page.checks.get(id) ?? []);
  if (known.length === 0) return null;
  const entries = known.map((check) => {
    const text = check.page[messages.language];
    return html`<details class="check" id="check-${check.id}"><summary><code>${check.id}</code> ${text.summary}</summary><h3>${words.check.why}</h3><p>${sentence(text.why)}</p><h3>${words.check.fix}</h3><p>${sentence(text.fix)}</p><h3>${words.check.whenNot}</h3><p>${sentence(text.whenNot)}</p></details>`;
  });
  return html`<section id="checks"><h2>${words.sections.checks}</h2>${entries}</section>`;
}
