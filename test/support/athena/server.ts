import { randomUUID } from 'node:crypto';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type ScriptedServer, startServer } from '../scripted-server.ts';
import type { TrinoServer } from '../trino/server.ts';

/** A query as the local Athena knows it. */
export interface LocalQuery {
  readonly id: string;
  readonly sql: string;
  readonly token: string;
  readonly outputLocation: string;
  state: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  reason: string;
  scannedBytes: number;
  rows: number;
}

export interface LocalWorkgroup {
  readonly output?: string;
  readonly isEnforced?: boolean;
  readonly scanLimit?: number;
  readonly state?: 'ENABLED' | 'DISABLED';
}

/** What a test wants to go wrong, or to take long. */
export interface Script {
  /** So many of the next requests for this action are throttled. */
  throttle?: { readonly action: string; times: number };
  /** The next query fails so, after it has begun. */
  failNext?: string;
  /** Queries stay RUNNING until it is lifted. */
  hold?: boolean;
  /** Called with each query when it begins. */
  onStart?: (query: LocalQuery) => void;
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
 * Athena's JSON protocol on a loopback port: SQL runs on a real Trino, results go to S3 as Athena writes them, UNLOAD
 * writes parquet. States, delays and failures are as the test's script says.
 */
export async function startAthena(trino: TrinoServer, s3: S3Client): Promise<LocalAthena> {
  const athena = new Athena(trino, s3);
  const server: ScriptedServer = await startServer(async ({ headers, body }) => {
    const action = String(headers['x-amz-target'] ?? '').replace('AmazonAthena.', '');
    return athena.answer(action, JSON.parse(body || '{}') as Request);
  });
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
const refuse = (name: string, message: string) => ({
  status: 400,
  headers: JSON_TYPE,
  body: JSON.stringify({ __type: name, message, Message: message }),
});

class Athena {
  readonly queries: LocalQuery[] = [];
  readonly script: Script = {};
  readonly workgroups = new Map<string, LocalWorkgroup>([['primary', {}]]);
  readonly #trino: TrinoServer;
  readonly #s3: S3Client;

  constructor(trino: TrinoServer, s3: S3Client) {
    this.#trino = trino;
    this.#s3 = s3;
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
    const { output, isEnforced = false, scanLimit, state = 'ENABLED' } = workgroup;
    return ok({
      WorkGroup: {
        ...{ Name: name, State: state },
        Configuration: {
          EnforceWorkGroupConfiguration: isEnforced,
          ...(output ? { ResultConfiguration: { OutputLocation: output } } : {}),
          ...(scanLimit ? { BytesScannedCutoffPerQuery: scanLimit } : {}),
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
      ...{ id, sql, token, state: 'QUEUED', reason: '', scannedBytes: 0, rows: 0 },
      outputLocation: `${place.replace(/\/?$/, '/')}${id}.csv`,
    };
    this.queries.push(query);
    this.script.onStart?.(query);
    void this.#run(query, workgroup);
    return ok({ QueryExecutionId: id });
  }

  async #run(query: LocalQuery, workgroup: LocalWorkgroup): Promise<void> {
    if (query.state === 'QUEUED') query.state = 'RUNNING';
    const failure = this.script.failNext;
    delete this.script.failNext;
    try {
      if (failure !== undefined) throw new Error(failure);
      const rows = await this.#execute(query);
      while (this.script.hold && query.state === 'RUNNING') {
        await new Promise((later) => setTimeout(later, 20));
      }
      if (query.state !== 'RUNNING') return;
      if (workgroup.scanLimit !== undefined && query.scannedBytes > workgroup.scanLimit) {
        throw new Error(`Query cancelled! : Bytes scanned limit was exceeded`);
      }
      if (rows !== null) await this.#keep(query.outputLocation, rows);
      query.state = 'SUCCEEDED';
    } catch (error) {
      if (query.state === 'CANCELLED') return;
      query.state = 'FAILED';
      query.reason = (error as Error).message;
    }
  }

  /** The rows of a SELECT with their header; null of an UNLOAD, which writes them itself. */
  async #execute(query: LocalQuery): Promise<unknown[][] | null> {
    const unload =
      /^UNLOAD \(([\s\S]*)\) TO '([^']*)' WITH \(format = 'PARQUET', compression = 'ZSTD'\)$/.exec(
        query.sql,
      );
    if (!unload) {
      const names = query.sql.slice(7, query.sql.indexOf(' FROM ')).replaceAll('"', '').split(', ');
      const rows = await this.#ask(query, query.sql);
      query.rows = rows.length;
      return [names, ...rows];
    }
    const table = `hive.unloads."q_${query.id.replaceAll('-', '')}"`;
    await this.#trino.run('CREATE SCHEMA IF NOT EXISTS hive.unloads');
    const create = `CREATE TABLE ${table} WITH (format = 'PARQUET', external_location = '${unload[2]}') AS ${unload[1]}`;
    const [[written] = []] = await this.#ask(query, create);
    query.rows = Number(written);
    return null;
  }

  #ask(query: LocalQuery, sql: string): Promise<unknown[][]> {
    return this.#trino.run(sql, (bytes) => {
      query.scannedBytes = bytes;
    });
  }

  async #keep(location: string, rows: readonly unknown[][]): Promise<void> {
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(location) ?? [];
    const cell = (value: unknown) =>
      value === null ? '' : `"${String(value).replaceAll('"', '""')}"`;
    const body = rows.map((row) => `${row.map(cell).join(',')}\n`).join('');
    await this.#s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: Buffer.from(body) }),
    );
    await this.#s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: `${key}.metadata`, Body: Buffer.alloc(0) }),
    );
  }
}

function described(query: LocalQuery) {
  return {
    QueryExecutionId: query.id,
    Query: query.sql,
    Status: {
      State: query.state,
      ...(query.reason ? { StateChangeReason: query.reason } : {}),
    },
    Statistics: { DataScannedInBytes: query.scannedBytes },
    ResultConfiguration: { OutputLocation: query.outputLocation },
  };
}

function unknown() {
  return refuse('InvalidRequestException', 'QueryExecution was not found');
}
