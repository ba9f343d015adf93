import type { Evidence } from '../../model/verdict.ts';
import { evidenceLines } from '../evidence-lines.ts';
import { html, type Markup } from './markup.ts';
import { number, type Page } from './page.ts';
import { numberCell, table } from './parts.ts';

/** What the verdicts rest on: window, records, interfaces, files, and what nothing explains. */
export function evidence(page: Page): Markup {
  const { report, words, messages } = page;
  const title = html`<h2>${words.sections.evidence}</h2>`;
  const lines = evidenceLines(report, messages);
  if (lines.length === 0) {
    return html`<section id="evidence">${title}<p>${words.evidence.withoutTraffic}</p></section>`;
  }
  const list = html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
  if (!report.evidence) return html`<section id="evidence">${title}${list}</section>`;
  return html`<section id="evidence">${title}${list}${orientation(page, report.evidence)}${unexplained(page, report.evidence)}${interfaces(page, report.evidence)}${files(page, report.evidence)}</section>`;
}

const CERTAINTIES = ['observed', 'learned', 'inferred', 'ambiguous'] as const;

function orientation(page: Page, { orientation }: Evidence): Markup | null {
  const all = CERTAINTIES.reduce((sum, certainty) => sum + orientation[certainty], 0);
  if (all === 0) return null;
  const rows = CERTAINTIES.map((certainty) => {
    const count = orientation[certainty];
    const width = Math.round((count / all) * 100);
    return html`<li><span>${page.words.certainty[certainty]}</span><svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><path d="M0 0h${width}v1H0z"/></svg><span>${number(page, count)} (${width} %)</span></li>`;
  });
  return html`<h3>${page.words.evidence.orientation}</h3><ul class="shares">${rows}</ul>`;
}

function unexplained(page: Page, { explained, records }: Evidence): Markup | null {
  if (explained.unexplained === 0) return null;
  const { words, messages } = page;
  const { columns } = words;
  const rows = explained.topUnexplained.map(
    (flow) =>
      html`<tr><td><code>${flow.interface}</code></td><td>${messages.workbook.direction[flow.direction]}</td><td><code>${flow.peer}</code></td><td>${flow.protocol}</td><td class="number">${flow.port ?? ''}</td>${numberCell(page, flow.flows)}</tr>`,
  );
  return html`<h3>${words.evidence.unexplained}</h3><p class="alarm">${messages.text.unexplained(explained.unexplained, records.accepted)}</p>${table(
    words.evidence.unexplained,
    [
      [columns.interface, 'text'],
      [columns.direction, 'text'],
      [columns.peer, 'text'],
      [columns.protocol, 'text'],
      [columns.port, 'number'],
      [columns.records, 'number'],
    ],
    rows,
  )}`;
}

function interfaces(page: Page, { interfaces }: Evidence): Markup | null {
  if (interfaces.length === 0) return null;
  const { words, days } = page;
  const { columns } = words;
  const worstFirst = [...interfaces].sort(
    (left, right) =>
      right.skipDataRecords - left.skipDataRecords || left.daysWithRecords - right.daysWithRecords,
  );
  const rows = worstFirst.map(
    (each) =>
      html`<tr><td><code>${each.id}</code></td><td class="number">${each.daysWithRecords} / ${days.length}</td>${numberCell(page, each.skipDataRecords)}<td>${each.inInventory ? words.evidence.yes : words.evidence.no}</td></tr>`,
  );
  return html`<details class="interfaces"><summary>${words.evidence.interfaces}${words.colon}${number(page, interfaces.length)}</summary>${table(
    words.evidence.interfaces,
    [
      [columns.interface, 'text'],
      [columns.days, 'number'],
      [columns.lost, 'number'],
      [columns.inventory, 'text'],
    ],
    rows,
  )}</details>`;
}

function files(page: Page, { damaged }: Evidence): Markup | null {
  if (damaged.length === 0) return null;
  const { words } = page;
  const rows = damaged.map(
    ({ file, problem }) => html`<tr><td><code>${file}</code></td><td>${problem}</td></tr>`,
  );
  return html`<h3>${words.evidence.files}</h3>${table(
    words.evidence.files,
    [
      [words.columns.file, 'text'],
      [words.columns.problem, 'text'],
    ],
    rows,
  )}`;
}
