import pc from 'picocolors';
import { type Messages, messagesFor } from '../messages/index.ts';
import type { Finding } from '../model/finding.ts';
import type { GateResult, LostTraffic, UncertainTraffic } from '../model/gate.ts';
import { describePeers, describePortRanges } from '../model/gate-text.ts';
import type { Report } from '../model/report.ts';
import { describeGroup, describeRule } from '../model/rule-text.ts';
import { evidenceLines } from './evidence-lines.ts';
import { plain } from './plain.ts';
import type { ReporterOptions } from './reporter.ts';

type Colors = ReturnType<typeof pc.createColors>;
type Entry = LostTraffic | UncertainTraffic;

interface Page {
  readonly report: Report;
  readonly colors: Colors;
  readonly messages: Messages;
}

const CHECK = {
  lost: 'blocks-live-traffic',
  uncertain: 'gate-uncertain',
} as const;

/** For a reviewer: what is cut off first, each with the resource, the rule and the traffic. */
export function gateText(report: Report, gate: GateResult, options: ReporterOptions): string {
  const page: Page = {
    report,
    colors: pc.createColors(options.color),
    messages: messagesFor(options.language),
  };
  const sections = [
    ...(gate.lost.length === 0 ? [[page.colors.green(page.messages.gate.nothing)]] : []),
    section(page, 'lost', gate.lost),
    section(page, 'uncertain', gate.uncertain),
    errors(page),
    basis(page, gate),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function section(page: Page, kind: keyof typeof CHECK, entries: readonly Entry[]): string[] {
  if (entries.length === 0) return [];
  const { colors, messages } = page;
  return [
    colors.bold(messages.gate.heading[kind](entries.length)),
    ...entries.flatMap((entry) => showEntry(page, entry, CHECK[kind])),
  ];
}

function showEntry(page: Page, entry: Entry, checkId: string): string[] {
  const { colors, messages } = page;
  const { gate } = messages;
  const finding = findingOf(page.report, checkId, entry);
  const severity = finding?.severity ?? 'note';
  const paint = { error: colors.red, warning: colors.yellow, note: colors.cyan }[severity];
  const word = finding?.suppressed
    ? `${gate.suppressed}: ${plain(finding.suppressed.reason)}`
    : messages.text.severity[severity];
  const place = entry.location ? `${entry.location.file}:${entry.location.start.line}` : '';
  const head = [plain(entry.address ?? '?'), ...(place ? [colors.dim(plain(place))] : [])];
  const rule = entry.rule
    ? [`${describeRule(entry.rule)} · ${describeGroup(entry.rule.group)}`]
    : [];
  const peers = describePeers(entry, gate.andMore);
  const traffic = [
    gate.traffic(entry.flows, peers, describePortRanges(entry.ports)),
    ...(entry.lastSeen ? [gate.lastSeen(entry.lastSeen.replace('T', ' ').slice(0, 16))] : []),
  ].join(' · ');
  const doubts = 'doubts' in entry ? entry.doubts.map((doubt) => gate.doubt[doubt]) : [];
  return [
    `  ${paint(word)} ${head.join('  ')}`,
    ...[...rule, traffic, ...doubts].map((line) => `      ${plain(line)}`),
  ];
}

/** The finding that the entry gave: it says severity and whether somebody accepted it. */
function findingOf(report: Report, checkId: string, entry: Entry): Finding | undefined {
  const keys = [...(entry.rule ? [entry.rule.key] : []), ...entry.otherRules].join();
  return report.findings.find(
    (finding) => finding.checkId === checkId && finding.ruleKeys.join() === keys,
  );
}

function errors({ report, colors, messages }: Page): string[] {
  if (report.errors.length === 0) return [];
  return [
    colors.bold(messages.text.errors),
    ...report.errors.map(({ code, message }) => `  ${plain(message)} ${colors.dim(plain(code))}`),
  ];
}

function basis({ report, colors, messages }: Page, { change }: GateResult): string[] {
  return [
    colors.bold(messages.text.evidence),
    ...[
      messages.gate.replayed(change.name, change.kind === 'plan'),
      ...evidenceLines(report, messages),
    ].map((line) => `  ${plain(line)}`),
  ];
}
