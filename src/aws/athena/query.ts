import { setTimeout as wait } from 'node:timers/promises';
import { SgauditError } from '../../model/problem.ts';
import { AwsAccess } from '../clients.ts';
import { cancelled, explainRefusal, explainState, explainUnknown } from './failures.ts';

/** Where queries run. */
export interface AthenaPlace {
  readonly database: string;
  readonly workgroup: string;
}

/** A query that has succeeded. */
export interface AthenaExecution {
  readonly id: string;
  readonly scannedBytes: number;
  /** As it was sent. */
  readonly sql: string;
  /** The object that holds the rows of a SELECT. */
  readonly outputLocation: string | null;
  /** The object that names the files which an UNLOAD wrote. */
  readonly manifest: string | null;
}

/** What a workgroup says of its queries. */
export interface Workgroup {
  /** Its own place for results, and whether queries may name another. */
  readonly output: string | null;
  readonly isEnforced: boolean;
  /** A query that scans more is stopped, and billed. */
  readonly scanLimit: number | null;
  /** `Athena engine version 3`; null where it does not say. */
  readonly engine: string | null;
}

/** @throws SgauditError `athena-workgroup` where it is disabled or does not exist, `aws-…` */
export async function readWorkgroup(aws: AwsAccess, name: string): Promise<Workgroup> {
  const [client, { GetWorkGroupCommand }] = await Promise.all([
    aws.client('athena'),
    import('@aws-sdk/client-athena'),
  ]);
  const { WorkGroup } = await aws.call(
    { action: 'athena:GetWorkGroup', resource: `workgroup ${name}` },
    (options) =>
      client.send(new GetWorkGroupCommand({ WorkGroup: name }), options).catch(explainRefusal),
  );
  if (!WorkGroup) {
    throw new SgauditError(
      'athena-workgroup',
      `there is no workgroup ${name}: check athena.workgroup and the region`,
    );
  }
  if (WorkGroup.State === 'DISABLED') {
    throw new SgauditError(
      'athena-workgroup',
      `the workgroup ${name} is disabled: enable it, or name another in athena.workgroup`,
    );
  }
  const {
    ResultConfiguration,
    EnforceWorkGroupConfiguration,
    BytesScannedCutoffPerQuery,
    EngineVersion,
  } = WorkGroup.Configuration ?? {};
  return {
    output: ResultConfiguration?.OutputLocation ?? null,
    isEnforced: EnforceWorkGroupConfiguration ?? false,
    scanLimit: BytesScannedCutoffPerQuery ?? null,
    engine: EngineVersion?.EffectiveEngineVersion ?? null,
  };
}

/**
 * Starts a query. The token is the query's: where it was started before, that one is answered, and nothing runs twice.
 * `output` is where results go; null where the workgroup says it.
 */
export async function startQuery(
  aws: AwsAccess,
  place: AthenaPlace,
  query: { readonly sql: string; readonly token: string; readonly output: string | null },
): Promise<string> {
  const [client, { StartQueryExecutionCommand }] = await Promise.all([
    aws.client('athena'),
    import('@aws-sdk/client-athena'),
  ]);
  const command = new StartQueryExecutionCommand({
    QueryString: query.sql,
    ClientRequestToken: query.token,
    WorkGroup: place.workgroup,
    QueryExecutionContext: { Database: place.database, Catalog: 'AwsDataCatalog' },
    ...(query.output === null ? {} : { ResultConfiguration: { OutputLocation: query.output } }),
  });
  const { QueryExecutionId } = await aws.call(
    { action: 'athena:StartQueryExecution', resource: `workgroup ${place.workgroup}` },
    (options) => client.send(command, options).catch(explainRefusal),
  );
  return QueryExecutionId ?? '';
}

/** Between two questions for a query's state: at first, and at most. The last one is time that the run loses. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 300;
/** So many questions in a row may fail for throttling or the network: the query runs on meanwhile, and is paid. */
const PATIENCE = 10;
const PASSES = new Set(['aws-throttled', 'aws-network']);

