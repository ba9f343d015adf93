import { SgauditError } from '../model/problem.ts';

/** What the Terraform that records traffic is written from; every value is checked. */
export interface InitSettings {
  readonly vpcIds: readonly string[];
  /** The bucket to create. */
  readonly bucket: string;
  /** Accounts whose flow logs may be delivered to it; the first is the one that this root is applied in. */
  readonly accounts: readonly string[];
  /** Regions whose logs the table has; the first is the one that this root is applied in. */
  readonly regions: readonly string[];
  readonly fileFormat: 'parquet' | 'plain-text';
  readonly hivePartitions: boolean;
  readonly hourlyPartitions: boolean;
  readonly aggregationSeconds: 60 | 600;
  /** Days after which log files go. */
  readonly retentionDays: number;
  /** A database, table and workgroup of Athena. */
  readonly athena: boolean;
  /** Bytes that one query may scan. */
  readonly scanLimit: number;
  /** `owner/repository`, whose workflows may collect; null: none. */
  readonly github: string | null;
}

/** AWS takes no lower cut-off. */
const LEAST_SCAN = 10_000_000;

interface Rule {
  readonly flag: string;
  readonly pattern: RegExp;
  readonly example: string;
}

export const VALUE_RULES = {
  vpcIds: { flag: '--vpc-id', pattern: /^vpc-[0-9a-f]{8,17}$/, example: 'vpc-0123456789abcdef0' },
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  bucket: {
    flag: '--bucket',
    pattern: /^(?!xn--|sthree-)(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    example: 'my-flow-logs',
  },
  accounts: { flag: '--account', pattern: /^\d{12}$/, example: '111122223333' },
  regions: { flag: '--region', pattern: /^[a-z]{2}(-[a-z]+)+-\d$/, example: 'eu-west-1' },
  github: {
    flag: '--github',
    pattern: /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100}$/,
    example: 'owner/repository',
  },
} as const satisfies Record<string, Rule>;

/** @throws SgauditError `usage` that names the flag and shows a right value */
export function checkSettings(settings: InitSettings): InitSettings {
  for (const each of settings.vpcIds) check(VALUE_RULES.vpcIds, each);
  check(VALUE_RULES.bucket, settings.bucket);
  for (const each of settings.accounts) check(VALUE_RULES.accounts, each);
  for (const each of settings.regions) check(VALUE_RULES.regions, each);
  if (settings.github !== null) check(VALUE_RULES.github, settings.github);
  const partitions = new Set(settings.regions.map(partitionOf));
  if (partitions.size > 1) {
    throw new SgauditError(
      'usage',
      `--region ${settings.regions.join(' ')}: a bucket cannot take logs of ${[...partitions].join(' and ')} at once`,
    );
  }
  if (settings.scanLimit < LEAST_SCAN) {
    throw new SgauditError('usage', '--scan-limit: Athena takes no less than 10MB');
  }
  if (!Number.isInteger(settings.retentionDays) || settings.retentionDays < 14) {
    throw new SgauditError('usage', '--retention-days: give at least 14, as fewer prove nothing');
  }
  return settings;
}

function check({ flag, pattern, example }: Rule, value: string): void {
  if (pattern.test(value)) return;
  throw new SgauditError('usage', `${flag} ${JSON.stringify(value)}: give it as in ${example}`);
}

/** The partition that an ARN names. */
export function partitionOf(region: string): 'aws' | 'aws-cn' | 'aws-us-gov' {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
