import type { MemberCoverage } from './derivation.ts';
import type { Proof } from './edit.ts';
import type { Location } from './source.ts';
import type { Evidence, Verdict } from './verdict.ts';

export const CERTIFICATE_SCHEMA_VERSION = '1.0';

/** What a run read, by its content. */
export interface InputDigest {
  readonly kind:
    | 'configuration'
    | 'state'
    | 'plan'
    | 'security-groups'
    | 'rules'
    | 'inventory'
    | 'flow-logs';
  /** A file's name as reports show it; of an inventory file its capture's time stands before it. Null for all of a kind. */
  readonly name: string | null;
  /** SHA-256 in hexadecimal digits. Of flow logs: of the sorted SHA-256 of all files. */
  readonly sha256: string;
}

/**
 * What a verdict rests on, so that somebody who was not there can check it. Holds no time of its own: equal inputs give an
 * equal certificate. Its JSON Schema is `schema/certificate-v1.schema.json`.
 */
export interface Certificate {
  readonly schemaVersion: typeof CERTIFICATE_SCHEMA_VERSION;
  readonly tool: { readonly name: 'sgaudit'; readonly version: string };
  /** Of the rollup folder's layout; null where the engine does not tell. */
  readonly rollupSchemaVersion: number | null;
  readonly rule: {
    readonly key: string;
    readonly address: string | null;
    readonly ruleId: string | null;
    /** `aws_security_group.web`, else `sg-…` */
    readonly group: string;
    /** `ingress tcp 443 from 10.0.0.0/8` */
    readonly text: string;
    readonly location: Location | null;
  };
  readonly verdict: Verdict;
  readonly confidence: 'high' | 'medium' | 'low';
  /** As in the report: for `unknown` what is missing, for `redundant` the keys of the rules that stay. */
  readonly reasons: readonly string[];
  readonly window: { readonly start: string; readonly end: string; readonly days: number };
  /** Fewer days of logs prove nothing unused. */
  readonly minimumDays: number;
  readonly coverage: readonly Pick<
    MemberCoverage,
    'interface' | 'daysWithRecords' | 'incompleteDays' | 'skippedDays'
  >[];
  readonly records: Evidence['records'];
  readonly orientation: Evidence['orientation'];
  readonly damaged: Evidence['damaged'];
  readonly captures: readonly {
    /** ISO 8601 UTC; null: taken as of the window's end. */
    readonly capturedAt: string | null;
    readonly interfaces: number;
  }[];
  readonly removal: {
    readonly safety: 'safe' | 'unsafe';
    readonly files: readonly string[];
    readonly proof: Proof;
  } | null;
  readonly inputs: readonly InputDigest[];
  /** SHA-256 over the lines `kind name sha256` of all inputs, sorted. */
  readonly inputsSha256: string;
}
