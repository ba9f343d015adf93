import { randomUUID } from 'node:crypto';
import { type Reply, type ScriptedServer, startServer } from '../scripted-server.ts';

/** A query as the local Athena knows it. */
export interface LocalQuery {
  readonly id: string;
  readonly sql: string;
  readonly token: string;
  readonly outputLocation: string;
  /** The files that an UNLOAD wrote. */
  written: readonly string[];
  state: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  reason: string;
  scannedBytes: number;
  rows: number;
  /** How long it ran, in milliseconds. */
  lasted: number;
}

/** What runs the queries and keeps what they answer. */
export interface QueryMachine {
  /** Runs a SELECT, sets what it has scanned, and answers its rows. */
  select(query: LocalQuery, sql: string): Promise<unknown[][]>;
  /** Writes what a SELECT answers below a prefix, as parquet. Answers the files, and sets what was scanned and the rows. */
  unload(query: LocalQuery, sql: string, prefix: string): Promise<readonly string[]>;
  put(url: string, body: string): Promise<void>;
}

export interface LocalWorkgroup {
  readonly output?: string;
  readonly isEnforced?: boolean;
  readonly scanLimit?: number;
  readonly state?: 'ENABLED' | 'DISABLED';
  readonly engine?: string;
}

/** What a test wants to go wrong, or to take long. */
export interface Script {
  /** So many of the next requests for this action are throttled. */
  throttle?: { readonly action: string; times: number };
  /** The next query fails so, after it has begun. */
  failNext?: string;
  /** Queries stay RUNNING until it is lifted. */
  hold?: boolean;
  /** A query runs for so long at least, in milliseconds. */
  duration?: number;
  /** Called with each query when it begins. */
  onStart?: (query: LocalQuery) => void;
  /** Answers instead of Athena where it does not answer null. */
  fault?: (action: string, query: LocalQuery | null) => Reply | null;
  /** Called when Athena has answered, before the answer is sent. */
  onAnswer?: (action: string, query: LocalQuery | null) => void;
  /** The caller may not ask for row counts. */
  hidesRows?: boolean;
}

export interface LocalAthena {
  readonly url: string;
  readonly queries: readonly LocalQuery[];
  readonly script: Script;
  readonly workgroups: Map<string, LocalWorkgroup>;
  /** Ends a query as another user would. */
  cancel(id: string): void;
  stop(): Promise<void>;
}

interface Request {
  readonly QueryString?: string;
  readonly ClientRequestToken?: string;
  readonly WorkGroup?: string;
  readonly QueryExecutionId?: string;
  readonly ResultConfiguration?: { readonly OutputLocation?: string };
}

/**
 * Athena's JSON protocol on a loopback port: a machine runs the SQL, results go to S3 as Athena writes them, UNLOAD
 * writes parquet. States, delays and failures are as the test's script says.
 */
export async function startAthena(machine: QueryMachine, latency = 0): Promise<LocalAthena> {
  const athena = new Athena(machine);
  const server: ScriptedServer = await startServer(async ({ headers, body }) => {
    const action = String(headers['x-amz-target'] ?? '').replace('AmazonAthena.', '');
    const request = JSON.parse(body || '{}') as Request;
    const fault = athena.script.fault?.(action, athena.queryOf(request));
    if (fault) return fault;
    const reply = athena.answer(action, request);
    athena.script.onAnswer?.(action, athena.queryOf(request));
    return reply;
  }, latency);
  return {
    url: server.url,
    queries: athena.queries,
    script: athena.script,
    workgroups: athena.workgroups,
    cancel: (id) => athena.cancel(id),
    stop: () => server.stop(),
  };
}

const JSON_TYPE = { 'content-type': 'application/x-amz-json-1.1' };
const ok = (body: object) => ({ headers: JSON_TYPE, body: JSON.stringify(body) });
/** As AWS's JSON protocol refuses. */
export const refuse = (name: string, message: string) => ({
  status: 400,
  headers: JSON_TYPE,
  body: JSON.stringify({ __type: name, message, Message: message }),
});

class Athena {
  readonly queries: LocalQuery[] = [];
  readonly script: Script = {};
  readonly workgroups = new Map<string, LocalWorkgroup>([['primary', {}]]);
  readonly #machine: QueryMachine;

  constructor(machine: QueryMachine) {
    this.#machine = machine;
  }

  queryOf({ QueryExecutionId: id, ClientRequestToken: token }: Request): LocalQuery | null {
    return this.queries.find((query) => query.id === id || query.token === token) ?? null;
  }

  answer(action: string, request: Request) {
    const { throttle } = this.script;
    if (throttle?.action === action && throttle.times > 0) {
      throttle.times--;
      return refuse('TooManyRequestsException', 'Rate exceeded');
    }
    const query = this.queries.find(({ id }) => id === request.QueryExecutionId);
    switch (action) {
      case 'StartQueryExecution':
        return this.#start(request);
      case 'GetWorkGroup':
        return this.#workgroup(request.WorkGroup ?? '');
      case 'GetQueryExecution':
        return query ? ok({ QueryExecution: described(query) }) : unknown();
      case 'GetQueryRuntimeStatistics':
        if (this.script.hidesRows) return refuse('AccessDeniedException', 'not authorized');
        return query
          ? ok({ QueryRuntimeStatistics: { Rows: { OutputRows: query.rows } } })
          : unknown();
      case 'StopQueryExecution':
        if (query) this.cancel(query.id);
        return query ? ok({}) : unknown();
      default:
        return refuse('UnknownOperationException', action);
    }
  }

