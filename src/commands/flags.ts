import { Flags } from '@oclif/core';
import type {
  AwsRequest,
  CommonRequest,
  JudgementRequest,
  RulesRequest,
  TrafficRequest,
} from '../app/request.ts';
import { DEFAULT_WINDOW, parseWindow } from '../app/window.ts';
import type { FailOn } from '../config/config.ts';
import type { CheckId } from '../lint/check.ts';
import { CHECK_IDS, isCheckId } from '../lint/index.ts';
import { parseBytes } from '../model/bytes.ts';
import { SgauditError } from '../model/problem.ts';

const many = { multiple: true, multipleNonGreedy: true } as const;

export const ruleFlags = {
  'var-file': Flags.string({
    ...many,
    helpGroup: 'rules',
    helpValue: 'FILE',
    description: 'values of variables',
  }),
  var: Flags.string({
    ...many,
    helpGroup: 'rules',
    helpValue: 'NAME=VALUE',
    description: 'value of a variable',
  }),
  plan: Flags.string({
    helpGroup: 'rules',
    helpValue: 'FILE',
    description: '`terraform show -json` of a plan: values that the code alone does not tell',
  }),
  state: Flags.string({
    ...many,
    helpGroup: 'rules',
    helpValue: 'FILE',
    description:
      'Terraform state, raw v4 or `terraform show -json`: ids of groups, rules, interfaces',
  }),
};

/** Rules that EC2 has, beside Terraform or without any. */
export const ec2Flags = {
  'security-groups': Flags.string({
    helpGroup: 'rules',
    helpValue: 'FILE',
    description:
      '`aws ec2 describe-security-groups`, or a script’s reduced form of it; PATH may then hold no Terraform',
    exclusive: ['live'],
  }),
  live: Flags.boolean({
    helpGroup: 'rules',
    description:
      'ask EC2 for groups, rules, interfaces and prefix lists; reads only; PATH may then hold no Terraform',
  }),
};

/** What the flags of EC2's rules say, for a request; `path` is PATH as given. */
export function ec2Request(
  flags: { readonly 'security-groups'?: string | undefined; readonly live?: boolean | undefined },
  path: string | undefined,
): Pick<RulesRequest, 'securityGroups' | 'live' | 'terraform'> {
  const { 'security-groups': securityGroups = null, live = false } = flags;
  const elsewhere = securityGroups !== null || live;
  return {
    securityGroups,
    live,
    terraform: path === undefined && elsewhere ? 'if-present' : 'required',
  };
}

/** Instead of logs; for verdicts alone, as addresses say nothing of ports and times. */
export const usedIpsFlags = {
  'used-ips': Flags.string({
    helpGroup: 'traffic',
    helpValue: 'FILE',
    description:
      'instead of logs, a CSV of the source addresses of accepted traffic, as Athena writes it',
  }),
};

export const trafficFlags = {
  'flow-logs': Flags.string({
    ...many,
    helpGroup: 'traffic',
    helpValue: 'PATH',
    description: 'VPC flow logs: files, folders, globs, s3://bucket/prefix',
  }),
  'log-format': Flags.string({
    helpGroup: 'traffic',
    helpValue: "'${version} …'",
    description: 'fields of files without a header',
  }),
  trino: Flags.string({
    helpGroup: 'traffic',
    helpValue: 'URL',
    description: 'a Trino that holds the logs, in the table that the configuration names',
  }),
  athena: Flags.boolean({
    helpGroup: 'traffic',
    description: 'Athena holds the logs, in the table that the configuration names',
  }),
  rollup: Flags.string({
    helpGroup: 'traffic',
    helpValue: 'DIR',
    description:
      'the rollup’s folder: read, and kept up to date with --flow-logs, --trino or --athena',
  }),
  inventory: Flags.string({
    ...many,
    helpGroup: 'traffic',
    helpValue: 'PATH',
    description:
      'AWS CLI JSON: describe-network-interfaces, describe-security-groups, prefix lists',
  }),
  window: Flags.string({
    helpGroup: 'traffic',
    helpValue: '30d|DAY..DAY',
    description: 'whole UTC days to judge by; so many days end with the newest day of the traffic',
    default: DEFAULT_WINDOW,
  }),
};

/** A size as people write it; in bytes. */
export const size = Flags.custom<number>({
  helpValue: '50GB',
  parse: async (text) => {
    const bytes = parseBytes(text);
    if (bytes !== null && bytes > 0) return bytes;
    throw new SgauditError('usage', `"${text}" is not a size: give it as in 50GB`);
  },
});

/** Where AWS is asked, and as whom. */
export const awsFlags = {
  profile: Flags.string({
    helpGroup: 'AWS',
    helpValue: 'NAME',
    description: 'profile of ~/.aws/config (default: the AWS credential chain)',
  }),
  region: Flags.string({
    helpGroup: 'AWS',
    helpValue: 'REGION',
    description: 'region (default: aws.regions of the configuration, AWS_REGION, the profile’s)',
  }),
};

/** How much Athena may be asked for. */
export const athenaFlags = {
  'max-scan': size({
    helpGroup: 'AWS',
    description: '--athena: ask, or do not begin, when more would be scanned (default: 50GB)',
  }),
};

