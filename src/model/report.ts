import type { Fix } from './edit.ts';
import type { Explanation } from './explanation.ts';
import type { Finding } from './finding.ts';
import type { GateResult } from './gate.ts';
import type { Rule } from './rule.ts';
import type { Location, Position } from './source.ts';
import type {
  Evidence,
  RuleTraffic,
  SeenAddresses,
  UsedAddressEvidence,
  Verdict,
} from './verdict.ts';

export const REPORT_SCHEMA_VERSION = '1.0';

export type RuleSourceKind = 'hcl' | 'plan' | 'state' | 'security-groups' | 'live';

export interface ReportFix {
  readonly safety: Fix['safety'];
  readonly files: readonly string[];
  readonly edits: readonly {
    readonly file: string;
    readonly start: Position;
    readonly end: Position;
    readonly newText: string;
  }[];
  readonly proof: Fix['proof'];
  /** What Terraform will do to the objects in its state. */
  readonly effects?: Fix['effects'];
  /** The edits as a unified diff that `git apply` takes. */
  readonly diff?: string;
}

/** A rule as a report has it: all but what only edits need, and what was found of it. */
export interface ReportRule extends Omit<Rule, 'source'> {
  readonly verdict: Verdict | null;
  readonly reasons: readonly string[];
  readonly traffic: RuleTraffic | null;
  /** Where the verdict is by a list of addresses alone; `traffic` is then null. */
  readonly seen?: SeenAddresses;
  readonly fix: ReportFix | null;
  readonly fixRefused: string | null;
}

export interface ReportGroup {
  readonly address: string | null;
  readonly id: string | null;
  readonly name: string | null;
  readonly vpcId: string | null;
  readonly interfaces: readonly string[];
  readonly location: Location | null;
}

export interface ReportError {
  readonly code: string;
  readonly message: string;
  readonly location: Location | null;
}

/** What `lint --fix` wrote. The report is of the files after it; `findings` say what stood there before. */
export interface Fixed {
  /** The rules that were removed. */
  readonly ruleKeys: readonly string[];
  /** Those that were narrowed, with `--fix-unsafe`; the keys that they had. */
  readonly narrowedKeys?: readonly string[];
  readonly findings: readonly Finding[];
  readonly files: readonly string[];
  readonly undo: {
    /** Relative to the repository root. */
    readonly patch: string;
    /** What undoes it, for a shell where sgaudit was started. */
    readonly command: string;
  };
}

/** The one result that every reporter reads. `schema/report-v1.schema.json` is its JSON Schema. */
export interface Report {
  readonly schemaVersion: typeof REPORT_SCHEMA_VERSION;
  readonly tool: { readonly name: 'sgaudit'; readonly version: string };
  readonly generatedAt: string;
  readonly target: { readonly root: string; readonly sources: readonly RuleSourceKind[] };
  readonly window: { readonly start: string; readonly end: string; readonly days: number } | null;
  readonly evidence: Evidence | null;
  /** The list that verdicts are by, where there is no more; window and evidence are then null. */
  readonly usedAddresses?: UsedAddressEvidence;
  readonly groups: readonly ReportGroup[];
  readonly rules: readonly ReportRule[];
  readonly findings: readonly Finding[];
  readonly errors: readonly ReportError[];
  readonly fixed?: Fixed;
  /** Of `gate` only. */
  readonly gate?: GateResult;
  /** Of `explain`: one for each of `rules`, which then holds only these. */
  readonly explanations?: readonly Explanation[];
}
