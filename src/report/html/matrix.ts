import type { ReportRule } from '../../model/report.ts';
import { shadeOf } from './heat.ts';
import { html, type Markup } from './markup.ts';
import { number, type Page } from './page.ts';
import { ruleLink, table } from './parts.ts';

const MOST_PEERS = 12;
const MOST_RULES = 40;

/** Who talks to whom in a group: its rules with most records × the peers with most; null where nobody does. */
export function matrix(page: Page, name: string, all: readonly ReportRule[]): Markup | null {
  const rules = all
    .filter(({ traffic }) => (traffic?.topPeers.length ?? 0) > 0)
    .sort((left, right) => (right.traffic?.flows ?? 0) - (left.traffic?.flows ?? 0));
  if (rules.length === 0) return null;
  const { words, messages } = page;
  const peers = busiestPeers(rules);
  const rows = rules.slice(0, MOST_RULES).map((rule) => {
    const flows = new Map(rule.traffic?.topPeers.map((peer) => [peer.address, peer.flows]));
    const shown = peers.map((peer) => flows.get(peer) ?? 0);
    const others = (rule.traffic?.flows ?? 0) - shown.reduce((sum, each) => sum + each, 0);
    return html`<tr><th scope="row">${ruleLink(page, rule)}</th>${shown.map((each) => cell(page, each))}${cell(page, others)}</tr>`;
  });
  const left = rules.length - MOST_RULES;
  return html`<details class="matrix"><summary>${words.matrix.title}</summary><p>${words.matrix.caption}</p>${table(
    `${words.matrix.title}${words.colon}${name}`,
    [
      [words.columns.rule, 'text'],
      ...peers.map((peer) => [peer, 'number'] as const),
      [words.matrix.others, 'number'],
    ],
    rows,
  )}${left > 0 ? html`<p>${messages.text.more(left)}</p>` : null}</details>`;
}

function cell(page: Page, flows: number): Markup {
  const shade = shadeOf(page.peerScale, flows);
  return shade === null
    ? html`<td></td>`
    : html`<td class="number q${shade}">${number(page, flows)}</td>`;
}

function busiestPeers(rules: readonly ReportRule[]): string[] {
  const flows = new Map<string, number>();
  for (const { traffic } of rules) {
    for (const peer of traffic?.topPeers ?? []) {
      flows.set(peer.address, (flows.get(peer.address) ?? 0) + peer.flows);
    }
  }
  return [...flows]
    .sort(([leftName, left], [rightName, right]) => right - left || (leftName < rightName ? -1 : 1))
    .slice(0, MOST_PEERS)
    .map(([address]) => address);
}
