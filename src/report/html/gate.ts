import type { GainedPeers, LostTraffic, UncertainTraffic } from '../../model/gate.ts';
import { describePeers, describePortRanges } from '../../model/gate-text.ts';
import { describeGroup, describeRule } from '../../model/rule-text.ts';
import { type Content, html, type Markup } from './markup.ts';
import { minute, type Page, placeText } from './page.ts';
import { numberCell, table } from './parts.ts';

/** What a change does to the traffic that was seen: cut off, let in, not to be decided. Nothing where none was judged. */
export function gate(page: Page): Markup | null {
  const { report, words, messages } = page;
  if (!report.gate) return null;
  const { lost, gained, uncertain, change } = report.gate;
  const sections = (
    [
      ['lost', lost],
      ['gained', gained],
      ['uncertain', uncertain],
    ] as const
  ).map(([kind, entries]) => entriesOf(page, messages.gate.heading[kind](entries.length), entries));
  return html`<section id="gate"><h2>${words.sections.gate}</h2><p>${messages.gate.replayed(change.name, change.kind === 'plan')}</p>${sections}</section>`;
}

function entriesOf(
  page: Page,
  title: string,
  entries: readonly (LostTraffic | GainedPeers | UncertainTraffic)[],
): Content {
  if (entries.length === 0) return null;
  const { columns } = page.words;
  const { gate } = page.messages;
  const rows = entries.map((entry) => {
    const doubts = 'doubts' in entry ? entry.doubts.map((doubt) => gate.doubt[doubt]) : [];
    const rule = entry.rule
      ? html`${describeRule(entry.rule)} (<code>${describeGroup(entry.rule.group)}</code>)`
      : null;
    return html`<tr><td><code>${entry.address ?? '?'}</code>${entry.location ? html`<br><code class="id">${placeText(entry.location)}</code>` : null}</td><td>${rule}${doubts.map((doubt) => html`<br><small>${doubt}</small>`)}</td><td>${describePeers(entry, gate.andMore)}</td><td>${describePortRanges(entry.ports)}</td>${numberCell(page, entry.flows)}<td class="time">${entry.lastSeen ? minute(entry.lastSeen) : ''}</td></tr>`;
  });
  return html`<h3>${title}</h3>${table(
    title,
    [
      [columns.resource, 'text'],
      [columns.rule, 'text'],
      [columns.peers, 'text'],
      [columns.ports, 'text'],
      [columns.records, 'number'],
      [columns.lastSeen, 'text'],
    ],
    rows,
  )}`;
}
