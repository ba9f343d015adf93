import type { Severity } from '../model/finding.ts';

export type FailOn = Severity | 'never';

/** Which of the options a check has, the schema says. */
export interface CheckConfig {
  readonly severity?: Severity | 'off';
  readonly ports?: readonly number[];
  readonly budget?: number;
  readonly leastReduction?: number;
  readonly narrowIpv4?: number;
  readonly narrowIpv6?: number;
  readonly ipv4Prefix?: number;
  readonly ipv6Prefix?: number;
  readonly prefix?: number;
}

/** Settings for findings in files that fit a pattern. */
export interface ConfigOverride {
  readonly paths: readonly string[];
  readonly checks: Readonly<Record<string, CheckConfig>>;
}

/** Where AWS is asked, and as whom. */
export interface AwsConfig {
  readonly profile?: string;
  /** The first is asked for what has no region of its own. */
  readonly regions?: readonly string[];
  /** Accounts to capture; without them, that of the credentials. */
  readonly accounts?: readonly AccountConfig[];
}

/** One account; without a role, that of the credentials. */
export interface AccountConfig {
  /** `arn:aws:iam::111122223333:role/sgaudit` */
  readonly role?: string;
  readonly externalId?: string;
  /** Instead of `aws.regions`. */
  readonly regions?: readonly string[];
}

/** How flow logs are fetched from S3. Sizes as in `50GB`. */
export interface S3Config {
  readonly maxDownload?: string;
  readonly spool?: string;
  readonly spoolLimit?: string;
}

/** The table of flow logs that `--athena` asks, and how. */
export interface AthenaConfig {
  readonly database: string;
  readonly table: string;
  readonly workgroup?: string;
  readonly output?: string;
  readonly results?: 'unload' | 'select';
  readonly maxScan?: string;
  readonly dayColumn?: string;
  readonly dayFormat?: TableDayFormat;
  readonly daysPerQuery?: number;
}

/** How a column of a table writes a day. */
export type TableDayFormat =
  | 'yyyy/MM/dd'
  | 'yyyy-MM-dd'
  | 'yyyyMMdd'
  | 'yyyy/MM/dd/HH'
  | 'yyyy-MM-dd-HH';

/** The table of flow logs that `--trino` asks. */
export interface TrinoConfig {
  readonly catalog: string;
  readonly schema: string;
  readonly table: string;
  readonly user?: string;
  readonly session?: Readonly<Record<string, string>>;
  readonly dayColumn?: string;
  readonly dayFormat?: TableDayFormat;
  readonly daysPerQuery?: number;
}

/** `.sgaudit.yaml`, as `schema/config-v1.schema.json` describes it. */
export interface Config {
  readonly failOn?: FailOn;
  readonly lang?: 'en' | 'zh-CN';
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly checks?: Readonly<Record<string, CheckConfig>>;
  readonly overrides?: readonly ConfigOverride[];
  /** As written; `loadConfig` makes it absolute. */
  readonly baseline?: string;
  readonly evidence?: { readonly minimumDays?: number; readonly ruleAge?: 'git' | 'ignore' };
  readonly engine?: { readonly threads?: number; readonly memoryLimit?: string };
  readonly aws?: AwsConfig;
  readonly s3?: S3Config;
  readonly trino?: TrinoConfig;
  readonly athena?: AthenaConfig;
}
