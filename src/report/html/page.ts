import { type Messages, messagesFor } from '../../messages/index.ts';
import type { CheckInfo } from '../../model/check-info.ts';
import { type Finding, SEVERITY_ORDER, type Severity } from '../../model/finding.ts';
import type { Report, ReportRule } from '../../model/report.ts';
import type { Location } from '../../model/source.ts';
import { plain } from '../plain.ts';
import type { ReporterOptions } from '../reporter.ts';
import { rulesByGroup } from '../rules-by-group.ts';
import { wellFormed } from '../well-formed.ts';
import { dayScale, type HeatScale, peerScale } from './heat.ts';

/** What every part of the page looks up, made once. */
export interface Page {
  readonly report: Report;
  readonly messages: Messages;
  readonly words: Messages['html'];
  readonly checks: ReadonlyMap<string, CheckInfo>;
  /** Groups with their rules, most to remove first. */
  readonly groups: readonly (readonly [string, readonly ReportRule[]])[];
  /** The position of each group in `groups`. */
  readonly groupIndex: ReadonlyMap<string, number>;
  readonly rulesByKey: ReadonlyMap<string, ReportRule>;
  /** Open findings by rule, gravest first. */
  readonly findingsByRule: ReadonlyMap<string, readonly Finding[]>;
  /** Open findings, gravest first. */
  readonly openFindings: readonly Finding[];
  /** Whether rules have verdicts: by traffic, or by a list of addresses alone. */
  readonly judged: boolean;
  /** UTC days of the window, `YYYY-MM-DD`. */
  readonly days: readonly string[];
  readonly dayScale: HeatScale;
  readonly peerScale: HeatScale;
}

export function pageOf(report: Report, { language, checks }: ReporterOptions): Page {
  const messages = messagesFor(language);
  const openFindings = report.findings
    .filter(({ suppressed }) => suppressed === null)
    .sort((left, right) => SEVERITY_ORDER[left.severity] - SEVERITY_ORDER[right.severity]);
  const groups = rulesByGroup(report.rules);
  return {
    report,
    messages,
    words: messages.html,
    checks,
    groups,
    groupIndex: new Map(groups.map(([name], index) => [name, index])),
    rulesByKey: new Map(report.rules.map((rule) => [rule.key, rule])),
    findingsByRule: byRule(openFindings),
    openFindings,
    judged: report.rules.some(({ verdict }) => verdict !== null),
    days: daysOf(report),
    dayScale: dayScale(report.rules),
    peerScale: peerScale(report.rules),
  };
}

function byRule(findings: readonly Finding[]): Map<string, Finding[]> {
  const byKey = new Map<string, Finding[]>();
  for (const finding of findings) {
    for (const key of new Set(finding.ruleKeys)) {
      const own = byKey.get(key);
      if (own) own.push(finding);
      else byKey.set(key, [finding]);
    }
  }
  return byKey;
}

const MILLISECONDS_A_DAY = 86_400_000;

function daysOf({ window }: Report): string[] {
  if (!window) return [];
  const start = Date.parse(window.start);
  const count = Math.max(0, Math.round((Date.parse(window.end) - start) / MILLISECONDS_A_DAY));
  return Array.from({ length: count }, (_, index) =>
    new Date(start + index * MILLISECONDS_A_DAY).toISOString().slice(0, 10),
  );
}

export function countBySeverity(findings: readonly Finding[]): [Severity, number][] {
  return (['error', 'warning', 'note'] as const).flatMap((severity): [Severity, number][] => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count > 0 ? [[severity, count]] : [];
  });
}

export function number(page: Page, value: number): string {
  return value.toLocaleString(page.messages.language === 'en' ? 'en-US' : page.messages.language);
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** `4.5 MB`: decimal units, as AWS's console counts traffic. */
export function byteCount(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const scaled = bytes / 1000 ** power;
  return `${scaled < 10 && power > 0 ? scaled.toFixed(1) : Math.round(scaled)} ${UNITS[power]}`;
}

/** `2026-11-15 21:05`, UTC. */
export function minute(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}

export function placeText(location: Location): string {
  return `${location.file}:${location.start.line}:${location.start.column}`;
}

export function groupId(group: string): string {
  return `group-${inId(group)}`;
}

export function ruleId(key: string): string {
  return `rule-${inId(key)}`;
}

/** As the attribute will have it, for links lead to what stands there; an `id` has no blanks. */
function inId(name: string): string {
  return plain(wellFormed(name)).replace(/\s/g, '_');
}

export function hrefOf(id: string): string {
  return `#${encodeURIComponent(id)}`;
}
