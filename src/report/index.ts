import type { Reporter } from './reporter.ts';

export const FORMATS = [
  'text',
  'concise',
  'json',
  'sarif',
  'github',
  'gitlab',
  'junit',
  'markdown',
  'rdjson',
  'gitlab-sast',
  'html',
  'xlsx',
  'rules-table',
  'rules-tree',
  'explanation',
] as const;
export type Format = (typeof FORMATS)[number];

/** Formats of a whole run that can go to standard output. */
export const TEXT_FORMATS = [
  'text',
  'concise',
  'json',
  'sarif',
  'github',
  'gitlab',
  'junit',
  'markdown',
  'rdjson',
  'gitlab-sast',
  'html',
] as const satisfies readonly Format[];

/** How `show` shows rules. */
export const SHOW_FORMATS = { table: 'rules-table', tree: 'rules-tree' } as const;

/** A format's name → its reporter, loaded when it is asked for. */
export const REPORTERS: Readonly<Record<Format, () => Promise<Reporter>>> = {
  text: async () => (await import('./text.ts')).reportText,
  concise: async () => (await import('./concise.ts')).reportConcise,
  json: async () => (await import('./json.ts')).reportJson,
  sarif: async () => (await import('./sarif/sarif.ts')).reportSarif,
  github: async () => (await import('./github.ts')).reportGithub,
  gitlab: async () => (await import('./gitlab.ts')).reportGitlab,
  junit: async () => (await import('./junit.ts')).reportJunit,
  markdown: async () => (await import('./markdown.ts')).reportMarkdown,
  rdjson: async () => (await import('./rdjson.ts')).reportRdjson,
  'gitlab-sast': async () => (await import('./gitlab-sast.ts')).reportGitlabSast,
  html: async () => (await import('./html/html.ts')).reportHtml,
  xlsx: async () => (await import('./workbook/workbook.ts')).reportWorkbook,
  'rules-table': async () => (await import('./rules-table.ts')).reportRulesTable,
  'rules-tree': async () => (await import('./rules-tree.ts')).reportRulesTree,
  explanation: async () => (await import('./explanation/explanation.ts')).reportExplanation,
};
