import type { Messages } from '../../messages/index.ts';
import type { CheckExample, CheckExamples, CheckInfo } from '../../model/check-info.ts';
import { markdownBlock, markdownCode } from '../markdown-text.ts';
import { factText } from './facts.ts';
import { settingsYaml } from './settings.ts';

/** The page of a check, in the order of headings that every page has. */
export function pageMarkdown(
  check: CheckInfo,
  examples: CheckExamples,
  messages: Messages,
): string {
  const words = messages.checkPage;
  const page = check.page[messages.language];
  return paragraphs([
    `# ${check.id}`,
    `${page.summary}`,
    facts(check, messages),
    `## ${words.why}`,
    page.why,
    `## ${words.example}`,
    words.bad,
    ...example(examples.bad, messages),
    words.good,
    ...example(examples.good, messages),
    `## ${words.fix}`,
    page.fix,
    `## ${words.whenNot}`,
    page.whenNot,
    `## ${words.options}`,
    optionsTable(check, messages),
    words.settings,
    markdownBlock('yaml', settingsYaml(check)),
    `## ${words.fixSafety}`,
    page.fixSafety,
  ]);
}

function facts(check: CheckInfo, { checkPage, text }: Messages): string {
  const { severity, confidence, kind, byDefault } = checkPage.columns;
  return [
    `- ${severity}: ${text.severity[check.severity]}`,
    `- ${confidence}: ${checkPage.confidence[check.confidence]}`,
    `- ${kind}: ${checkPage.kind[check.kind]}`,
    `- ${byDefault}: ${check.onByDefault ? checkPage.on : checkPage.off}`,
  ].join('\n');
}

function example({ hcl, facts }: CheckExample, messages: Messages): string[] {
  const lines = facts.map((fact) => `- ${factText(fact, messages, markdownCode)}`);
  const block = markdownBlock('terraform', hcl);
  if (lines.length === 0) return [block];
  return [block, `${messages.checkPage.given}:`, lines.join('\n')];
}

function optionsTable(check: CheckInfo, { checkPage, language }: Messages): string {
  const rows = check.options.map(
    (option) => `| \`${option.name}\` | \`${option.default}\` | ${option.text[language]} |`,
  );
  const severity = check.onByDefault ? check.severity : 'off';
  return [
    `| ${checkPage.option} | ${checkPage.default} | ${checkPage.meaning} |`,
    '| --- | --- | --- |',
    `| \`severity\` | \`${severity}\` | ${checkPage.severityOption} |`,
    ...rows,
  ].join('\n');
}

/** Every check in one table; `link` makes the address of a page. */
export function indexMarkdown(
  checks: readonly CheckInfo[],
  messages: Messages,
  link: (id: string) => string,
): string {
  const { checkPage, text, language } = messages;
  const { columns } = checkPage;
  const rows = checks.map((check) =>
    row([
      `[${check.id}](${link(check.id)})`,
      text.severity[check.severity],
      checkPage.confidence[check.confidence],
      checkPage.kind[check.kind],
      check.onByDefault ? checkPage.on : checkPage.off,
      check.options.map(({ name }) => `\`${name}\``).join(', '),
      check.page[language].summary.replaceAll('|', '\\|'),
    ]),
  );
  const names = [
    columns.check,
    columns.severity,
    columns.confidence,
    columns.kind,
    columns.byDefault,
    columns.options,
    columns.summary,
  ];
  const table = [row(names), row(names.map(() => '---')), ...rows].join('\n');
  return paragraphs([`# ${checkPage.title}`, checkPage.introduction, table]);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function paragraphs(parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}
