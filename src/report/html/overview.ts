import type { ReportRule } from '../../model/report.ts';
import { describeGroup } from '../../model/rule-text.ts';
import type { UnknownReason, Verdict } from '../../model/verdict.ts';
import { countOf, VERDICTS } from '../rules-by-group.ts';
import { type Content, html, type Markup } from './markup.ts';
import { countBySeverity, groupId, hrefOf, number, type Page } from './page.ts';
import {
  numberCell,
  ruleLink,
  sentence,
  severityChip,
  table,
  verdictBar,
  verdictChip,
} from './parts.ts';

/** The numbers that matter, each group on a line, and what would settle the unknown rules. */
export function overview(page: Page): Markup {
  const { words } = page;
  return html`<section id="overview"><h2>${words.sections.overview}</h2><p class="headline">${headline(page)}</p>${tiles(page)}${groupTable(page)}${settling(page)}</section>`;
}

function headline({ report, words, messages, judged }: Page): string {
  if (report.gate) {
    const lost = report.gate.lost.length;
    return lost === 0 ? messages.gate.nothing : messages.gate.heading.lost(lost);
  }
  if (!judged) return words.headlineWithoutTraffic;
  const unused = countOf(report.rules, 'unused');
  return report.window
    ? words.headline(unused, report.rules.length, report.window.days)
    : words.headlineByAddress(unused, report.rules.length);
}

function tiles(page: Page): Markup {
  const all = [
    verdictTile(page),
    removalTile(page),
    windowTile(page),
    findingTile(page),
    coverageTile(page),
    unexplainedTile(page),
  ];
  return html`<div class="tiles">${all}</div>`;
}

function tile(name: string, value: Content, rest: Content, kind = ''): Markup {
  return html`<div class="tile ${kind}"><h3>${name}</h3><p class="value">${value}</p>${rest}</div>`;
}

export function verdictCounts(rules: readonly ReportRule[]): Map<Verdict, number> {
  return new Map(VERDICTS.map((verdict) => [verdict, countOf(rules, verdict)]));
}

function verdictTile(page: Page): Markup {
  const { report, words, messages } = page;
  const counts = verdictCounts(report.rules);
  const value = messages.text.rules(report.rules.length);
  if (!page.judged)
    return tile(words.tiles.verdicts, value, html`<p>${words.notJudged}</p>`, 'wide');
  const legend = VERDICTS.map(
    (verdict) =>
      html`<li>${verdictChip(page, verdict)} <b>${number(page, counts.get(verdict) ?? 0)}</b></li>`,
  );
  return tile(
    words.tiles.verdicts,
    value,
    html`${verdictBar(counts)}<ul class="counts">${legend}</ul>`,
    'wide',
  );
}

function removalTile(page: Page): Markup {
  const { report, words } = page;
  const offered = report.rules.filter(({ fix }) => fix !== null).length;
  return tile(
    words.tiles.removals,
    html`<a href="#removals">${number(page, offered)}</a>`,
    html`<p>${words.removable(countOf(report.rules, 'unused'))}</p>`,
  );
}

function findingTile(page: Page): Markup {
  const { report, words, openFindings } = page;
  const suppressed = report.findings.length - openFindings.length;
  const severities = countBySeverity(openFindings).map(
    ([severity, count]) =>
      html`<li>${severityChip(page, severity)} <b>${number(page, count)}</b></li>`,
  );
  return tile(
    words.tiles.findings,
    html`<a href="#findings">${number(page, openFindings.length)}</a>`,
    html`<ul class="counts">${severities}</ul>${suppressed > 0 ? html`<p>${words.suppressedFindings(suppressed)}</p>` : null}`,
    'wide',
  );
}

function windowTile({ report, words, messages }: Page): Markup | null {
  if (!report.window) return null;
  const { start, days } = report.window;
  const last = new Date(Date.parse(report.window.end) - 1).toISOString().slice(0, 10);
  return tile(
    words.tiles.window,
    words.daysLong(days),
    html`<p>${messages.html.fromTo(start.slice(0, 10), last)}</p>`,
  );
}

/** Reasons that more, or whole, logs would settle. */
const OF_LOGS: ReadonlySet<string> = new Set<UnknownReason>([
  'no-logs',
  'short-window',
  'partial-coverage',
  'skipped-records',
  'log-rejects-only',
]);

