import type { ReportRule } from '../../model/report.ts';
import { describeGroup, describePeer } from '../../model/rule-text.ts';
import type { RuleTraffic, SeenAddresses, UnknownReason } from '../../model/verdict.ts';
import { type Content, html, type Markup } from './markup.ts';
import { byteCount, hrefOf, minute, number, type Page, placeText, ruleId } from './page.ts';
import { ruleLink, sentence, severityChip, verdictChip, whatOf, worstSeverity } from './parts.ts';
import { removal } from './removal.ts';
import { dayChart, heatStrip } from './timeline.ts';

/** A rule's line, which opens to all that the report holds of it. `group` is the position of its group. */
export function ruleDetails(page: Page, rule: ReportRule, group: number): Markup {
  const findings = page.findingsByRule.get(rule.key) ?? [];
  const body = [
    why(page, rule),
    traffic(page, rule),
    ruleFindings(page, rule),
    removal(page, rule),
    facts(page, rule),
  ];
  return html`<details class="rule" id="${ruleId(rule.key)}" data-verdict="${rule.verdict ?? 'none'}" data-group="${group}" data-severity="${worstSeverity(findings)}">${line(page, rule)}<div class="body">${body}</div></details>`;
}

function line(page: Page, rule: ReportRule): Markup {
  const arrow = rule.direction === 'ingress' ? '←' : '→';
  const peer = html`<span class="peer"><span aria-hidden="true">${arrow}</span> <code>${describePeer(rule.peer)}</code></span>`;
  const description = rule.description ? html`<small>${rule.description}</small>` : null;
  const flows = rule.traffic ? number(page, rule.traffic.flows) : '';
  return html`<summary>${verdictChip(page, rule.verdict)}<span class="what"><b>${whatOf(page, rule)}</b> ${peer}${description}</span>${heatStrip(page, rule)}<span class="flows">${flows}</span></summary>`;
}

/** The rules that make a redundant one so; what keeps an unknown one from a verdict, or another's from being more. */
function why(page: Page, rule: ReportRule): Content {
  const { words, messages } = page;
  const others = rule.reasons.flatMap((reason) => page.rulesByKey.get(reason) ?? []);
  const reasons = rule.reasons.filter((reason) => !page.rulesByKey.has(reason));
  const links = others.map(
    (other) =>
      html`<li>${ruleLink(page, other)} (<code>${describeGroup(other.group)}</code>)${words.colon}${words.rule.stays}</li>`,
  );
  const texts = reasons.map((reason) => {
    const known = messages.reason[reason as UnknownReason];
    if (!known) return html`<li><code>${reason}</code></li>`;
    return html`<li>${sentence(known.what)} <code class="id">${reason}</code><br>${words.columns.settle}${words.colon}${sentence(known.settle)}</li>`;
  });
  const title = rule.verdict === 'unknown' ? words.rule.why : words.rule.limits;
  return [
    links.length > 0
      ? html`<section><h4>${words.rule.coveredBy}</h4><ul>${links}</ul></section>`
      : null,
    texts.length > 0 ? html`<section><h4>${title}</h4><ul>${texts}</ul></section>` : null,
  ];
}

function traffic(page: Page, rule: ReportRule): Markup | null {
  const { words } = page;
  if (rule.seen) return seen(page, rule.seen);
  if (!rule.traffic) return null;
  if (rule.traffic.flows === 0 && rule.traffic.possible === 0) {
    return html`<section><h4>${words.rule.traffic}</h4><p>${words.rule.noTraffic}</p></section>`;
  }
  return html`<section class="traffic"><h4>${words.rule.traffic}</h4><div class="columns">${[
    numbers(page, rule.traffic),
    dayChart(page, rule),
    topPeers(page, rule.traffic),
    ports(page, rule.traffic),
  ]}</div></section>`;
}

