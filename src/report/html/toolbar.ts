import { countOf, VERDICTS } from '../rules-by-group.ts';
import { html, type Markup } from './markup.ts';
import { number, type Page } from './page.ts';

/** Filters. They are hidden until the page's script, which works them, shows them. */
export function toolbar(page: Page): Markup {
  const { words } = page;
  const { filters } = words;
  return html`<div id="filters" class="toolbar" role="search" aria-label="${filters.title}" hidden><label class="search">${filters.search}<input id="search" type="search" placeholder="${filters.searchHint}" autocomplete="off" spellcheck="false"></label>${page.judged ? verdicts(page) : null}<label>${filters.group}<select id="group"><option value="">${filters.allGroups}</option>${page.groups.map(([name], index) => html`<option value="${index}">${name}</option>`)}</select></label><label>${filters.severity}<select id="severity"><option value="">${filters.anySeverity}</option>${(['error', 'warning', 'note'] as const).map((severity) => html`<option value="${severity}">${filters.withSeverity[severity]}</option>`)}</select></label><div class="status"><output id="shown" for="search group severity"></output><span class="buttons"><button type="button" id="reset">${filters.reset}</button><button type="button" id="open-all">${filters.openAll}</button><button type="button" id="close-all">${filters.closeAll}</button></span><span class="keys"><kbd>/</kbd> ${filters.keys.search} <kbd>↑</kbd> <kbd>↓</kbd> ${filters.keys.move} <kbd>Esc</kbd> ${filters.keys.clear}</span></div></div>`;
}

function verdicts(page: Page): Markup {
  const { report, messages, words } = page;
  const boxes = VERDICTS.map(
    (verdict) =>
      html`<label class="toggle ${verdict}"><input type="checkbox" name="verdict" value="${verdict}" checked>${messages.verdict[verdict]} <b>${number(page, countOf(report.rules, verdict))}</b></label>`,
  );
  return html`<fieldset><legend>${words.filters.verdict}</legend>${boxes}</fieldset>`;
}
