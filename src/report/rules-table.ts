import pc from 'picocolors';
import stringWidth from 'string-width';
import type { ReportRule } from '../model/report.ts';
import {
  describeGroup,
  describePeer,
  describePorts,
  describeProtocol,
} from '../model/rule-text.ts';
import { plain } from './plain.ts';
import type { Reporter } from './reporter.ts';

const HEADERS = ['GROUP', 'DIRECTION', 'PROTOCOL', 'PORTS', 'PEER', 'WRITTEN AT'];

/** One line a rule: `show`'s table. */
export const reportRulesTable: Reporter = (report, options) => {
  const colors = pc.createColors(options.color);
  const rows = report.rules.map((rule) => cells(rule).map(plain));
  const widths = HEADERS.map((header, index) =>
    Math.max(header.length, ...rows.map((row) => stringWidth(row[index] ?? ''))),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - stringWidth(cell)))
      .join('  ')
      .trimEnd();
  return `${[colors.bold(line(HEADERS)), ...rows.map(line)].join('\n')}\n`;
};

function cells(rule: ReportRule): string[] {
  return [
    describeGroup(rule.group),
    rule.direction,
    describeProtocol(rule),
    describePorts(rule),
    describePeer(rule.peer) +
      (rule.unresolved.length > 0 ? ` (unresolved: ${rule.unresolved.join(', ')})` : ''),
    origin(rule),
  ];
}

/** Where the peer is written, and by which way it got there, outermost first. */
export function origin(rule: ReportRule): string {
  if (!rule.location) return rule.address ?? '';
  const way = [...rule.via, rule.location].map(({ file, start }) => `${file}:${start.line}`);
  return way.filter((place, index) => place !== way[index - 1]).join(' > ');
}
