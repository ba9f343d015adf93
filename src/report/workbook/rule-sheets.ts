import type { Messages } from '../../messages/index.ts';
import type { Report, ReportRule } from '../../model/report.ts';
import { describeGroup, describePeer, describePorts, describeRule } from '../../model/rule-text.ts';
import type { UnknownReason, Verdict } from '../../model/verdict.ts';
import type { Column, Sheet, Tone } from './write-sheet.ts';

type RulesByKey = ReadonlyMap<string, ReportRule>;

const TONE: Readonly<Record<Verdict, Tone>> = {
  used: 'good',
  unused: 'attention',
  redundant: 'attention',
  unknown: 'quiet',
};

/** The rules of one verdict, with what can be said of such. */
export function ruleSheet(
  report: Report,
  verdict: Verdict,
  messages: Messages,
  rulesByKey: RulesByKey,
): Omit<Sheet<ReportRule>, 'footer'> {
  return {
    name: messages.workbook.sheets[verdict],
    tone: TONE[verdict],
    columns: columnsFor(verdict, messages, rulesByKey),
    items: report.rules.filter((rule) => rule.verdict === verdict),
  };
}

function columnsFor(
  verdict: Verdict,
  messages: Messages,
  rulesByKey: RulesByKey,
): Column<ReportRule>[] {
  const { columns } = messages.workbook;
  switch (verdict) {
    case 'used':
      return [...commonColumns(messages), ...trafficColumns(messages)];
    case 'unused':
      return [...commonColumns(messages), removalColumn(messages)];
    case 'redundant':
      return [
        ...commonColumns(messages),
        ...trafficColumns(messages),
        { header: columns.coveredBy, cell: (rule) => coveredBy(rule, rulesByKey), wrap: true },
        removalColumn(messages),
      ];
    case 'unknown':
      return [
        ...commonColumns(messages),
        {
          header: columns.possible,
          cell: (rule) => rule.traffic?.possible ?? null,
          highlight: [{ kind: 'above', number: 0, tone: 'attention' }],
        },
        { header: columns.reasons, cell: (rule) => eachReason(rule, messages, 'what'), wrap: true },
        {
          header: columns.settle,
          cell: (rule) => eachReason(rule, messages, 'settle'),
          wrap: true,
        },
      ];
  }
}

/** The classic report's three columns, then what a rule is and where it is written. */
function commonColumns({ workbook }: Messages): Column<ReportRule>[] {
  const { columns, direction } = workbook;
  return [
    { header: 'SecurityGroupId', cell: (rule) => rule.group.id ?? rule.group.address },
    { header: 'GroupName', cell: (rule) => rule.group.name ?? rule.group.address },
    { header: 'CIDR', cell: (rule) => describePeer(rule.peer) },
    { header: columns.direction, cell: (rule) => direction[rule.direction] },
    { header: columns.protocol, cell: (rule) => rule.protocol },
    { header: columns.ports, cell: (rule) => describePorts(rule) },
    {
      header: columns.flows,
      cell: (rule) => rule.traffic?.flows ?? null,
      highlight: [{ kind: 'scale', tone: 'good' }],
    },
    { header: columns.description, cell: (rule) => rule.description },
    { header: columns.address, cell: (rule) => rule.address },
    { header: columns.place, cell: placeOf },
    { header: columns.ruleId, cell: (rule) => rule.ruleId },
  ];
}

function trafficColumns({ workbook: { columns } }: Messages): Column<ReportRule>[] {
  return [
    { header: columns.bytes, cell: (rule) => rule.traffic?.bytes ?? null },
    { header: columns.peers, cell: (rule) => rule.traffic?.peers ?? rule.seen?.addresses ?? null },
    { header: columns.firstSeen, cell: (rule) => toDate(rule.traffic?.firstSeen) },
    { header: columns.lastSeen, cell: (rule) => toDate(rule.traffic?.lastSeen) },
  ];
}

function removalColumn({ workbook, text }: Messages): Column<ReportRule> {
  return {
    header: workbook.columns.removal,
    cell: (rule) => (rule.fix ? text.proved : rule.fixRefused),
    wrap: true,
    highlight: [{ kind: 'text', equals: text.proved, tone: 'good' }],
  };
}

function placeOf({ location }: ReportRule): string | null {
  return location ? `${location.file}:${location.start.line}` : null;
}

function toDate(iso: string | null | undefined): Date | null {
  return iso ? new Date(iso) : null;
}

function coveredBy(rule: ReportRule, rulesByKey: RulesByKey): string {
  const others = rule.reasons.flatMap((key) => rulesByKey.get(key) ?? []);
  return others.map((other) => `${describeRule(other)} (${describeGroup(other.group)})`).join('; ');
}

function eachReason(rule: ReportRule, messages: Messages, part: 'what' | 'settle'): string {
  return rule.reasons
    .map((reason) => messages.reason[reason as UnknownReason]?.[part] ?? reason)
    .join('; ');
}