/** Where Terraform's rules come from, for a request. */
export function rulesRequest(flags: {
  readonly 'var-file'?: string[] | undefined;
  readonly var?: string[] | undefined;
  readonly state?: string[] | undefined;
  readonly plan?: string | undefined;
}): Pick<RulesRequest, 'variableFiles' | 'variables' | 'states' | 'plan'> {
  return {
    variableFiles: flags['var-file'] ?? [],
    variables: flags.var ?? [],
    states: flags.state ?? [],
    plan: flags.plan ?? null,
  };
}

/** Traffic, interfaces and window, wherever the logs lie, for a request. */
export function trafficRequest(
  flags: {
    readonly 'flow-logs'?: string[] | undefined;
    readonly 'log-format'?: string | undefined;
    readonly rollup?: string | undefined;
    readonly inventory?: string[] | undefined;
    readonly window: string;
  } & Parameters<typeof awsRequest>[0] &
    Parameters<typeof s3Request>[0] &
    Parameters<typeof tableRequest>[0],
): TrafficRequest & { aws: AwsRequest } {
  return {
    flowLogs: flags['flow-logs'] ?? [],
    logFormat: flags['log-format'] ?? null,
    rollup: flags.rollup ?? null,
    inventory: flags.inventory ?? [],
    window: parseWindow(flags.window),
    ...awsRequest(flags),
    ...s3Request(flags),
    ...tableRequest(flags),
  };
}

/** Which engine holds the logs, for a request, and who is asked whether much may be scanned: a person at a terminal. */
export function tableRequest(flags: {
  readonly trino?: string | undefined;
  readonly athena?: boolean | undefined;
  readonly 'max-scan'?: number | undefined;
}): Pick<TrafficRequest & CommonRequest, 'trino' | 'athena' | 'maxScan' | 'confirm'> {
  const { trino = null, athena = false, 'max-scan': maxScan } = flags;
  return {
    ...{ trino, athena },
    ...(maxScan === undefined ? {} : { maxScan }),
    ...(process.stdin.isTTY && process.stderr.isTTY ? { confirm } : {}),
  };
}

async function confirm(question: string): Promise<boolean> {
  const { confirm: ask } = await import('@inquirer/prompts');
  return ask({ message: question, default: false }, { output: process.stderr });
}

/** How flow logs are fetched from S3. */
export const s3Flags = {
  'max-download': size({
    helpGroup: 'AWS',
    description: 's3://: do not begin when more would be downloaded (default: 50GB)',
  }),
  spool: Flags.string({
    helpGroup: 'AWS',
    helpValue: 'DIR',
    description: 's3://: folder for what is downloaded until it is read',
  }),
  'spool-limit': size({
    helpGroup: 'AWS',
    description: 's3://: bytes that may lie in the spool at once (default: 20GB)',
  }),
};

/** What the AWS flags say, for a request. */
export function awsRequest(flags: {
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
}): { aws: AwsRequest } {
  const { profile, region } = flags;
  return { aws: { ...(profile ? { profile } : {}), ...(region ? { region } : {}) } };
}

/** What the flags of the S3 spool say, for a request. */
export function s3Request(flags: {
  readonly 'max-download'?: number | undefined;
  readonly spool?: string | undefined;
  readonly 'spool-limit'?: number | undefined;
}): Pick<TrafficRequest, 'maxDownload' | 'spool' | 'spoolLimit'> {
  const { 'max-download': maxDownload, spool, 'spool-limit': spoolLimit } = flags;
  return {
    ...(maxDownload === undefined ? {} : { maxDownload }),
    ...(spool === undefined ? {} : { spool }),
    ...(spoolLimit === undefined ? {} : { spoolLimit }),
  };
}

/** A check's id, or a usage error that names the known ones. */
const check = Flags.custom<CheckId>({
  helpValue: 'CHECK',
  parse: async (text) => {
    if (isCheckId(text)) return text;
    throw new SgauditError('usage', `there is no check "${text}"; known: ${CHECK_IDS.join(', ')}`);
  },
});

/** Which checks run and what counts as failed, for a request. */
export function judgementRequest(flags: {
  readonly only?: CheckId[] | undefined;
  readonly skip?: CheckId[] | undefined;
  readonly baseline?: string | undefined;
  readonly 'update-baseline': boolean;
  readonly 'fail-on'?: FailOn | undefined;
}): JudgementRequest {
  return {
    only: flags.only ?? [],
    skip: flags.skip ?? [],
    baseline: flags.baseline ?? null,
    updateBaseline: flags['update-baseline'],
    ...(flags['fail-on'] ? { failOn: flags['fail-on'] } : {}),
  };
}

export const judgementFlags = {
  'fail-on': Flags.option({
    options: ['error', 'warning', 'note', 'never'] as const,
    helpGroup: 'judgement',
    description: 'exit with 1 from this severity on (default: warning)',
  })(),
  only: check({ ...many, helpGroup: 'judgement', description: 'run this check only' }),
  skip: check({ ...many, helpGroup: 'judgement', description: 'leave this check out' }),
  baseline: Flags.string({
    helpGroup: 'judgement',
    helpValue: 'FILE',
    description: 'findings that are known and accepted: they do not count',
  }),
  'update-baseline': Flags.boolean({
    helpGroup: 'judgement',
    description: 'make the baseline what is found now',
  }),
};
