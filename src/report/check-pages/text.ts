import type { Messages } from '../../messages/index.ts';
import type { CheckExample, CheckExamples, CheckInfo } from '../../model/check-info.ts';
import { factText } from './facts.ts';
import { settingsYaml } from './settings.ts';

/** The page of a check for a terminal, under the headings that the Markdown page has. */
export function pageText(check: CheckInfo, examples: CheckExamples, messages: Messages): string {
  const words = messages.checkPage;
  const page = check.page[messages.language];
  const facts = [
    messages.text.severity[check.severity],
    `${words.columns.confidence}: ${words.confidence[check.confidence]}`,
    words.kind[check.kind],
    `${words.columns.byDefault}: ${check.onByDefault ? words.on : words.off}`,
  ];
  const sections = [
    `${check.id} (${facts.join(', ')})`,
    page.summary,
    `${words.why}\n${page.why}`,
    `${words.example}\n${words.bad}\n\n${example(examples.bad, messages)}`,
    `${words.good}\n\n${example(examples.good, messages)}`,
    `${words.fix}\n${page.fix}`,
    `${words.whenNot}\n${page.whenNot}`,
    `${words.options}\n${options(check, messages)}`,
    `${words.fixSafety}\n${page.fixSafety}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

function example({ hcl, facts }: CheckExample, messages: Messages): string {
  const code = indent(hcl.trimEnd());
  const lines = facts.map((fact) => `  - ${factText(fact, messages, (text) => `"${text}"`)}`);
  return lines.length === 0
    ? code
    : `${code}\n\n  ${messages.checkPage.given}:\n${lines.join('\n')}`;
}

function options(check: CheckInfo, { checkPage, language }: Messages): string {
  const rows = check.options.map(({ name, text }) => `  ${name}: ${text[language]}`);
  return [
    ...rows,
    `${checkPage.settings.replaceAll('`', '')}\n\n${indent(settingsYaml(check).trimEnd())}`,
  ].join('\n');
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

/** A line a check: id, severity, whether it is on, its options, what it finds. */
export function indexText(checks: readonly CheckInfo[], messages: Messages): string {
  const { checkPage, language } = messages;
  const width = Math.max(...checks.map(({ id }) => id.length));
  const rows = checks.map((check) => {
    const { summary } = check.page[language];
    const options = check.options.map(({ name, default: value }) => `${name}: ${value}`);
    const notes = [
      ...(check.onByDefault ? [] : [`${checkPage.columns.byDefault}: ${checkPage.off}`]),
      ...options,
    ];
    const tail = notes.length > 0 ? ` (${notes.join('; ')})` : '';
    return `${check.id.padEnd(width)}  ${check.severity.padEnd(7)}  ${summary}${tail}`;
  });
  return `${rows.join('\n')}\n`;
}
