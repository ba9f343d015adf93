import type { Language } from '../messages/index.ts';
import type { CheckInfo } from '../model/check-info.ts';
import type { Report } from '../model/report.ts';
import type { Grouping } from './groupings.ts';

export interface ReporterOptions {
  readonly language: Language;
  /** Texts of the files that findings point at, by the report's file names; for excerpts. May lack any. */
  readonly sources: ReadonlyMap<string, string>;
  /** What the checks are, by id; findings of another version's report may name others. */
  readonly checks: ReadonlyMap<string, CheckInfo>;
  readonly color: boolean;
  /** Columns of the terminal, or of the page. */
  readonly width: number;
  /** Draw with plain ASCII characters only; for terminals that show no others. */
  readonly ascii?: boolean;
  /** What the text's findings stand together by; `file` where it is not said. */
  readonly groupBy?: Grouping;
  /** The address of a line of a file, where the terminal shows links; null for what has none. */
  readonly link?: (file: string, line: number) => string | null;
}

/** Pure: a report in, a text or bytes out. */
export type Reporter = (
  report: Report,
  options: ReporterOptions,
) => string | Promise<string | Uint8Array>;
