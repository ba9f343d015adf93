import type { Reporter } from './reporter.ts';

export const FORMATS = ['text', 'json', 'xlsx', 'rules-table', 'rules-tree'] as const;
export type Format = (typeof FORMATS)[number];

/** Formats of a whole run that can go to standard output. */
export const TEXT_FORMATS = ['text', 'json'] as const satisfies readonly Format[];

/** How `show` shows rules. */
export const SHOW_FORMATS = { table: 'rules-table', tree: 'rules-tree' } as const;

/** A format's name → its reporter, loaded when it is asked for. */
export const REPORTERS: Readonly<Record<Format, () => Promise<Reporter>>> = {
  text: async () => (await import('./text.ts')).reportText,
  json: async () => (await import('./json.ts')).reportJson,
  xlsx: async () => (await import('./workbook.ts')).reportWorkbook,
  'rules-table': async () => (await import('./rules-table.ts')).reportRulesTable,
  'rules-tree': async () => (await import('./rules-tree.ts')).reportRulesTree,
};
