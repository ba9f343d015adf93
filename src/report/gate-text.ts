import pc from 'picocolors';
import { type Messages, messagesFor } from '../messages/index.ts';
import type { Finding } from '../model/finding.ts';
import type { GainedPeers, GateResult, LostTraffic, UncertainTraffic } from '../model/gate.ts';
import { describeNewSpace, describePeers, describePortRanges } from '../model/gate-text.ts';
import type { Report } from '../model/report.ts';
import { describeGroup, describeRule } from '../model/rule-text.ts';
import { evidenceLines } from './evidence-lines.ts';
import { plain } from './plain.ts';
import type { ReporterOptions } from './reporter.ts';

type Colors = ReturnType<typeof pc.createColors>;
type Entry = LostTraffic | GainedPeers | UncertainTraffic;

interface Page {
  readonly report: Report;
  readonly colors: Colors;
  readonly messages: Messages;
}

const CHECK = {
  lost: 'blocks-live-traffic',
  gained: 'exposes-new-peers',
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
    section(page, 'gained', gate.gained),
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
  const resources = new Set(entries.map(({ address, rule }) => `${address} ${rule?.key}`));
  return [
    colors.bold(messages.gate.heading[kind](resources.size)),
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
  const details = [...rule, ...trafficLines(entry, messages), ...doubtLines(entry, messages)];
  return [`  ${paint(word)} ${head.join('  ')}`, ...details.map((line) => `      ${plain(line)}`)];
}

function trafficLines(entry: Entry, { gate }: Messages): string[] {
  const peers = describePeers(entry, gate.andMore);
  const space = 'newAddresses' in entry ? describeNewSpace(entry, gate.newSpace) : '';
  if (entry.flows === 0) return space ? [space] : [];
  const traffic =
    'newAddresses' in entry
      ? gate.rejected(entry.flows, peers)
      : gate.traffic(entry.flows, peers, describePortRanges(entry.ports));
  const seen = entry.lastSeen ? [gate.lastSeen(entry.lastSeen.replace('T', ' ').slice(0, 16))] : [];
  return [[traffic, ...seen].join(' · '), ...(space ? [space] : [])];
}

function doubtLines(entry: Entry, { gate, reason }: Messages): string[] {
  if ('certainty' in entry) return entry.certainty === 'likely' ? [gate.doubt.orientation] : [];
  if (!('doubts' in entry)) return [];
  const gaps = entry.gaps.map((gap) => reason[gap].what);
  return [...entry.doubts.map((doubt) => gate.doubt[doubt]), ...gaps];
}

/** The finding that the entry gave: it says severity and whether somebody accepted it. */
function findingOf(report: Report, checkId: string, entry: Entry): Finding | undefined {
  const keys = [...(entry.rule ? [entry.rule.key] : []), ...entry.otherRules].join();
  const found = report.findings.filter(
    (finding) => finding.checkId === checkId && finding.ruleKeys.join() === keys,
  );
  // One rule may have lost traffic that is certain, and some that is less so.
  const likely = 'certainty' in entry && entry.certainty === 'likely';
  return found.find(({ severity }) => (severity === 'warning') === likely) ?? found[0];
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
