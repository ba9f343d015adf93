import type { Report } from '../../model/report.ts';
import { alignColumns } from '../columns.ts';
import { plain } from '../plain.ts';
import { clip } from '../wrap.ts';
import { count, nameOf, type Page, paragraph, section } from './page.ts';
import { bucketed, sparkline } from './sparkline.ts';

const DAY_MS = 86_400_000;
const MOST_PEERS = 5;
const MOST_PORTS = 8;
/** An IPv4 address within IPv6. */
const LONGEST_ADDRESS = 45;
const MOST_SETS = 5;

/** By day, by peer, by port. */
export function traffic(page: Page): string[] {
  const { report, rule, messages } = page;
  const { explain } = messages;
  if (!rule.traffic || !report.window) return [];
  const { flows, bytes, packets, possible, firstSeen, lastSeen } = rule.traffic;
  const seen = firstSeen && lastSeen ? paragraph(page, explain.seen(firstSeen, lastSeen)) : [];
  return section(page, explain.section.traffic, [
    ...days(page, report.window),
    ...(flows === 0
      ? paragraph(page, explain.noRecords)
      : [...paragraph(page, explain.totals(flows, bytes, packets)), ...seen]),
    ...(possible > 0 ? paragraph(page, explain.possible(possible)) : []),
    ...peers(page),
    ...ports(page),
  ]);
}

/** A mark a day; below it, days on which an interface of the group lacks logs. */
function days(page: Page, window: NonNullable<Report['window']>): string[] {
  const { rule, options, messages, explanation } = page;
  const start = Date.parse(window.start);
  const labels = Array.from({ length: window.days }, (_, day) =>
    new Date(start + day * DAY_MS).toISOString().slice(0, 10),
  );
  const byDay = new Map(rule.traffic?.byDay.map(({ day, flows }) => [day, flows]));
  const flows = labels.map((day) => byDay.get(day) ?? 0);
  const members = explanation.grounds?.members ?? [];
  const incomplete = new Set(
    members.flatMap((member) => [...member.incompleteDays, ...member.skippedDays]),
  );
  const most = Math.max(1, options.width - 4);
  const gaps = bucketed(
    labels.map((day) => (incomplete.has(day) ? 1 : 0)),
    most,
  );
  if (flows.every((each) => each === 0) && incomplete.size === 0) return [];
  const caption = messages.explain.perDay(
    labels[0] ?? '',
    labels.at(-1) ?? '',
    Math.max(0, ...flows),
  );
  return [
    `  ${sparkline(bucketed(flows, most), options.ascii ?? false)}`,
    ...(incomplete.size > 0
      ? [
          `  ${gaps.map((gap) => (gap > 0 ? '!' : ' ')).join('')}`.trimEnd(),
          ...paragraph(page, messages.explain.gapsLine),
        ]
      : []),
    ...paragraph(page, caption),
  ];
}

function peers(page: Page): string[] {
  const { explanation, messages } = page;
  const { observed } = explanation;
  if (!observed || observed.peers.length === 0) return [];
  const { explain, text } = messages;
  const all = observed.peers.length + observed.dropped.peers;
  const rows = observed.peers
    .slice(0, MOST_PEERS)
    .map(({ address, flows, bytes, certain }) => [
      `${clip(plain(address), LONGEST_ADDRESS)}${certain ? '' : ' ?'}`,
      explain.records(flows),
      explain.bytes(bytes),
    ]);
  const left = all - rows.length;
  return [
    ...paragraph(page, explain.peers(all)),
    ...alignColumns(rows).map((line) => clip(`    ${line}`, page.options.width)),
    ...(left > 0 ? [`    ${text.more(left)}`] : []),
  ];
}

function ports(page: Page): string[] {
  const { explanation, messages } = page;
  const found = explanation.observed?.ports ?? [];
  if (found.length === 0) return [];
  const shown = [...found]
    .sort((left, right) => right.flows - left.flows || left.from - right.from)
    .slice(0, MOST_PORTS)
    .map(({ from, to, flows, certain }) => {
      const range = from === to ? String(from) : `${from}-${to}`;
      return `${range}${certain ? '' : ' ?'} (${count(flows, messages)})`;
    });
  const left = found.length - shown.length;
  const more = left > 0 ? [messages.text.more(left)] : [];
  return paragraph(page, `${messages.explain.ports} ${messages.explain.list([...shown, ...more])}`);
}

/** Its flows by the other rules that admit them as well. */
export function shared(page: Page): string[] {
  const { explanation, messages } = page;
  const { explain, text } = messages;
  if (!explanation.grounds) return [];
  const sets = explanation.grounds.shared;
  if (sets.length === 0) return [];
  const lines = sets.slice(0, MOST_SETS).flatMap(({ ruleKeys, flows }) => {
    const others = explain.list(ruleKeys.map((key) => nameOf(page, key)));
    const who = ruleKeys.length === 0 ? explain.aloneAdmits : explain.alsoAdmits(others);
    return paragraph(page, explain.pair(explain.records(flows), who), 4);
  });
  const left = sets.length - MOST_SETS;
  if (left > 0) lines.push(`  ${text.more(left)}`);
  return section(page, explain.section.shared, lines);
}
