import type { ErrorCode } from '../../model/error-codes.ts';
import { SgauditError } from '../../model/problem.ts';

/** A failure as the protocol reports it. */
export interface TrinoFailure {
  readonly message: string;
  readonly errorName?: string;
  readonly errorType?: string;
}

/** What to do about the failures that a user can do something about, by Trino's name for them. */
const ADVICE: Readonly<Record<string, { readonly code: ErrorCode; readonly advice: string }>> = {
  CATALOG_NOT_FOUND: { code: 'trino-table', advice: 'check trino.catalog in the configuration' },
  SCHEMA_NOT_FOUND: { code: 'trino-table', advice: 'check trino.schema in the configuration' },
  TABLE_NOT_FOUND: { code: 'trino-table', advice: 'check trino.table in the configuration' },
  PERMISSION_DENIED: {
    code: 'trino-denied',
    advice: 'the user needs SELECT on the table',
  },
  SESSION_PROPERTY_NOT_FOUND: {
    code: 'trino-session',
    advice: 'check trino.session in the configuration',
  },
  INVALID_SESSION_PROPERTY: {
    code: 'trino-session',
    advice: 'check trino.session in the configuration',
  },
  USER_CANCELED: { code: 'trino-cancelled', advice: 'somebody cancelled it: run again' },
  ADMINISTRATIVELY_KILLED: {
    code: 'trino-cancelled',
    advice: 'an administrator ended it: run again later',
  },
  ADMINISTRATIVELY_PREEMPTED: {
    code: 'trino-cancelled',
    advice: 'an administrator ended it: run again later',
  },
  EXCEEDED_TIME_LIMIT: {
    code: 'trino-limit',
    advice: 'ask for fewer days at once with trino.daysPerQuery, or a shorter --window',
  },
  EXCEEDED_GLOBAL_MEMORY_LIMIT: {
    code: 'trino-limit',
    advice: 'ask for fewer days at once with trino.daysPerQuery',
  },
  EXCEEDED_LOCAL_MEMORY_LIMIT: {
    code: 'trino-limit',
    advice: 'ask for fewer days at once with trino.daysPerQuery',
  },
  CLUSTER_OUT_OF_MEMORY: {
    code: 'trino-limit',
    advice: 'ask for fewer days at once with trino.daysPerQuery',
  },
  EXCEEDED_SCAN_LIMIT: {
    code: 'trino-limit',
    advice: 'ask for fewer days at once with trino.daysPerQuery',
  },
  HIVE_FILE_NOT_FOUND: {
    code: 'trino-table',
    advice:
      "days without logs have no folder: set hive.ignore_absent_partitions (with the catalog's name) to true in trino.session",
  },
  NO_NODES_AVAILABLE: { code: 'trino-limit', advice: 'no worker is up: run again later' },
  QUERY_QUEUE_FULL: { code: 'trino-limit', advice: 'its queue is full: run again later' },
};

/** @returns `trino-table`, `trino-denied`, `trino-session`, `trino-cancelled`, `trino-limit`, else `trino-failed` */
export function explainTrinoError(failure: TrinoFailure, queryId: string): SgauditError {
  const known = ADVICE[failure.errorName ?? ''];
  const message = failure.message.trim().slice(0, 500);
  const what = `Trino: query ${queryId} failed${failure.errorName ? ` (${failure.errorName})` : ''}: ${message}`;
  return new SgauditError(known?.code ?? 'trino-failed', known ? `${what}. ${known.advice}` : what);
}