function coverageTile(page: Page): Markup | null {
  const { report, words } = page;
  if (!report.evidence || !report.window) return null;
  const { interfaces, records } = report.evidence;
  const all = interfaces.length * report.window.days;
  const covered = interfaces.reduce((sum, each) => sum + each.daysWithRecords, 0);
  const lacking = report.rules.filter(
    ({ verdict, reasons }) =>
      verdict === 'unknown' && reasons.some((reason) => OF_LOGS.has(reason)),
  ).length;
  // Rounded down: 100 % must mean all.
  const percent = all === 0 ? 0 : Math.floor((covered / all) * 100);
  return tile(
    words.tiles.coverage,
    html`<a href="#evidence">${percent} %</a>`,
    html`<p>${words.interfaceDays(covered, all)}</p>${records.skipData > 0 ? html`<p class="alarm">${words.lostRecords(records.skipData)}</p>` : null}${lacking > 0 ? html`<p class="alarm">${words.lackingLogs(lacking)}</p>` : null}`,
  );
}

function unexplainedTile(page: Page): Markup | null {
  const { report, words } = page;
  if (!report.evidence) return null;
  const { explained, records } = report.evidence;
  return tile(
    words.tiles.unexplained,
    html`<a href="#evidence">${number(page, explained.unexplained)}</a>`,
    html`<p>${words.ofAccepted(records.accepted)}</p>`,
    explained.unexplained > 0 ? 'alarm' : '',
  );
}

function groupTable(page: Page): Markup {
  const { words, messages, groups } = page;
  const rows = groups.map(([name, rules]) => {
    const findings = rules.flatMap(({ key }) => page.findingsByRule.get(key) ?? []);
    const records = rules.reduce((sum, { traffic }) => sum + (traffic?.flows ?? 0), 0);
    return html`<tr><th scope="row"><a href="${hrefOf(groupId(name))}"><code>${name}</code></a></th><td class="bar-cell">${verdictBar(verdictCounts(rules))}</td>${VERDICTS.map((verdict) => numberCell(page, countOf(rules, verdict)))}${numberCell(page, new Set(findings).size)}${numberCell(page, records)}</tr>`;
  });
  return html`<h3>${words.byGroup}</h3>${table(
    words.byGroup,
    [
      [words.columns.group, 'text'],
      [words.columns.verdict, 'text'],
      ...VERDICTS.map((verdict) => [messages.verdict[verdict], 'number'] as const),
      [words.columns.findings, 'number'],
      [words.columns.records, 'number'],
    ],
    rows,
  )}`;
}

const MOST_SAMPLES = 5;

/** The unknown rules by what is missing, most rules first. */
function settling(page: Page): Markup | null {
  const { words, messages, report } = page;
  const byReason = new Map<string, ReportRule[]>();
  for (const rule of report.rules) {
    if (rule.verdict !== 'unknown') continue;
    for (const reason of rule.reasons) {
      byReason.set(reason, [...(byReason.get(reason) ?? []), rule]);
    }
  }
  if (byReason.size === 0) return null;
  const rows = [...byReason]
    .sort(([, left], [, right]) => right.length - left.length)
    .map(([reason, rules]) => {
      const known = messages.reason[reason as UnknownReason];
      const left = rules.length - MOST_SAMPLES;
      const samples = rules
        .slice(0, MOST_SAMPLES)
        .map(
          (rule) =>
            html`<li>${ruleLink(page, rule)} (<code>${describeGroup(rule.group)}</code>)</li>`,
        );
      return html`<tr><td class="number">${number(page, rules.length)}</td><td>${sentence(known?.what ?? reason)}</td><td>${sentence(known?.settle ?? '')}</td><td><ul class="plain">${samples}${left > 0 ? html`<li>${messages.text.more(left)}</li>` : null}</ul></td></tr>`;
    });
  return html`<h3>${messages.text.settle}</h3>${table(
    messages.text.settle,
    [
      [words.columns.rules, 'number'],
      [words.columns.missing, 'text'],
      [words.columns.settle, 'text'],
      [words.columns.examples, 'text'],
    ],
    rows,
  )}`;
}
