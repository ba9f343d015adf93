import type { Confidence, Severity } from './finding.ts';

/** The languages that pages are written in. */
export type PageLanguage = 'en' | 'zh-CN';

/**
 * What a check looks at. `traffic`: verdicts, so it finds nothing without logs. `configuration`: rules alone.
 * `live`: EC2 beside Terraform. `gate`: a change; its findings are made while a change is judged.
 */
export type CheckKind = 'traffic' | 'configuration' | 'live' | 'gate';

/** The page of a check in one language. Each part is Markdown: paragraphs with inline code, no headings. */
export interface CheckPage {
  /** One line, a noun phrase, without a full stop. */
  readonly summary: string;
  readonly why: string;
  readonly fix: string;
  readonly whenNot: string;
  /** Whether an edit is offered, and what may be expected of it. */
  readonly fixSafety: string;
}

/** A setting under `checks.<id>` of `.sgaudit.yaml`, beside `severity`. */
export interface CheckOption {
  readonly name: string;
  /** As it would be written in YAML. */
  readonly default: string;
  readonly text: Readonly<Record<PageLanguage, string>>;
}

/** What is known of a check without running it. */
export interface CheckInfo {
  readonly id: string;
  readonly kind: CheckKind;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Whether it runs unless `.sgaudit.yaml` or `--only` says otherwise. */
  readonly onByDefault: boolean;
  readonly page: Readonly<Record<PageLanguage, CheckPage>>;
  readonly options: readonly CheckOption[];
}
