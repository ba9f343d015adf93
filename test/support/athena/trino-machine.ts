import { ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { TrinoServer } from '../trino/server.ts';
import type { LocalQuery, QueryMachine } from './server.ts';

/** A real Trino runs the SQL, and an S3 keeps the results. */
export function trinoMachine(trino: TrinoServer, s3: S3Client): QueryMachine {
  const ask = (query: LocalQuery, sql: string) =>
    trino.run(sql, (bytes) => {
      query.scannedBytes = bytes;
    });
  return {
    select: ask,
    async unload(query, sql, prefix) {
      const table = `hive.unloads."q_${query.id.replaceAll('-', '')}"`;
      await trino.run('CREATE SCHEMA IF NOT EXISTS hive.unloads');
      const create = `CREATE TABLE ${table} WITH (format = 'PARQUET', external_location = '${prefix}') AS ${sql}`;
      const [[written] = []] = await ask(query, create);
      query.rows = Number(written);
      const { Bucket, Key: Prefix } = place(prefix);
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
      return Contents.filter(({ Size = 0 }) => Size > 0).map(({ Key }) => `s3://${Bucket}/${Key}`);
    },
    async put(url, body) {
      await s3.send(new PutObjectCommand({ ...place(url), Body: Buffer.from(body) }));
    },
  };
}

function place(url: string): { Bucket: string; Key: string } {
  const [, Bucket = '', Key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(url) ?? [];
  return { Bucket, Key };
}