/** Of a list of used addresses, those that the rule's peer holds. */
function seen({ words }: Page, { addresses, examples }: SeenAddresses): Markup {
  const list = examples.map((address) => html`<li><code>${address}</code></li>`);
  return html`<section><h4>${words.rule.traffic}</h4><p>${words.seenAddresses(addresses)}</p><ul>${list}</ul></section>`;
}

function numbers(page: Page, traffic: RuleTraffic): Markup {
  const { rule } = page.words;
  return pairs([
    [rule.records, number(page, traffic.flows)],
    [rule.sole, number(page, traffic.sole)],
    [rule.possible, number(page, traffic.possible)],
    [rule.bytes, byteCount(traffic.bytes)],
    [rule.packets, number(page, traffic.packets)],
    [
      rule.seen,
      traffic.firstSeen && traffic.lastSeen
        ? html`<span class="time">${minute(traffic.firstSeen)}</span> – <span class="time">${minute(traffic.lastSeen)}</span>`
        : null,
    ],
  ]);
}

function topPeers(page: Page, { topPeers, peers }: RuleTraffic): Markup | null {
  const most = topPeers[0]?.flows ?? 0;
  if (most === 0) return null;
  const rows = topPeers.map(
    ({ address, flows }) =>
      html`<li><code>${address}</code>${share(flows / most)}<span>${number(page, flows)}</span></li>`,
  );
  return html`<div><h5>${page.words.rule.peers} <small>${page.words.topPeers(topPeers.length, peers)}</small></h5><ol class="shares">${rows}</ol></div>`;
}

const MOST_PORTS = 10;

function ports(page: Page, { ports }: RuleTraffic): Markup | null {
  const most = Math.max(0, ...ports.map(({ flows }) => flows));
  if (most === 0) return null;
  const sorted = [...ports].sort((left, right) => right.flows - left.flows);
  const rows = sorted
    .slice(0, MOST_PORTS)
    .map(
      ({ from, to, flows }) =>
        html`<li><code>${from === to ? from : `${from}-${to}`}</code>${share(flows / most)}<span>${number(page, flows)}</span></li>`,
    );
  const left = ports.length - MOST_PORTS;
  return html`<div><h5>${page.words.rule.ports}</h5><ol class="shares">${rows}${left > 0 ? html`<li>${page.messages.text.more(left)}</li>` : null}</ol></div>`;
}

function share(part: number): Markup {
  return html`<svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><path d="M0 0h${Math.max(1, Math.round(part * 100))}v1H0z"/></svg>`;
}

function ruleFindings(page: Page, rule: ReportRule): Markup | null {
  const findings = page.findingsByRule.get(rule.key) ?? [];
  if (findings.length === 0) return null;
  const rows = findings.map(
    (finding) =>
      html`<li>${severityChip(page, finding.severity)} ${finding.message} <code class="id">${finding.checkId}</code></li>`,
  );
  return html`<section><h4>${page.words.rule.findings}</h4><ul class="plain">${rows}</ul></section>`;
}

/** Where the rule is written, and its names. */
function facts({ words }: Page, rule: ReportRule): Markup {
  const name = ruleId(rule.key);
  return html`<section>${pairs([
    [words.rule.address, rule.address === null ? null : html`<code>${rule.address}</code>`],
    [words.rule.id, rule.ruleId === null ? null : html`<code>${rule.ruleId}</code>`],
    [
      words.rule.place,
      rule.location === null ? null : html`<code>${placeText(rule.location)}</code>`,
    ],
    [
      words.rule.via,
      rule.via.length === 0
        ? null
        : rule.via.map((place, index) => [
            index > 0 ? ' → ' : null,
            html`<code>${placeText(place)}</code>`,
          ]),
    ],
    [words.rule.link, html`<a href="${hrefOf(name)}"><code>#${name}</code></a>`],
  ])}</section>`;
}

function pairs(list: readonly (readonly [string, Content])[]): Markup {
  const rows = list
    .filter(([, value]) => value !== null)
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return html`<dl>${rows}</dl>`;
}
