import type pc from 'picocolors';
import type { Messages } from '../../messages/index.ts';
import type { Explanation, NamedRule } from '../../model/explanation.ts';
import type { Report, ReportRule } from '../../model/report.ts';
import type { Location } from '../../model/source.ts';
import { plain } from '../plain.ts';
import type { ReporterOptions } from '../reporter.ts';
import { clip, wrap } from '../wrap.ts';

export type Colors = ReturnType<typeof pc.createColors>;

/** What every section of an explanation is made from. */
export interface Page {
  readonly report: Report;
  readonly rule: ReportRule;
  readonly explanation: Explanation;
  readonly options: ReporterOptions;
  readonly messages: Messages;
  readonly colors: Colors;
}

/** A section's lines below its heading; without lines there is none. */
export function section(page: Page, heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [page.colors.bold(heading), ...lines];
}

/** A text of the user's or ours within the page's width, two columns in; cut where it would fill the screen. */
export function paragraph({ options }: Page, text: string, hang = 2): string[] {
  const width = options.width - 2;
  const shown = clip(plain(text), width * MOST_LINES);
  return wrap(shown, width, ' '.repeat(hang)).map((line) => `  ${line}`);
}

const MOST_LINES = 8;

export function at({ file, start }: Location): string {
  return `${file}:${start.line}:${start.column}`;
}

/** A rule that is named by its key, on one line. */
export function nameOf({ explanation, messages }: Page, key: string): string {
  const rule = explanation.others.find((other) => other.key === key);
  return rule ? named(rule, messages) : key;
}

function named({ text, group, location }: NamedRule, { explain }: Messages): string {
  const place = location ? ` (${location.file}:${location.start.line})` : '';
  return `${explain.title(text, group)}${place}`;
}

export function count(value: number, { language }: Messages): string {
  return value.toLocaleString(language === 'en' ? 'en-US' : 'zh-CN');
}
