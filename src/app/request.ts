import type { FailOn } from '../config/config.ts';
import type { CheckId } from '../lint/check.ts';
import type { Language } from '../messages/index.ts';
import type { WindowRequest } from './window.ts';

/** Where rules come from. Paths are as the user gave them. */
export interface RulesRequest {
  /** A root module's folder. */
  readonly path: string;
  readonly variableFiles?: readonly string[];
  /** `name=value`, in the order given. */
  readonly variables?: readonly string[];
  /** State files: raw v4 or `terraform show -json`. */
  readonly states?: readonly string[];
  /** `terraform show -json` of a plan. */
  readonly plan?: string | null;
  /** What `aws ec2 describe-security-groups` printed, or a script made of it. */
  readonly securityGroups?: string | null;
  /** Ask EC2 for groups, rules, interfaces and prefix lists. */
  readonly live?: boolean;
  /** `if-present`: the folder need hold no Terraform where the rules come from EC2. Default `required`. */
  readonly terraform?: 'required' | 'if-present';
}

/** Where traffic and interfaces come from. */
export interface TrafficRequest {
  readonly flowLogs?: readonly string[];
  readonly logFormat?: string | null;
  /** The rollup's folder, read and kept up to date. */
  readonly rollup?: string | null;
  /** The URL of a Trino that holds the logs; the table is the configuration's. */
  readonly trino?: string | null;
  /** Athena holds the logs; the table is the configuration's. */
  readonly athena?: boolean;
  /** Of Athena. Bytes; a run that would scan more asks, or does not begin. */
  readonly maxScan?: number;
  readonly inventory?: readonly string[];
  /** A CSV of the addresses that accepted traffic came from, instead of logs. */
  readonly usedIps?: string | null;
  readonly window?: WindowRequest;
  /** Of logs in S3. Bytes; a run that would download more does not begin. */
  readonly maxDownload?: number;
  /** The folder for what is downloaded until it is read, and the bytes that may lie in it. */
  readonly spool?: string;
  readonly spoolLimit?: number;
}

export interface JudgementRequest {
  readonly only?: readonly CheckId[];
  readonly skip?: readonly CheckId[];
  readonly failOn?: FailOn;
  /** A file of findings that are known and accepted, instead of the configuration's. */
  readonly baseline?: string | null;
  /** Make the baseline what is found now. */
  readonly updateBaseline?: boolean;
}

/** Where AWS is asked; what is not given is the configuration's, then the environment's. */
export interface AwsRequest {
  readonly profile?: string;
  readonly region?: string;
}

export interface CommonRequest {
  /** A configuration file instead of the nearest `.sgaudit.yaml`. */
  readonly config?: string | null;
  readonly language?: Language;
  /** Called with what is going on, at most a few times a second. */
  readonly onProgress?: (message: string) => void;
  /** Called with what is worth keeping in view: how much will be downloaded. */
  readonly onNotice?: (message: string) => void;
  /** Asks a person; absent where there is none. */
  readonly confirm?: (question: string) => Promise<boolean>;
  readonly aws?: AwsRequest;
  readonly signal?: AbortSignal;
}

export interface ShowRequest extends RulesRequest, CommonRequest {}

/** Removals are written to the files. */
export interface FixRequest {
  /** Say what would be done, and write nothing. */
  readonly dryRun: boolean;
  /** Write files with changes that are not committed, too. */
  readonly force: boolean;
  /** Narrow rules as well, where their finding has an edit for it. */
  readonly narrow: boolean;
}

export interface LintRequest extends RulesRequest, TrafficRequest, JudgementRequest, CommonRequest {
  /** Offer redundant rules for removal too. */
  readonly includeRedundant?: boolean;
  readonly fix?: FixRequest;
  /** Order the removals into at most so many steps. */
  readonly removalSteps?: number;
  /** Have Terraform plan each removal. It runs the providers that the configuration names, so it is asked for. */
  readonly verify?: 'terraform';
}

/** The change is the plan, or from the commit `base` to the files as they are. */
export interface GateRequest extends RulesRequest, TrafficRequest, JudgementRequest, CommonRequest {
  readonly base?: string | null;
}

export interface ExplainRequest
  extends RulesRequest,
    TrafficRequest,
    JudgementRequest,
    CommonRequest {
  /** What the rules go by: address, key, id, or `FILE:LINE`. */
  readonly rule: string;
}
