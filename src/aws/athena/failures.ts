import type { ErrorCode } from '../../model/error-codes.ts';
import { SgauditError } from '../../model/problem.ts';

interface Reason {
  readonly fits: RegExp;
  readonly code: ErrorCode;
  readonly advice: string;
}

const FEWER_DAYS = 'ask for fewer days at once with athena.daysPerQuery, or a shorter --window';

/** Athena's reasons for a failed query that a user can do something about. The first that fits holds. */
const REASONS: readonly Reason[] = [
  {
    fits: /bytes scanned limit/i,
    code: 'athena-scan-limit',
    advice: `the workgroup's limit for a query was reached, and what was scanned until then is billed: ${FEWER_DAYS}, or have the limit raised`,
  },
  {
    fits: /\bkms\b/i,
    code: 'athena-permission',
    advice:
      "a KMS key encrypts the logs or the results, and the caller may not use it, or it is disabled: kms:Decrypt for the logs, kms:GenerateDataKey and kms:Decrypt for the results, in the key's policy and in the caller's",
  },
  {
    fits: /access ?denied|not authorized|insufficient permission|forbidden/i,
    code: 'athena-permission',
    advice:
      "the caller needs to read the logs' bucket and to write the results' (s3:GetObject, s3:PutObject, s3:ListBucket, s3:GetBucketLocation), and kms:Decrypt where they are encrypted",
  },
  {
    fits: /HIVE_(BAD_DATA|CURSOR_ERROR|PARTITION_SCHEMA_MISMATCH|CANNOT_OPEN_SPLIT|INVALID_METADATA|FILESYSTEM_ERROR)/,
    code: 'athena-data',
    advice:
      'a file is not what the table says: its name stands above; remove or repair it, or the table',
  },
  {
    fits: /(TABLE|SCHEMA|COLUMN)_NOT_FOUND|does not exist|cannot be resolved/i,
    code: 'athena-table',
    advice: 'check athena.database and athena.table, and that the table is as Glue says',
  },
  {
    fits: /exhausted resources|time ?out|exceeded.*limit|EXCEEDED_/i,
    code: 'athena-limit',
    advice: FEWER_DAYS,
  },
  {
    fits: /throttl|SlowDown|TooManyRequests|rate exceeded/i,
    code: 'aws-throttled',
    advice: 'run it again later',
  },
];

export function explainState(id: string, reason: string): SgauditError {
  const text = reason.replace(/\s+/g, ' ').trim().slice(0, 500);
  const known = REASONS.find(({ fits }) => fits.test(text));
  const what = `Athena: query ${id} failed${text ? `: ${text}` : ''}`;
  return new SgauditError(
    known?.code ?? 'athena-failed',
    known ? `${what}. What to do: ${known.advice}` : what,
  );
}

export function cancelled(id: string, reason: string): SgauditError {
  const text = reason.replace(/\s+/g, ' ').trim().slice(0, 500);
  if (/bytes scanned limit/i.test(text)) return explainState(id, text);
  return new SgauditError(
    'athena-cancelled',
    `Athena: query ${id} was cancelled by somebody else${text ? ` (${text})` : ''}: run again; what it had scanned is billed`,
  );
}

/** Athena keeps queries for 45 days, and each account its own. Passes on what is no word of a query. */
export function explainUnknown(id: string, error: Error): never {
  if (error.name !== 'InvalidRequestException') throw error;
  throw new SgauditError('athena-forgotten', `Athena does not know query ${id}: ${error.message}`);
}

/** What Athena says before a query runs. Passes on what is not its own. */
export function explainRefusal(error: unknown): never {
  const { name, message = '' } = error as Error;
  if (name !== 'InvalidRequestException') throw error;
  if (/output location/i.test(message)) {
    throw new SgauditError(
      'athena-output',
      `Athena: ${message}. Set athena.output to an s3:// prefix for results, or a workgroup that has one`,
    );
  }
  const isWorkgroup = /work ?group/i.test(message);
  throw new SgauditError(
    isWorkgroup ? 'athena-workgroup' : 'athena-failed',
    `Athena refused the query: ${message}${isWorkgroup ? '. Check athena.workgroup and the region' : ''}`,
  );
}
