import { countOf, VERDICTS } from '../rules-by-group.ts';
import { html, type Markup } from './markup.ts';
import { number, type Page } from './page.ts';

/** Filters. They are hidden until the page's script, which works them, shows them. */
export function toolbar(page: Page): Markup {
  const parts = [
    search(page),
    page.judged ? verdicts(page) : null,
    groups(page),
    severities(page),
    status(page),
  ];
  return html`<div id="filters" class="toolbar" role="search" aria-label="${page.words.filters.title}" hidden>${parts}</div>`;
}

function search({ words: { filters } }: Page): Markup {
  return html`<label class="search">${filters.search}<input id="search" type="search" placeholder="${filters.searchHint}" autocomplete="off" spellcheck="false"></label>`;
}

function verdicts(page: Page): Markup {
  const { report, messages, words } = page;
  const boxes = VERDICTS.map(
    (verdict) =>
      html`<label class="toggle ${verdict}"><input type="checkbox" name="verdict" value="${verdict}" checked>${messages.verdict[verdict]} <b>${number(page, countOf(report.rules, verdict))}</b></label>`,
  );
  return html`<fieldset><legend>${words.filters.verdict}</legend>${boxes}</fieldset>`;
}

/** A group's value is its position among the page's groups. */
function groups({ words: { filters }, groups }: Page): Markup {
  const options = groups.map(([name], index) => html`<option value="${index}">${name}</option>`);
  return html`<label>${filters.group}<select id="group"><option value="">${filters.allGroups}</option>${options}</select></label>`;
}

function severities({ words: { filters } }: Page): Markup {
  const options = (['error', 'warning', 'note'] as const).map(
    (severity) => html`<option value="${severity}">${filters.withSeverity[severity]}</option>`,
  );
  return html`<label>${filters.severity}<select id="severity"><option value="">${filters.anySeverity}</option>${options}</select></label>`;
}

/** How much is shown, what can be pressed, and which keys do what. */
function status({ words: { filters } }: Page): Markup {
  const { keys } = filters;
  const buttons = (
    [
      ['reset', filters.reset],
      ['open-all', filters.openAll],
      ['close-all', filters.closeAll],
    ] as const
  ).map(([id, text]) => html`<button type="button" id="${id}">${text}</button>`);
  const hints = html`<kbd>/</kbd> ${keys.search} <kbd>↑</kbd> <kbd>↓</kbd> ${keys.move} <kbd>Esc</kbd> ${keys.clear}`;
  return html`<div class="status"><output id="shown" for="search group severity"></output><span class="buttons">${buttons}</span><span class="keys">${hints}</span></div>`;
}
