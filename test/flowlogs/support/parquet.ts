import { readFileSync } from 'node:fs';
import { type Engine, quoteText } from '../../../src/flowlogs/engine/duckdb.ts';
import { DAY_START } from './logs.ts';

export const PARQUET_RECORDS = 20_000;

/** A file of several row groups, whose records are no other file's. */
export async function writeParquet(
  engine: Engine,
  path: string,
  part: number,
  dayStart = DAY_START,
  records = PARQUET_RECORDS,
): Promise<Buffer> {
  await engine.run(`COPY (SELECT 'eni-0aaaaaaaaaaaaaaaa' AS interface_id,
      concat('198.51.', ${part}, '.', i % 256) AS srcaddr, '10.0.1.10' AS dstaddr,
      CAST(1024 + i % 60000 AS INTEGER) AS srcport, 443 AS dstport, 6 AS protocol,
      CAST(i % 40 AS BIGINT) AS packets, CAST(40 + i % 9000 AS BIGINT) AS bytes,
      CAST(${dayStart} + i AS BIGINT) AS start, CAST(${dayStart} + i + 60 AS BIGINT) AS "end",
      'ACCEPT' AS action, 'OK' AS log_status
    FROM range(${records}) AS r(i)) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION gzip, ROW_GROUP_SIZE 2048)`);
  return readFileSync(path);
}

/** The file with wrong bytes where the addresses of its last row group begin. */
export async function damagedInside(engine: Engine, path: string): Promise<Buffer> {
  const [row] = await engine.rows<{ at: number }>(`SELECT max(dictionary_page_offset) AS at
    FROM parquet_metadata(${quoteText(path)}) WHERE path_in_schema = 'srcaddr'`);
  return damaged(readFileSync(path), row?.at ?? 0);
}

/** The bytes from there on are wrong. */
export function damaged(whole: Buffer, from: number, length = 16): Buffer {
  const bytes = Buffer.from(whole);
  for (let at = from; at < from + length; at++) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  return bytes;
}
