import type { ReportRule } from '../../model/report.ts';
import { SHADES, shadeOf } from './heat.ts';
import { type Content, html, type Markup } from './markup.ts';
import { number, type Page } from './page.ts';

/** Records of each day of the window, zeros included. */
function byDay(page: Page, rule: ReportRule): number[] {
  const flows = new Map(rule.traffic?.byDay.map((day) => [day.day, day.flows]));
  return page.days.map((day) => flows.get(day) ?? 0);
}

/** Days that have room for a gap between them; narrower cells must not vanish between two pixels. */
const MOST_SEPARATE_DAYS = 60;

/**
 * A cell a day, shaded by its records. One path a shade keeps thousands of strips light; the page's script reads the
 * numbers from `data-n` when the pointer asks. What it shows stands in the rule's own chart as text.
 */
export function heatStrip(page: Page, rule: ReportRule): Markup | null {
  if (page.days.length === 0) return null;
  const counts = byDay(page, rule);
  const dense = counts.length > MOST_SEPARATE_DAYS;
  const cell = (day: number) => (dense ? `M${day} 0h1v1h-1z` : `M${day} 0h.88v1h-.88z`);
  const paths = SHADES.map((shade): Content => {
    const cells = counts.flatMap((flows, day) =>
      shadeOf(page.dayScale, flows) === shade ? [cell(day)] : [],
    );
    return cells.length > 0 ? html`<path class="q${shade}" d="${cells.join('')}"/>` : null;
  });
  const empty = counts.flatMap((flows, day) => (flows > 0 ? [] : [cell(day)]));
  return html`<svg class="strip${dense ? ' dense' : ''}" viewBox="0 0 ${counts.length} 1" preserveAspectRatio="none" aria-hidden="true" data-n="${counts.join(',')}">${empty.length > 0 ? html`<path class="q0" d="${empty.join('')}"/>` : null}${paths}</svg>`;
}

/** A bar a day, as high as its records, with what it shows in words. */
export function dayChart(page: Page, rule: ReportRule): Markup | null {
  const counts = byDay(page, rule);
  const most = Math.max(0, ...counts);
  if (most === 0) return null;
  const active = counts.filter((flows) => flows > 0).length;
  const busiest = page.days[counts.indexOf(most)] ?? '';
  const bars = counts.flatMap((flows, day) => {
    const height = Math.max(flows > 0 ? 2 : 0, Math.round((flows / most) * 40));
    return height > 0 ? [`M${day} ${40 - height}h.8v${height}h-.8z`] : [];
  });
  const label = page.words.heat.chart(active, counts.length, most, busiest);
  return html`<figure class="chart"><figcaption>${page.words.perDay(most)}</figcaption><svg viewBox="0 0 ${counts.length} 40" preserveAspectRatio="none" role="img" aria-label="${label}"><path d="${bars.join('')}"/></svg><div class="ends"><span>${page.days[0] ?? ''}</span><span>${page.days.at(-1) ?? ''}</span></div></figure>`;
}

/** What the shades stand for. */
export function heatLegend(page: Page): Markup | null {
  const { words, dayScale: heat } = page;
  if (page.days.length === 0 || heat[2] === 0) return null;
  const ends = [
    `≤ ${number(page, heat[0])}`,
    `≤ ${number(page, heat[1])}`,
    `≤ ${number(page, heat[2])}`,
    `> ${number(page, heat[2])}`,
  ];
  const key = (shade: number, text: string) =>
    html`<li><svg class="key" viewBox="0 0 1 1" aria-hidden="true"><path class="q${shade}" d="M0 0h1v1h-1z"/></svg>${text}</li>`;
  return html`<div class="legend"><span>${words.heat.legend}</span><ul>${key(0, words.heat.none)}${SHADES.map((shade) => key(shade, ends[shade - 1] ?? ''))}</ul></div>`;
}