/**
 * Waits for a query's end. When the run is stopped, the query is stopped as well.
 * @throws SgauditError `athena-…` with Athena's reason, `athena-forgotten` where Athena does not know the query
 */
export async function waitForQuery(
  aws: AwsAccess,
  id: string,
  onProgress: (scannedBytes: number) => void,
): Promise<AthenaExecution> {
  const { signal } = aws.settings;
  try {
    let failures = 0;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.2, LONGEST_PAUSE_MS)) {
      const query = await describeQuery(aws, id).catch((error: SgauditError) => {
        if (!PASSES.has(error.code) || ++failures === PATIENCE) throw error;
        return null;
      });
      if (query) {
        failures = 0;
        const ended = endOf(query);
        if (ended) return ended;
        onProgress(query.scannedBytes);
      }
      await wait(pause, undefined, signal ? { signal } : {}).catch(() => signal?.throwIfAborted());
    }
  } catch (error) {
    if (signal?.aborted) await stopQuery(aws, id);
    throw error;
  }
}

/** What Athena knows of a query. */
export interface AthenaQuery extends AthenaExecution {
  readonly state: string;
  readonly reason: string;
}

/** @throws SgauditError `athena-forgotten` where Athena does not know it, `aws-…` */
export async function describeQuery(aws: AwsAccess, id: string): Promise<AthenaQuery> {
  const [client, { GetQueryExecutionCommand }] = await Promise.all([
    aws.client('athena'),
    import('@aws-sdk/client-athena'),
  ]);
  const { QueryExecution } = await aws.call(
    { action: 'athena:GetQueryExecution', resource: `query ${id}` },
    (options) =>
      client
        .send(new GetQueryExecutionCommand({ QueryExecutionId: id }), options)
        .catch((error: Error) => explainUnknown(id, error)),
  );
  const { Status, Statistics, ResultConfiguration, Query } = QueryExecution ?? {};
  return {
    id,
    state: Status?.State ?? '',
    reason: Status?.StateChangeReason ?? Status?.AthenaError?.ErrorMessage ?? '',
    scannedBytes: Statistics?.DataScannedInBytes ?? 0,
    sql: Query ?? '',
    outputLocation: ResultConfiguration?.OutputLocation ?? null,
    manifest: Statistics?.DataManifestLocation ?? null,
  };
}

/**
 * A query that has succeeded, null while it has not ended.
 * @throws SgauditError `athena-…` with Athena's reason
 */
export function endOf(query: AthenaQuery): AthenaExecution | null {
  switch (query.state) {
    case 'SUCCEEDED':
      return query;
    case 'FAILED':
      throw explainState(query.id, query.reason);
    case 'CANCELLED':
      throw cancelled(query.id, query.reason);
    default:
      return null;
  }
}

/** Stops a query though the run's own signal has fired. That it cannot be stopped is not told: the run ends anyway. */
export async function stopQuery(aws: AwsAccess, id: string): Promise<void> {
  const { signal: _, ...settings } = aws.settings;
  const last = new AwsAccess({ ...settings, maxAttempts: 2 });
  try {
    const [client, { StopQueryExecutionCommand }] = await Promise.all([
      last.client('athena'),
      import('@aws-sdk/client-athena'),
    ]);
    await client.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
  } catch {
    // The reason that the run was stopped for is the one to tell.
  } finally {
    await last.close();
  }
}

/** How many rows a query answered; null where that cannot be asked. */
export async function rowsOf(aws: AwsAccess, id: string): Promise<number | null> {
  const [client, { GetQueryRuntimeStatisticsCommand }] = await Promise.all([
    aws.client('athena'),
    import('@aws-sdk/client-athena'),
  ]);
  const command = new GetQueryRuntimeStatisticsCommand({ QueryExecutionId: id });
  const answer = await aws
    .call({ action: 'athena:GetQueryRuntimeStatistics', resource: `query ${id}` }, (options) =>
      client.send(command, options),
    )
    .catch((error: SgauditError) => {
      if (error.code === 'aws-permission') return null;
      throw error;
    });
  return answer?.QueryRuntimeStatistics?.Rows?.OutputRows ?? null;
}
