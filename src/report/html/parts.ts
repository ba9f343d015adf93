import type { Finding, Severity } from '../../model/finding.ts';
import { isIcmp } from '../../model/protocol.ts';
import type { ReportRule } from '../../model/report.ts';
import { describePeer, describePorts, describeProtocol } from '../../model/rule-text.ts';
import type { Verdict } from '../../model/verdict.ts';
import { VERDICTS } from '../rules-by-group.ts';
import { type Content, html, type Markup } from './markup.ts';
import { hrefOf, number, type Page, ruleId } from './page.ts';

export function verdictChip(page: Page, verdict: Verdict | null): Markup {
  return verdict === null
    ? html`<span class="chip none">${page.words.notJudged}</span>`
    : html`<span class="chip ${verdict}">${page.messages.verdict[verdict]}</span>`;
}

export function severityChip(page: Page, severity: Severity): Markup {
  return html`<span class="chip ${severity}">${page.messages.text.severity[severity]}</span>`;
}

/** Direction, protocol and ports, in the page's language. */
export function whatOf(page: Page, rule: ReportRule): string {
  const { direction } = page.messages.workbook;
  return [direction[rule.direction], protocolOf(page, rule), portsOf(page, rule)]
    .filter((part) => part !== '')
    .join(' ');
}

function protocolOf({ words }: Page, rule: ReportRule): string {
  const protocol = describeProtocol(rule);
  return protocol === 'all' ? words.rule.allProtocols : protocol;
}

function portsOf({ words }: Page, rule: ReportRule): string {
  if (isIcmp(rule.protocol) && rule.fromPort !== null && rule.fromPort !== -1) {
    const code = rule.toPort === null || rule.toPort === -1 ? null : String(rule.toPort);
    return words.icmp(String(rule.fromPort), code);
  }
  const ports = describePorts(rule);
  return ports === 'all ports' ? words.rule.allPorts : ports;
}

/** A rule on one line, as a link to it. */
export function ruleLink(page: Page, rule: ReportRule): Markup {
  const arrow = rule.direction === 'ingress' ? '←' : '→';
  return html`<a class="rule-link" href="${hrefOf(ruleId(rule.key))}">${whatOf(page, rule)} <span aria-hidden="true">${arrow}</span> <code>${describePeer(rule.peer)}</code></a>`;
}

/** Verdicts of some rules as one bar; the numbers stand beside it in words. */
export function verdictBar(counts: ReadonlyMap<Verdict, number>): Markup {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  let from = 0;
  const bars = VERDICTS.map((verdict): Content => {
    const count = counts.get(verdict) ?? 0;
    const bar =
      count > 0 ? html`<rect class="${verdict}" x="${from}" width="${count}" height="1"/>` : null;
    from += count;
    return bar;
  });
  return html`<svg class="bar" viewBox="0 0 ${Math.max(1, all)} 1" preserveAspectRatio="none" aria-hidden="true">${bars}</svg>`;
}

/** A table that scrolls by itself where the page is narrow; `name` says what it holds. */
export function table(
  name: string,
  heads: readonly (readonly [text: string, kind: 'text' | 'number'])[],
  rows: readonly Content[],
): Markup {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${name}"><table><thead><tr>${heads.map(([text, kind]) => html`<th scope="col" class="${kind}">${text}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

export function numberCell(page: Page, value: number): Markup {
  return html`<td class="number${value === 0 ? ' zero' : ''}">${number(page, value)}</td>`;
}

/** Sentences with code between backticks, as the checks' pages and the reasons have them. */
export function sentence(text: string): Content[] {
  return text
    .split('`')
    .map((part, index): Content => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}

export function worstSeverity(findings: readonly Finding[]): Severity | '' {
  return findings[0]?.severity ?? '';
}
