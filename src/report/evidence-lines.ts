import type { Messages } from '../messages/index.ts';
import type { Report } from '../model/report.ts';

/** What the verdicts rest on, a sentence a line: window, records, orientation, files, fields. Empty without traffic. */
export function evidenceLines(
  { evidence, window, usedAddresses }: Report,
  messages: Messages,
): string[] {
  const { text } = messages;
  if (usedAddresses) return [messages.classic.evidence(usedAddresses)];
  if (!evidence || !window) return [];
  const { records, orientation } = evidence;
  return [
    text.window(window.start.slice(0, 10), lastDay(window.end), window.days),
    ...aboutDays(evidence, window, messages),
    text.records(records.accepted, records.rejected, records.noData, records.skipData),
    text.orientation(
      orientation.observed,
      orientation.learned,
      orientation.inferred,
      orientation.ambiguous,
    ),
    ...aboutFiles(evidence, messages),
    ...(evidence.missingFields ?? []).map((field) => text.missingField(field)),
  ];
}

/** The window's end is exclusive midnight; people read the last day that counts. */
function lastDay(end: string): string {
  return new Date(Date.parse(end) - 1).toISOString().slice(0, 10);
}

/** Where the logs begin later or end earlier than the window, its days that they cover. */
function aboutDays(
  { loggedDays }: NonNullable<Report['evidence']>,
  window: NonNullable<Report['window']>,
  { logs }: Messages,
): string[] {
  if (!loggedDays) return [];
  const { first, last } = loggedDays;
  if (first === window.start.slice(0, 10) && last === lastDay(window.end)) return [];
  return [logs.shorterThanWindow(first, last)];
}

/** What was left out of the logs, or is only counted. */
function aboutFiles(evidence: NonNullable<Report['evidence']>, { logs }: Messages): string[] {
  const [worst] = evidence.refusedFiles ?? [];
  const refused = evidence.records.refused ?? 0;
  const duplicates = evidence.duplicateFiles ?? 0;
  const dropped = evidence.rejectsDropped ?? 0;
  return [
    ...(worst ? [logs.refusedLines(refused, worst.file, worst.refused, worst.read)] : []),
    ...(duplicates > 0 ? [logs.duplicateFiles(duplicates)] : []),
    ...(dropped > 0 ? [logs.rejectsDropped(dropped)] : []),
  ];
}
