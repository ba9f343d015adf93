import type { Severity } from './finding.ts';

/** A remark on lines of a file, as a check run shows it. */
export interface Annotation {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  /** Columns of UTF-16 code units, the end inclusive; on one line only. */
  readonly columns: { readonly start: number; readonly end: number } | null;
  readonly severity: Severity;
  readonly title: string;
  readonly message: string;
  /** Shown when asked for: the diff of a removal. */
  readonly details: string | null;
}

/** A change of lines that a reviewer makes with one click. */
export interface Suggestion {
  /** What it is about, over runs and moves of lines. */
  readonly key: string;
  readonly path: string;
  /** Lines of the file after the pull request's change, both included, within one hunk of its diff. */
  readonly startLine: number;
  readonly endLine: number;
  /** Markdown, the block ```` ```suggestion ```` included. */
  readonly body: string;
}
