import type { Confidence, Severity } from './finding.ts';
import type { Verdict } from './verdict.ts';

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

/** Of an example, what its HCL does not say: what traffic did, and what EC2 holds. Rules stand as messages name them. */
export type ExampleFact =
  | {
      readonly kind: 'verdict';
      readonly rule: string;
      readonly verdict: Verdict;
      readonly days: number;
      /** Peers or ports that were seen. */
      readonly seen: readonly string[];
    }
  | { readonly kind: 'no-interface'; readonly group: string }
  | { readonly kind: 'live'; readonly rule: string; readonly managed: boolean }
  | {
      readonly kind: 'difference';
      readonly rule: string;
      readonly field: string;
      readonly terraform: string | null;
      readonly live: string | null;
    };

/** A root module of one file in which a check finds something, or finds nothing. */
export interface CheckExample {
  readonly hcl: string;
  readonly facts: readonly ExampleFact[];
}

export interface CheckExamples {
  readonly bad: CheckExample;
  readonly good: CheckExample;
}
