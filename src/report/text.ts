import pc from 'picocolors';
import { messagesFor } from '../messages/index.ts';
import type { ReportRule } from '../model/report.ts';
import { describeGroup, describeRule } from '../model/rule-text.ts';
import type { UnknownReason } from '../model/verdict.ts';
import { alignColumns } from './columns.ts';
import { evidenceLines } from './evidence-lines.ts';
import { findingSections, type TextPage } from './findings-text.ts';
import { gateText } from './gate-text.ts';
import { plain } from './plain.ts';
import type { Reporter } from './reporter.ts';
import { countOf, rulesByGroup, VERDICTS } from './rules-by-group.ts';

/** For people: findings by file, group or check, with the source underlined, then the summary and what would settle the unknown. */
export const reportText: Reporter = (report, options) => {
  if (report.gate) return gateText(report, report.gate, options);
  const page: TextPage = {
    report,
    options,
    colors: pc.createColors(options.color),
    messages: messagesFor(options.language),
    rules: new Map(report.rules.map((rule) => [rule.key, rule])),
  };
  const sections = [
    ...findingSections(page),
    errors(page),
    evidence(page),
    settling(page),
    summary(page),
  ];
  return `${sections
    .filter((section) => section.length > 0)
    .map((s) => s.join('\n'))
    .join('\n\n')}\n`;
};

function errors({ report, colors, messages }: TextPage): string[] {
  if (report.errors.length === 0) return [];
  return [
    colors.bold(messages.text.errors),
    ...report.errors.map(({ code, message, location }) => {
      const place = location
        ? `${plain(location.file)}:${location.start.line}:${location.start.column}: `
        : '';
      return `  ${place}${colors.red(messages.text.severity.error)} ${plain(messages.problems.told(code, message))} ${colors.dim(code)}`;
    }),
  ];
}

function evidence({ report, colors, messages }: TextPage): string[] {
  const lines = evidenceLines(report, messages).map(plain);
  if (lines.length === 0) return [];
  const { records, explained } = report.evidence ?? {};
  if (records && explained && explained.unexplained > 0) {
    const sentence = messages.text.unexplained(explained.unexplained, records.accepted);
    lines.push(colors.yellow(plain(sentence)));
    for (const flow of explained.topUnexplained.slice(0, 5)) {
      const port = flow.port === null ? '' : ` ${flow.port}`;
      const arrow = flow.direction === 'ingress' ? '<-' : '->';
      lines.push(
        plain(`  ${flow.interface} ${arrow} ${flow.peer} ${flow.protocol}${port}: ${flow.flows}`),
      );
    }
  }
  return [colors.bold(messages.text.evidence), ...lines.map((line) => `  ${line}`)];
}

/** The unknown rules by what is missing, most rules first. */
function settling({ report, colors, messages }: TextPage): string[] {
  const rulesByReason = new Map<string, ReportRule[]>();
  for (const rule of report.rules) {
    if (rule.verdict !== 'unknown') continue;
    for (const reason of rule.reasons) {
      rulesByReason.set(reason, [...(rulesByReason.get(reason) ?? []), rule]);
    }
  }
  if (rulesByReason.size === 0) return [];
  const order = [...rulesByReason].sort((left, right) => right[1].length - left[1].length);
  return [
    colors.bold(messages.text.settle),
    ...order.flatMap(([reason, rules]) => {
      const words = messages.reason[reason as UnknownReason];
      const sample = rules
        .slice(0, 2)
        .map((rule) => `${describeRule(rule)} (${describeGroup(rule.group)})`);
      return [
        `  ${String(rules.length).padStart(4)} ${words ? words.what : plain(reason)} ${colors.dim(plain(reason))}`,
        ...(words ? [`       ${words.settle}`] : []),
        ...sample.map((line) => colors.dim(`       ${plain(line)}`)),
      ];
    }),
  ];
}

const MOST_GROUPS = 30;

function summary(page: TextPage): string[] {
  const { report, colors, messages } = page;
  const { text } = messages;
  const judged = report.rules.some((rule) => rule.verdict !== null);
  const open = report.findings.filter((finding) => !finding.suppressed);
  const suppressed = report.findings.length - open.length;
  const severities = (['error', 'warning', 'note'] as const).flatMap((severity) => {
    const count = open.filter((finding) => finding.severity === severity).length;
    return count > 0 ? [`${text.severity[severity]} ${count}`] : [];
  });
  const tail = suppressed > 0 ? ` (${text.suppressed} ${suppressed})` : '';
  return [
    colors.bold(text.summary),
    ...(judged ? verdictTable(page) : [text.rules(report.rules.length), text.noTrafficGiven]),
    open.length === 0
      ? `${text.noFindings}${tail}`
      : `${text.findings(open.length)}: ${severities.join(', ')}${tail}`,
  ].map((line, index) => (index === 0 ? line : `  ${line}`));
}

/** Verdicts by group, those with most to do first, and the sum of all. */
function verdictTable({ report, colors, messages }: TextPage): string[] {
  const groups = rulesByGroup(report.rules);
  const row = (name: string, rules: readonly ReportRule[]) => [
    plain(name),
    ...VERDICTS.map((verdict) => String(countOf(rules, verdict))),
  ];
  const rows = [
    ['', ...VERDICTS.map((verdict) => messages.verdict[verdict])],
    ...groups.slice(0, MOST_GROUPS).map(([name, rules]) => row(name, rules)),
  ];
  const total = row(messages.text.rules(report.rules.length), report.rules);
  const left = groups.length - MOST_GROUPS;
  const lines = alignColumns([...rows, total]);
  return [
    colors.dim(lines[0] ?? ''),
    ...lines.slice(1, -1),
    ...(left > 0 ? [messages.text.more(left)] : []),
    colors.bold(lines.at(-1) ?? ''),
  ];
}
