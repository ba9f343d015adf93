import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from '../free-port.ts';
import type { RunningTrino, TrinoHome } from './home.ts';

export interface TrinoServer {
  readonly url: string;
  /** The catalog `hive` reads `local:///…` from here. */
  readonly files: string;
  /** Runs a statement to its end and answers its rows; `onBytes` is told what has been read. */
  run(sql: string, onBytes?: (bytes: number) => void): Promise<unknown[][]>;
  stop(): Promise<void>;
}

/** S3 for the catalog `hive`, such as moto's. */
export interface TrinoS3 {
  readonly endpoint: string;
  readonly region: string;
}

/** Where rows are spooled. */
export interface TrinoSpool extends TrinoS3 {
  readonly bucket: string;
  /** How clients get at them. */
  readonly retrieval: 'STORAGE' | 'COORDINATOR_STORAGE_REDIRECT' | 'COORDINATOR_PROXY';
}

/**
 * Starts a Trino of one node on a free loopback port, with a `hive` catalog that lives in a temporary folder; or takes the
 * one that runs, emptied.
 */
export async function startTrino(
  home: TrinoHome,
  s3?: TrinoS3,
  spool?: TrinoSpool,
): Promise<TrinoServer> {
  if (home.kind === 'running') return takeOver(home);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'sgaudit-test-trino-'));
  const files = join(folder, 'files');
  writeConfiguration(folder, files, port, s3, spool);
  const child = spawn(
    join(home.folder, 'bin', 'launcher'),
    ['run', '--etc-dir', join(folder, 'etc'), '--data-dir', join(folder, 'data')],
    {
      stdio: 'ignore',
      // A group of its own: the launcher's child is the machine that runs Trino, and both end by their group's id.
      detached: true,
      env: {
        ...process.env,
        JAVA_HOME: home.java,
        PATH: `${join(home.java, 'bin')}${delimiter}${process.env.PATH}`,
      },
    },
  );
  const end = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', end);
  const stop = async () => {
    process.removeListener('exit', end);
    const ended =
      child.exitCode === null ? new Promise((done) => child.once('exit', done)) : Promise.resolve();
    end();
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await ready(url, () => child.exitCode);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, files, run: (sql, onBytes) => run(url, sql, onBytes), stop };
}

/** Its tables and files go: tests begin with none. It must be asked by one test file at a time. */
async function takeOver({ url, files }: RunningTrino): Promise<TrinoServer> {
  await ready(url, () => null);
  for (const [schema] of await run(url, 'SHOW SCHEMAS FROM hive')) {
    if (schema === 'information_schema') continue;
    const tables = await run(
      url,
      `SELECT table_name, table_type FROM hive.information_schema.tables WHERE table_schema = '${schema}'`,
    );
    for (const [name, type] of tables) {
      const kind = type === 'VIEW' ? 'VIEW' : 'TABLE';
      // The metastore of files lists names as it writes them.
      const quoted = decodeURIComponent(String(name)).replaceAll('"', '""');
      await run(url, `DROP ${kind} hive."${schema}"."${quoted}"`);
    }
    await run(url, `DROP SCHEMA hive."${schema}"`);
  }
  for (const name of readdirSync(files)) {
    if (name !== 'metastore') rmSync(join(files, name), { recursive: true, force: true });
  }
  return { url, files, run: (sql, onBytes) => run(url, sql, onBytes), stop: async () => undefined };
}