  cancel(id: string): void {
    const query = this.queries.find((each) => each.id === id);
    if (!query || !/QUEUED|RUNNING/.test(query.state)) return;
    query.state = 'CANCELLED';
    query.reason = 'Query was cancelled by a user';
  }

  #workgroup(name: string) {
    const workgroup = this.workgroups.get(name);
    if (!workgroup) return refuse('InvalidRequestException', `WorkGroup ${name} is not found.`);
    const { output, isEnforced = false, scanLimit, state = 'ENABLED', engine } = workgroup;
    return ok({
      WorkGroup: {
        ...{ Name: name, State: state },
        Configuration: {
          EnforceWorkGroupConfiguration: isEnforced,
          ...(output ? { ResultConfiguration: { OutputLocation: output } } : {}),
          ...(scanLimit ? { BytesScannedCutoffPerQuery: scanLimit } : {}),
          ...(engine ? { EngineVersion: { EffectiveEngineVersion: engine } } : {}),
        },
      },
    });
  }

  #start(request: Request) {
    const { QueryString: sql = '', ClientRequestToken: token = '' } = request;
    const known = this.queries.find((query) => query.token === token);
    if (known) {
      return known.sql === sql
        ? ok({ QueryExecutionId: known.id })
        : refuse('InvalidRequestException', 'Idempotent parameters do not match');
    }
    const workgroup = this.workgroups.get(request.WorkGroup ?? 'primary') ?? {};
    const given = request.ResultConfiguration?.OutputLocation;
    const place = workgroup.isEnforced ? workgroup.output : (given ?? workgroup.output);
    if (!place) return refuse('InvalidRequestException', 'No output location provided.');
    const id = randomUUID();
    const query: LocalQuery = {
      ...{
        id,
        sql,
        token,
        state: 'QUEUED',
        reason: '',
        scannedBytes: 0,
        rows: 0,
        written: [],
        lasted: 0,
      },
      outputLocation: `${place.replace(/\/?$/, '/')}${id}.csv`,
    };
    this.queries.push(query);
    this.script.onStart?.(query);
    void this.#run(query, workgroup);
    return ok({ QueryExecutionId: id });
  }

  async #run(query: LocalQuery, workgroup: LocalWorkgroup): Promise<void> {
    if (query.state === 'QUEUED') query.state = 'RUNNING';
    const { failNext: failure, duration = 0 } = this.script;
    const from = performance.now();
    const lasts = new Promise((later) => setTimeout(later, duration));
    delete this.script.failNext;
    try {
      if (failure !== undefined) throw new Error(failure);
      const rows = await this.#execute(query);
      await lasts;
      while (this.script.hold && query.state === 'RUNNING') {
        await new Promise((later) => setTimeout(later, 20));
      }
      if (query.state !== 'RUNNING') return;
      if (workgroup.scanLimit !== undefined && query.scannedBytes > workgroup.scanLimit) {
        throw new Error(`Query cancelled! : Bytes scanned limit was exceeded`);
      }
      await this.#keep(query, rows);
      query.state = 'SUCCEEDED';
    } catch (error) {
      if (query.state === 'CANCELLED') return;
      query.state = 'FAILED';
      query.reason = (error as Error).message;
    } finally {
      query.lasted = performance.now() - from;
    }
  }

  /** The rows of a SELECT with their header; null of an UNLOAD, whose files are written. */
  async #execute(query: LocalQuery): Promise<unknown[][] | null> {
    const unload =
      /^UNLOAD \(([\s\S]*)\) TO '([^']*)' WITH \(format = 'PARQUET', compression = 'ZSTD'\)$/.exec(
        query.sql,
      );
    if (unload) {
      query.written = await this.#machine.unload(query, unload[1] ?? '', unload[2] ?? '');
      return null;
    }
    const names = query.sql.slice(7, query.sql.indexOf(' FROM ')).replaceAll('"', '').split(', ');
    const rows = await this.#machine.select(query, query.sql);
    query.rows = rows.length;
    return [names, ...rows];
  }

  async #keep(query: LocalQuery, rows: readonly unknown[][] | null): Promise<void> {
    if (rows === null) {
      return this.#machine.put(manifestOf(query), query.written.map((url) => `${url}\n`).join(''));
    }
    const cell = (value: unknown) =>
      value === null ? '' : `"${String(value).replaceAll('"', '""')}"`;
    const body = rows.map((row) => `${row.map(cell).join(',')}\n`).join('');
    await this.#machine.put(query.outputLocation, body);
    await this.#machine.put(`${query.outputLocation}.metadata`, '');
  }
}

const isUnload = ({ sql }: LocalQuery) => sql.startsWith('UNLOAD');
const manifestOf = ({ outputLocation }: LocalQuery) =>
  outputLocation.replace(/\.csv$/, '-manifest.csv');

function described(query: LocalQuery) {
  return {
    QueryExecutionId: query.id,
    Query: query.sql,
    Status: {
      State: query.state,
      ...(query.reason ? { StateChangeReason: query.reason } : {}),
    },
    Statistics: {
      DataScannedInBytes: query.scannedBytes,
      ...(isUnload(query) && query.state === 'SUCCEEDED'
        ? { DataManifestLocation: manifestOf(query) }
        : {}),
    },
    ResultConfiguration: { OutputLocation: query.outputLocation },
  };
}

function unknown() {
  return refuse('InvalidRequestException', 'QueryExecution was not found');
}
