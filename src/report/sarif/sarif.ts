import { type Messages, messagesFor } from '../../messages/index.ts';
import type { CheckInfo } from '../../model/check-info.ts';
import { type Finding, SEVERITY_ORDER } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { type Anchor, anchors } from '../anchor.ts';
import { jsonText } from '../json-text.ts';
import { occurrences } from '../occurrences.ts';
import type { Reporter } from '../reporter.ts';
import { descriptor } from './descriptors.ts';
import { message, physicalLocation } from './places.ts';
import { resultMaker } from './results.ts';

/** What code scanning takes of one run. https://docs.github.com/code-security/code-scanning/troubleshooting-sarif-uploads */
const MOST_RESULTS = 25_000;
/** 10 MB, less what stands around the results. */
const MOST_BYTES = 9_500_000;

/** SARIF 2.1.0 as GitHub's code scanning takes it: every result has a file of the repository, the gravest come first. */
export const reportSarif: Reporter = (report, { language, checks }) => {
  const messages = messagesFor(language);
  const placed = placedFindings(report);
  const used = [...new Set(placed.map(({ finding }) => finding.checkId))].sort();
  const { results, left } = resultsWithinLimits(report, placed, used, messages);
  const notifications = [
    ...report.errors.map(({ code, message: text, location }) => ({
      level: 'error',
      descriptor: { id: code },
      message: message(text),
      ...(location ? { locations: [{ physicalLocation: physicalLocation(location) }] } : {}),
    })),
    ...(left > 0
      ? [
          {
            level: 'warning',
            descriptor: { id: 'results-left-out' },
            message: message(messages.exchange.sarif.cut(left, MOST_RESULTS)),
          },
        ]
      : []),
  ];
  const run = {
    tool: {
      driver: {
        name: 'sgaudit',
        semanticVersion: report.tool.version,
        rules: used.map((id) => ruleOf(id, checks, messages)),
      },
    },
    // A later log of one category takes the place of an earlier one.
    automationDetails: { id: `${report.gate ? 'sgaudit-gate' : 'sgaudit'}/${report.target.root}/` },
    originalUriBaseIds: {
      '%SRCROOT%': { description: { text: 'the root of the repository' } },
    },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: report.errors.length === 0,
        endTimeUtc: report.generatedAt,
        toolExecutionNotifications: notifications,
      },
    ],
    results,
  };
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [run],
  };
  return jsonText(log, 0);
};

interface PlacedFinding {
  readonly finding: Finding;
  readonly anchor: Anchor;
}

function placedFindings(report: Report): PlacedFinding[] {
  const anchorOf = anchors(report);
  return report.findings
    .flatMap((finding) => {
      const anchor = anchorOf(finding);
      return anchor ? [{ finding, anchor }] : [];
    })
    .sort(({ finding: left }, { finding: right }) => rank(left) - rank(right));
}

/** Open before suppressed, grave before light: what is cut is the least. */
function rank({ severity, suppressed }: Finding): number {
  return SEVERITY_ORDER[severity] + (suppressed ? 3 : 0);
}

function resultsWithinLimits(
  report: Report,
  placed: readonly PlacedFinding[],
  checkIds: readonly string[],
  messages: Messages,
): { results: object[]; left: number } {
  const make = resultMaker(new Map(report.rules.map((rule) => [rule.key, rule])), messages);
  const indexes = new Map(checkIds.map((id, index) => [id, index]));
  const occurrenceOf = occurrences();
  const results: object[] = [];
  let bytes = 0;
  for (const { finding, anchor } of placed.slice(0, MOST_RESULTS)) {
    const occurrence = occurrenceOf(finding.fingerprint);
    const ruleIndex = indexes.get(finding.checkId) ?? 0;
    const result = make({ finding, anchor, ruleIndex, occurrence });
    bytes += Buffer.byteLength(JSON.stringify(result)) + 1;
    if (bytes > MOST_BYTES) break;
    results.push(result);
  }
  return { results, left: report.findings.length - results.length };
}

/** A saved report may name a check that this version does not know: its id is then all that is said. */
function ruleOf(id: string, checks: ReadonlyMap<string, CheckInfo>, messages: Messages): object {
  const check = checks.get(id);
  return check ? descriptor(check, messages) : { id };
}