function writeConfiguration(
  folder: string,
  files: string,
  port: number,
  s3?: TrinoS3,
  spool?: TrinoSpool,
): void {
  const write = (name: string, lines: readonly string[]) =>
    writeFileSync(join(folder, 'etc', name), `${lines.join('\n')}\n`);
  mkdirSync(join(folder, 'etc', 'catalog'), { recursive: true });
  for (const part of ['data', 'files']) mkdirSync(join(folder, part));
  write('node.properties', ['node.environment=test', `node.data-dir=${join(folder, 'data')}`]);
  write('jvm.config', ['-server', '-Xmx3G', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']);
  write('log.properties', ['io.trino=WARN']);
  write('config.properties', [
    'coordinator=true',
    'node-scheduler.include-coordinator=true',
    'node.internal-address=127.0.0.1',
    `http-server.http.port=${port}`,
    `discovery.uri=http://127.0.0.1:${port}`,
    'query.max-memory-per-node=1GB',
    // A busy machine answers late, and is there all the same.
    'failure-detector.enabled=false',
    ...(spool
      ? [
          'protocol.spooling.enabled=true',
          `protocol.spooling.shared-secret-key=${randomBytes(32).toString('base64')}`,
          `protocol.spooling.retrieval-mode=${spool.retrieval}`,
          'protocol.spooling.inlining.max-rows=10',
          'protocol.spooling.initial-segment-size=1MB',
          'protocol.spooling.maximum-segment-size=1MB',
        ]
      : []),
  ]);
  if (spool) {
    write('spooling-manager.properties', [
      'spooling-manager.name=filesystem',
      'fs.s3.enabled=true',
      `fs.location=s3://${spool.bucket}/`,
      // moto has no keys of customers.
      'fs.segment.encryption=false',
      ...s3Properties(spool),
    ]);
  }
  write('catalog/tpch.properties', ['connector.name=tpch']);
  write('catalog/hive.properties', hiveCatalog(files, s3));
}

/** The properties of the catalog `hive`, as Athena has its tables. */
export function hiveCatalog(files: string, s3?: TrinoS3): string[] {
  return [
    'connector.name=hive',
    'hive.metastore=file',
    'hive.metastore.catalog.dir=local:///metastore',
    'hive.non-managed-table-writes-enabled=true',
    'hive.partition-projection-enabled=true',
    // As Athena has it: a day without logs has no folder.
    'hive.ignore-absent-partitions=true',
    'fs.native-local.enabled=true',
    `local.location=${files}`,
    ...(s3 ? ['fs.native-s3.enabled=true', ...s3Properties(s3)] : []),
  ];
}

function s3Properties({ endpoint, region }: TrinoS3): string[] {
  return [
    `s3.endpoint=${endpoint}`,
    `s3.region=${region}`,
    's3.path-style-access=true',
    's3.aws-access-key=AKIAFAKEFAKEFAKEFAKE',
    's3.aws-secret-key=fake-secret',
  ];
}

async function ready(url: string, exitCode: () => number | null): Promise<void> {
  for (const started = Date.now(); ; ) {
    const code = exitCode();
    if (code !== null) throw new Error(`Trino ended with ${code}`);
    if (Date.now() - started > 180_000) throw new Error('Trino did not start in three minutes');
    const isUp = await fetch(`${url}/v1/info`).then(
      async (reply) =>
        reply.ok && ((await reply.json()) as { starting: boolean }).starting === false,
      () => false,
    );
    // It has started before it knows that it is a node which queries can run on.
    if (isUp && (await canScan(url))) return;
    await new Promise((later) => setTimeout(later, 250));
  }
}

function canScan(url: string): Promise<boolean> {
  return run(url, 'SELECT count(*) FROM tpch.tiny.nation').then(
    () => true,
    () => false,
  );
}

interface Answer {
  readonly nextUri?: string;
  readonly data?: unknown[][];
  readonly error?: { readonly message: string };
  readonly stats: { readonly physicalInputBytes?: number };
}

async function run(
  url: string,
  sql: string,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  const headers = { 'X-Trino-User': 'test', 'X-Trino-Catalog': 'hive', 'X-Trino-Schema': 'logs' };
  let reply = await fetch(`${url}/v1/statement`, { method: 'POST', headers, body: sql });
  for (;;) {
    const answer = (await reply.json()) as Answer;
    onBytes(answer.stats.physicalInputBytes ?? 0);
    if (answer.error) throw new Error(`${answer.error.message}\n${sql}`);
    rows.push(...(answer.data ?? []));
    if (answer.nextUri === undefined) return rows;
    reply = await fetch(answer.nextUri, { headers });
  }
}
