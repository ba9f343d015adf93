import { nearest } from '../config/nearest.ts';
import { CHECK_IDS, CHECKS, isCheckId } from '../lint/index.ts';
import { type Language, messagesFor } from '../messages/index.ts';
import type { CheckInfo } from '../model/check-info.ts';
import { SgauditError } from '../model/problem.ts';
import { indexMarkdown, pageMarkdown } from '../report/check-pages/markdown.ts';
import { indexText, pageText } from '../report/check-pages/text.ts';
import { checkExamples } from './check-examples.ts';

export type CheckPageFormat = 'text' | 'json' | 'markdown';

/** The list of all checks. In Markdown, pages are linked as `<id>.md` beside it. */
export function listChecks(format: CheckPageFormat, language: Language): string {
  const messages = messagesFor(language);
  const checks = CHECK_IDS.map((id) => CHECKS[id]);
  switch (format) {
    case 'text':
      return indexText(checks, messages);
    case 'markdown':
      return indexMarkdown(checks, messages, (id) => `${id}.md`);
    case 'json':
      return json(checks.map((check) => documentOf(check, language)));
  }
}

/**
 * The page of one check.
 * @throws SgauditError `usage` when there is none of that id; the nearest name is suggested
 */
export function showCheck(id: string, format: CheckPageFormat, language: Language): string {
  if (!isCheckId(id)) {
    const close = nearest(id, CHECK_IDS);
    throw new SgauditError(
      'usage',
      `there is no check "${id}"; ${close ? `did you mean "${close}"?` : 'sgaudit checks lists them'}`,
    );
  }
  const check = CHECKS[id];
  switch (format) {
    case 'text':
      return pageText(check, checkExamples(id), messagesFor(language));
    case 'markdown':
      return pageMarkdown(check, checkExamples(id), messagesFor(language));
    case 'json':
      return json({ ...documentOf(check, language), examples: checkExamples(id) });
  }
}

function documentOf(check: CheckInfo, language: Language) {
  const { id, kind, severity, confidence, onByDefault, page, options } = check;
  return {
    ...{ id, kind, severity, confidence, onByDefault },
    options: options.map(({ name, default: value, text }) => ({
      name,
      default: value,
      text: text[language],
    })),
    page: page[language],
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
