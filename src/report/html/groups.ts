import type { ReportGroup, ReportRule } from '../../model/report.ts';
import { describeGroup } from '../../model/rule-text.ts';
import type { Verdict } from '../../model/verdict.ts';
import { countOf, VERDICTS } from '../rules-by-group.ts';
import { html, type Markup } from './markup.ts';
import { matrix } from './matrix.ts';
import { groupId, number, type Page, placeText } from './page.ts';
import { verdictChip } from './parts.ts';
import { ruleDetails } from './rule.ts';
import { heatLegend } from './timeline.ts';

/** Every rule, by group: a line each with its timeline, which opens to all that is known of it. */
export function rules(page: Page): Markup {
  const { words, groups, report } = page;
  const known = new Map(report.groups.map((group) => [describeGroup(group), group]));
  return html`<section><h2>${words.sections.rules}</h2>${heatLegend(page)}<p id="nothing" hidden>${words.filters.none}</p>${groups.map(([name, own], index) => group(page, name, own, known.get(name) ?? null, index))}</section>`;
}

function group(
  page: Page,
  name: string,
  own: readonly ReportRule[],
  facts: ReportGroup | null,
  index: number,
): Markup {
  const counts = VERDICTS.filter((verdict) => countOf(own, verdict) > 0).map(
    (verdict) =>
      html`<li>${verdictChip(page, verdict)} <b>${number(page, countOf(own, verdict))}</b></li>`,
  );
  return html`<section class="group" id="${groupId(name)}" data-group="${index}"><header><h3><code>${name}</code></h3><ul class="counts">${counts}</ul></header>${groupFacts(page, facts)}${matrix(page, name, own)}<div class="rules">${axis(page)}${byAction(own).map((rule) => ruleDetails(page, rule, index))}</div></section>`;
}

/** Ends of the timelines below. */
function axis({ days, words }: Page): Markup | null {
  if (days.length === 0) return null;
  return html`<div class="axis"><span class="ends"><span>${days[0] ?? ''}</span><span>${days.at(-1) ?? ''}</span></span><span>${words.columns.records}</span></div>`;
}

/** What asks for a decision comes first. */
const ORDER: Readonly<Record<Verdict, number>> = { unused: 0, redundant: 1, unknown: 2, used: 3 };

function byAction(own: readonly ReportRule[]): ReportRule[] {
  const rank = ({ verdict }: ReportRule) => (verdict === null ? 0 : ORDER[verdict]);
  return [...own].sort((left, right) => rank(left) - rank(right));
}

function groupFacts({ words }: Page, facts: ReportGroup | null): Markup | null {
  if (!facts) return null;
  const parts = [
    facts.name,
    facts.id,
    facts.vpcId,
    words.groupFacts(facts.interfaces.length),
    facts.location ? placeText(facts.location) : null,
  ].filter((part): part is string => part !== null);
  return html`<p class="facts">${parts.map((part) => html`<span>${part}</span>`)}</p>`;
}
