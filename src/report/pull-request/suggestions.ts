import { type Language, type Messages, messagesFor } from '../../messages/index.ts';
import { type ChangedFiles, type Hunk, type HunkLine, parseHunks } from '../../model/hunks.ts';
import type { Suggestion } from '../../model/pull-request.ts';
import type { Report, ReportFix, ReportRule } from '../../model/report.ts';
import { describeGroup, describeRule } from '../../model/rule-text.ts';
import { markdownCode, markdownText } from '../markdown-text.ts';

/** A comment of GitHub holds 65,536 characters; half a suggestion is none. */
const LONGEST_BODY = 60_000;

/** Lines of one file that are to become others. */
interface Replacement {
  readonly path: string;
  readonly startLine: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * The proved removals whose lines a pull request shows, as changes that a reviewer makes with one click. The diff must
 * hold the very lines that the proof was made on: where the pull request's head is another text, nothing is suggested.
 */
export function suggestionsOf(
  report: Report,
  changed: ChangedFiles,
  language: Language,
): Suggestion[] {
  const messages = messagesFor(language);
  const rulesByDiff = new Map<string, ReportRule[]>();
  for (const rule of report.rules) {
    const diff = rule.fix && isProved(rule.fix) ? rule.fix.diff : undefined;
    if (diff) rulesByDiff.set(diff, [...(rulesByDiff.get(diff) ?? []), rule]);
  }
  return [...rulesByDiff].flatMap(([diff, rules]): Suggestion[] => {
    const replacement = replacementOf(rules, diff);
    if (!replacement || !isShown(replacement, changed.get(replacement.path) ?? [])) return [];
    const { path, startLine, before } = replacement;
    const body = bodyOf(rules, replacement, messages);
    if (body.length > LONGEST_BODY) return [];
    return [
      {
        key: rules.map(({ key }) => key).join(' '),
        path,
        startLine,
        endLine: startLine + before.length - 1,
        body,
      },
    ];
  });
}

function isProved({ proof }: ReportFix): boolean {
  return proof.parser === 'passed' && proof.rules === 'passed' && proof.terraform !== 'failed';
}

/** A fix in one place of one file; part of a fix is no fix, and has no proof. */
function replacementOf(rules: readonly ReportRule[], diff: string): Replacement | null {
  const [path, ...others] = rules[0]?.fix?.files ?? [];
  const [hunk, ...hunks] = parseHunks(diff);
  if (path === undefined || others.length > 0 || !hunk || hunks.length > 0) return null;
  const isChange = ({ kind }: HunkLine) => kind !== 'context';
  const first = hunk.lines.findIndex(isChange);
  const lines = hunk.lines.slice(first, hunk.lines.findLastIndex(isChange) + 1);
  const before = lines.filter(({ kind }) => kind !== 'added');
  const after = lines.filter(({ kind }) => kind !== 'removed');
  const startLine = before[0]?.oldLine;
  // A comment's line ends are not the file's, and a missing final newline cannot be said in one.
  const cannotSay = after.some(({ text }) => text.includes('\r')) || lines.some((l) => l.endsFile);
  if (startLine == null || cannotSay) return null;
  const text = (each: HunkLine) => each.text;
  return { path, startLine, before: before.map(text), after: after.map(text) };
}

/** Whether one hunk of the pull request's diff holds all these lines with the same text. */
function isShown({ startLine, before }: Replacement, hunks: readonly Hunk[]): boolean {
  return hunks.some((hunk) => {
    const texts = new Map(hunk.lines.map(({ newLine, text }) => [newLine, text]));
    return before.every((text, index) => texts.get(startLine + index) === text);
  });
}

function bodyOf(
  rules: readonly ReportRule[],
  { after }: Replacement,
  { github }: Messages,
): string {
  const titles = rules.map((rule) =>
    markdownText(`${describeRule(rule)} · ${describeGroup(rule.group)}`),
  );
  const fix = rules[0]?.fix;
  const effects = (fix?.effects ?? []).map(({ address, action }) =>
    github.effect[action](markdownCode(address)),
  );
  const notes = [
    github.proved,
    ...(fix?.safety === 'unsafe' ? [github.unsafe] : []),
    ...(effects.length > 0 ? [github.terraformWill(effects.join(', '))] : []),
  ];
  const fence = '`'.repeat(Math.max(3, ...after.map((line) => longestRun(line) + 1)));
  const lines = [`${fence}suggestion`, ...after, fence];
  const title = titles.length === 1 ? github.remove : github.removeAll(titles.length);
  return `**${title}** ${titles.join('; ')}\n\n${notes.join(' ')}\n\n${lines.join('\n')}\n`;
}

function longestRun(line: string): number {
  return Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
}
