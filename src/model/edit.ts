import type { Position } from './source.ts';

/** Replace `[startOffset, endOffset)` (UTF-16 code units) of `file` by `newText`. */
export interface TextEdit {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
  readonly startOffset: number;
  readonly endOffset: number;
  readonly newText: string;
}

export type ProofResult = 'passed' | 'failed' | 'not-run';

export interface Proof {
  /** HashiCorp's own parser accepts the edited file, and its JSON differs in the removed part only. */
  readonly parser: ProofResult;
  /** The configuration evaluated again has the old rules minus exactly the removed ones. */
  readonly rules: ProofResult;
  /** `terraform plan` before and after. */
  readonly terraform: ProofResult;
  /** Why it was not run, where it was asked for. */
  readonly terraformReason?: string;
}

/** What Terraform will do to an object in its state. */
export interface StateEffect {
  readonly address: string;
  /** `replace`: it is destroyed and made again, and what stays of it is absent for a moment. */
  readonly action: 'update' | 'replace' | 'delete';
}

export interface Fix {
  /** `safe` may be applied unseen; `unsafe` wants a person's eye. */
  readonly safety: 'safe' | 'unsafe';
  readonly files: readonly string[];
  readonly edits: readonly TextEdit[];
  readonly proof: Proof;
  readonly effects: readonly StateEffect[];
  /** The edits as a unified diff that `git apply` takes. */
  readonly diff: string;
}

/** The outcome for one rule: a proved fix, or why there is none. */
export type Removal =
  | { readonly ruleKey: string; readonly fix: Fix; readonly refused: null }
  | { readonly ruleKey: string; readonly fix: null; readonly refused: string };
