import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { useAwsEnvironment } from '../aws-environment.ts';
import { type S3Server, startS3 } from '../s3-server.ts';
import { startServer } from '../scripted-server.ts';
import { duckdbMachine } from './duckdb-machine.ts';
import { type LocalAthena, refuse, startAthena } from './server.ts';

export const EXAMPLE = fileURLToPath(new URL('../../../examples/terraform', import.meta.url));
const LOGS = join(EXAMPLE, 'flow-logs');
/** The example's flow log with all fields. */
const LOG = 'fl-0d01c0948a6e4c909';
const FIELDS =
  'version account-id vpc-id subnet-id instance-id interface-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr srcport dstport protocol tcp-flags type flow-direction packets bytes start end action log-status'.split(
    ' ',
  );
const INTEGERS = /^(version|srcport|dstport|protocol|tcp-flags|packets|bytes|start|end)$/;
const ROOT = 's3://logs/AWSLogs/123456789012/vpcflowlogs/';

/** A table as Glue describes it; a test may change it. */
export interface GlueAnswer {
  Name: string;
  TableType: string;
  PartitionKeys: { Name: string; Type: string }[];
  StorageDescriptor: { Columns: { Name: string; Type: string }[]; Location: string };
  Parameters: Record<string, string>;
}

/**
 * The example's rich flow log in an S3 of this process, a table over it in Glue's words, and an Athena that answers out of
 * the same files: everything around a query, scripted, without Trino or moto.
 */
export interface ExampleWorld {
  readonly s3: S3Server;
  readonly athena: LocalAthena;
  /** By `database.table`. */
  readonly tables: Map<string, GlueAnswer>;
  /** The values of registered partitions, of a table that has any. */
  readonly partitions: Map<string, string[][]>;
  /** The example's log files that the table holds, as a glob. */
  readonly files: string;
  /** What a configuration says of the table, with an output of its own. */
  readonly settings: string;
  /** For a child process. */
  readonly environment: Readonly<Record<string, string>>;
  /** Objects of the results' bucket. */
  left(): string[];
  stop(): Promise<void>;
}

/** `latency`: so many milliseconds pass before each answer. */
export async function startExampleWorld(latency = 0): Promise<ExampleWorld> {
  const s3 = await startS3(latency);
  const paths = readdirSync(LOGS, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.includes(LOG))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  for (const path of paths) {
    s3.objects.set(`logs/${path.slice(LOGS.length + 1)}`, { body: readFileSync(path) });
  }
  // A bucket is there though it is empty.
  s3.objects.set('results/other/kept', { body: Buffer.from('not ours') });
  const machine = await duckdbMachine({ paths, fields: FIELDS, bucket: 'logs' }, s3.objects);
  const athena = await startAthena(machine, latency);
  const tables = new Map([['network.flow_logs', exampleTable()]]);
  const partitions = new Map<string, string[][]>();
  const glue = await startServer(({ headers, body }) => {
    const action = String(headers['x-amz-target']).replace('AWSGlue.', '');
    const { DatabaseName, Name, TableName } = JSON.parse(body) as Record<string, string>;
    const name = `${DatabaseName}.${Name ?? TableName}`;
    const Table = tables.get(name);
    if (!Table) return refuse('EntityNotFoundException', 'Entity Not Found');
    const Partitions = (partitions.get(name) ?? []).map((Values) => ({ Values }));
    return {
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify(action === 'GetPartitions' ? { Partitions } : { Table }),
    };
  }, latency);
  const endpoints = { AWS_ENDPOINT_URL_ATHENA: athena.url, AWS_ENDPOINT_URL_GLUE: glue.url };
  const restore = useAwsEnvironment(s3.url, { ...endpoints, AWS_MAX_ATTEMPTS: '3' });
  const environment = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
  return {
    ...{ s3, athena, tables, partitions, environment },
    files: join(LOGS, '**', `*${LOG}*`),
    settings:
      'evidence: {ruleAge: ignore}\nathena: {database: network, table: flow_logs, output: "s3://results/sgaudit/"}\n',
    left: () =>
      [...s3.objects.keys()].filter(
        (key) => key.startsWith('results/') && key !== 'results/other/kept',
      ),
    async stop() {
      restore();
      await athena.stop();
      await glue.stop();
      await s3.stop();
      machine.close();
    },
  };
}

/** As the AWS guide defines it, with partition projection by region and day. */
function exampleTable(): GlueAnswer {
  return {
    ...{ Name: 'flow_logs', TableType: 'EXTERNAL_TABLE' },
    PartitionKeys: [
      { Name: 'region', Type: 'string' },
      { Name: 'day', Type: 'string' },
    ],
    StorageDescriptor: {
      Columns: FIELDS.map((field) => ({
        Name: field.replaceAll('-', '_'),
        Type: INTEGERS.test(field) ? 'bigint' : 'string',
      })),
      Location: ROOT,
    },
    Parameters: {
      'projection.enabled': 'true',
      'projection.region.values': 'us-east-1,eu-west-1',
      'projection.day.format': 'yyyy/MM/dd',
      'storage.location.template': `${ROOT}\${region}/\${day}`,
    },
  };
}
