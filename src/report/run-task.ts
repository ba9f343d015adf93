import { type Language, type Messages, messagesFor } from '../messages/index.ts';
import { type Finding, SEVERITY_ORDER, type Severity } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { markdownCode, markdownText } from './markdown-text.ts';
import { plain } from './plain.ts';

/** One result in the list that HCP Terraform shows of a run task. */
export interface TaskOutcome {
  readonly id: string;
  readonly description: string;
  /** Markdown. */
  readonly body: string;
  readonly severity: { readonly label: string; readonly level: 'error' | 'warning' | 'info' };
}

/** A list that a reviewer reads; the documentation once named ten as the most. */
const MOST_OUTCOMES = 10;
const LONGEST_DESCRIPTION = 250;

const LEVEL: Readonly<Record<Severity, TaskOutcome['severity']['level']>> = {
  error: 'error',
  warning: 'warning',
  note: 'info',
};

/** The findings of a report as outcomes, the gravest first; of many the last one counts the rest. */
export function taskOutcomes(report: Report, language: Language): TaskOutcome[] {
  const messages = messagesFor(language);
  const open = report.findings
    .filter(({ suppressed }) => suppressed === null)
    .sort((left, right) => SEVERITY_ORDER[left.severity] - SEVERITY_ORDER[right.severity]);
  const shown = open.length > MOST_OUTCOMES ? open.slice(0, MOST_OUTCOMES - 1) : open;
  const outcomes = shown.map((finding) => outcomeOf(finding, report, messages));
  const left = open.slice(shown.length);
  const [next] = left;
  if (!next) return outcomes;
  return [
    ...outcomes,
    {
      id: 'sgaudit-more',
      description: messages.runTask.more(left.length),
      body: messages.runTask.moreBody,
      severity: severityOf(next.severity, messages),
    },
  ];
}

/** `error 2 · note 1`; empty where nothing was found. */
export function levelsOf(report: Report, language: Language): string {
  const { text } = messagesFor(language);
  const open = report.findings.filter(({ suppressed }) => suppressed === null);
  return (['error', 'warning', 'note'] as const)
    .map((severity) => ({ severity, count: open.filter((f) => f.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${text.severity[severity]} ${count}`)
    .join(' · ');
}

function outcomeOf(finding: Finding, report: Report, messages: Messages): TaskOutcome {
  const { runTask } = messages;
  const { gate } = report;
  const entries = gate ? [...gate.lost, ...gate.gained, ...gate.uncertain] : [];
  const entry = entries.find(({ rule }) => rule?.key === finding.ruleKeys[0]);
  const peers = entry?.topPeers.map(({ address }) => markdownCode(address)).join(', ');
  const lines = [
    markdownText(finding.message),
    '',
    ...(entry?.address ? [`- ${runTask.resource}: ${markdownCode(entry.address)}`] : []),
    ...(finding.location
      ? [
          `- ${runTask.place}: ${markdownCode(`${finding.location.file}:${finding.location.start.line}`)}`,
        ]
      : []),
    ...(peers ? [`- ${runTask.traffic}: ${peers}`] : []),
  ];
  const description = plain(`${finding.checkId}: ${finding.message}`);
  return {
    id: `sgaudit-${finding.fingerprint.slice(0, 16)}`,
    description:
      description.length > LONGEST_DESCRIPTION
        ? `${description.slice(0, LONGEST_DESCRIPTION - 1)}…`
        : description,
    body: `${lines.join('\n')}\n`,
    severity: severityOf(finding.severity, messages),
  };
}

function severityOf(severity: Severity, { text }: Messages): TaskOutcome['severity'] {
  return { label: text.severity[severity], level: LEVEL[severity] };
}
