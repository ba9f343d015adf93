// Makes flow logs of a small fleet: web servers behind a NAT gateway's and a load balancer's clients, an API, a
// database, and scans that are rejected. Every connection has a request and a reply record.
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createGzip } from 'node:zlib';

export const DEFAULT_HEADER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';

export const FLAGS_HEADER = `${DEFAULT_HEADER} tcp-flags flow-direction vpc-id`;

/** Fields of these logs that are numbers. */
export const NUMBERS = new Set([
  ...['version', 'srcport', 'dstport', 'protocol', 'packets', 'bytes', 'start', 'end', 'tcp-flags'],
]);

/** A small, fast generator with a seed (xorshift32), so that every run makes the same data. */
export function randomNumbers(seed) {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}

const SERVICE_PORTS = [443, 443, 443, 80, 5432, 8080, 6379, 9092, 50051];

/**
 * Writes `records` records in gzip files of `recordsPerFile`, spread evenly over `days` days.
 * Returns the paths.
 */
export async function writeFlowLogs(
  folder,
  { records, days = 1, recordsPerFile = 250_000, flags = false, seed = 1 },
) {
  mkdirSync(folder, { recursive: true });
  const random = randomNumbers(seed);
  const files = Math.max(days, Math.ceil(records / recordsPerFile));
  const paths = [];
  const firstDay = Date.UTC(2026, 10, 1) / 1000;
  for (let index = 0; index < files; index++) {
    const day = Math.floor((index * days) / files);
    const count =
      Math.floor(((index + 1) * records) / files) - Math.floor((index * records) / files);
    const date = new Date((firstDay + day * 86_400) * 1000)
      .toISOString()
      .slice(0, 10)
      .replaceAll('-', '/');
    const target = join(folder, date);
    mkdirSync(target, { recursive: true });
    const path = join(target, `part-${String(index).padStart(5, '0')}.log.gz`);
    paths.push(path);
    await writeFile(path, count, firstDay + day * 86_400, random, flags);
  }
  return paths;
}

async function writeFile(path, count, dayStart, random, flags) {
  const gzip = createGzip({ level: 6 });
  const file = createWriteStream(path);
  gzip.pipe(file);
  const lines = [flags ? FLAGS_HEADER : DEFAULT_HEADER];
  for (let record = 0; record < count; record += 2) {
    lines.push(...connection(dayStart, random, flags).slice(0, count - record));
    if (lines.length > 10_000) {
      if (!gzip.write(`${lines.join('\n')}\n`)) await once(gzip, 'drain');
      lines.length = 0;
    }
  }
  gzip.end(lines.length > 0 ? `${lines.join('\n')}\n` : '');
  await once(file, 'close');
}

function connection(dayStart, random, flags) {
  const host = random(200);
  const own = `10.0.${host >> 6}.${(host & 63) + 10}`;
  const eni = `eni-0${(0xabc0000 + host).toString(16).padStart(16, '0')}`;
  const port = SERVICE_PORTS[(host + random(2)) % SERVICE_PORTS.length];
  // One host in eight serves the internet; the others talk to a few neighbours.
  const peer =
    host % 8 === 0
      ? `203.0.${random(32)}.${random(256)}`
      : `10.0.${4 + (host % 4)}.${(host % 200) + random(24) + 1}`;
  let peerPort = 1024 + random(64_512);
  // No system gives a client a port on which something listens.
  if (SERVICE_PORTS.includes(peerPort)) peerPort++;
  const start = dayStart + random(86_000);
  const rejected = random(50) === 0;
  const inbound = random(3) > 0;
  const [client, clientPort, server, serverPort] = inbound
    ? [peer, peerPort, own, port]
    : [own, peerPort, peer, port];
  const record = (from, fromPort, to, toPort, tcpFlags, direction, action) =>
    `2 123456789012 ${eni} ${from} ${to} ${fromPort} ${toPort} 6 ${1 + random(40)} ${40 + random(60_000)} ` +
    `${start} ${start + 1 + random(59)} ${action} OK${flags ? ` ${tcpFlags} ${direction} vpc-0123456789abcdef0` : ''}`;
  if (rejected) return [record(peer, peerPort, own, 22 + random(4000), 2, 'ingress', 'REJECT')];
  return [
    record(client, clientPort, server, serverPort, 3, inbound ? 'ingress' : 'egress', 'ACCEPT'),
    record(server, serverPort, client, clientPort, 19, inbound ? 'egress' : 'ingress', 'ACCEPT'),
  ];
}

/** The same records as parquet with gzip pages and the columns and types that AWS writes, a file for each text file. */
export async function writeParquetLogs(folder, options) {
  const texts = await writeFlowLogs(folder, options);
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const header = options.flags ? FLAGS_HEADER : DEFAULT_HEADER;
  const typeOf = (name) => {
    if (!NUMBERS.has(name)) return 'VARCHAR';
    return /^(packets|bytes|start|end)$/.test(name) ? 'BIGINT' : 'INTEGER';
  };
  const columns = header
    .split(' ')
    .map((name) => `'${name.replaceAll('-', '_')}': '${typeOf(name)}'`)
    .join(', ');
  for (const text of texts) {
    await connection.run(`COPY (SELECT * FROM read_csv('${text}', columns={${columns}}, auto_detect=false, delim=' ',
      header=true, nullstr='-')) TO '${text.replace(/[.]log[.]gz$/, '.log.parquet')}' (FORMAT parquet, COMPRESSION gzip)`);
    await rm(text);
  }
}
