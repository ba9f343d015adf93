import pc from 'picocolors';
import { messagesFor } from '../../messages/index.ts';
import type { Explanation } from '../../model/explanation.ts';
import type { Report, ReportRule } from '../../model/report.ts';
import { describeGroup, describeRule } from '../../model/rule-text.ts';
import type { Reporter, ReporterOptions } from '../reporter.ts';
import { derivation } from './derivation.ts';
import { members } from './members.ts';
import { type Page, paragraph } from './page.ts';
import { certificate, findings, removal } from './removal.ts';
import { shared, traffic } from './traffic.ts';
import { admits, written } from './written.ts';

/** Of more rules than these only the choice among them is shown. */
const MOST_RULES = 8;

/** Everything of each explained rule, for a terminal; with several, the choice among them first. */
export const reportExplanation: Reporter = (report, options) => {
  const pages = (report.explanations ?? []).flatMap((explanation) => {
    const rule = report.rules.find(({ key }) => key === explanation.ruleKey);
    return rule ? [pageOf(report, rule, explanation, options)] : [];
  });
  const parts = [
    ...(pages.length > 1 ? [choice(pages)] : []),
    ...(pages.length > MOST_RULES ? [] : pages.flatMap(sections)),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
};

function pageOf(
  report: Report,
  rule: ReportRule,
  explanation: Explanation,
  options: ReporterOptions,
): Page {
  const colors = pc.createColors(options.color);
  return { report, rule, explanation, options, colors, messages: messagesFor(options.language) };
}

function sections(page: Page): string[][] {
  return [
    title(page),
    written(page),
    admits(page),
    derivation(page),
    traffic(page),
    shared(page),
    members(page),
    removal(page),
    findings(page),
    certificate(page),
  ];
}

function title(page: Page): string[] {
  const { rule, colors, messages } = page;
  const paint = {
    used: colors.green,
    redundant: colors.yellow,
    unused: colors.yellow,
    unknown: colors.cyan,
  };
  const verdict = rule.verdict
    ? paint[rule.verdict](messages.verdict[rule.verdict])
    : colors.dim(messages.explain.noVerdict);
  const lines = paragraph(page, nameOfRule(page)).map((line) => colors.bold(line.slice(2)));
  return [...lines, `  => ${verdict}`];
}

function nameOfRule({ rule, messages }: Page): string {
  return messages.explain.title(describeRule(rule), describeGroup(rule.group));
}

function choice(pages: readonly Page[]): string[] {
  const [page] = pages;
  if (!page) return [];
  const { explain } = page.messages;
  const rows = pages.flatMap((one) => {
    const { rule, messages } = one;
    const place = rule.location ? ` ${rule.location.file}:${rule.location.start.line}` : '';
    const verdict = rule.verdict ? messages.verdict[rule.verdict] : explain.noVerdict;
    return paragraph(one, `${rule.key}  ${verdict}  ${nameOfRule(one)}${place}`, 4);
  });
  return [
    page.colors.bold(explain.choice(pages.length)),
    ...rows,
    ...(pages.length > MOST_RULES ? paragraph(page, explain.choose) : []),
  ];
}
