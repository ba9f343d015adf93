// The spool's downloads, with check sums, resuming and renaming, against plain parallel GetObject to files
// (budget: at least 80 % of its throughput). Both from a bucket in another process on this machine.
// Build first: npx tsc -p tsconfig.build.json. Usage: node bench/s3.mjs [objects] [bytes of each] [runs]
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AwsAccess } from '../dist/aws/clients.js';
import { Spool } from '../dist/aws/s3/spool.js';

const OBJECTS = Number(process.argv[2] ?? 200);
const SIZE = Number(process.argv[3] ?? 4_000_000);
const RUNS = Number(process.argv[4] ?? 3);
const AT_ONCE = 16;

Object.assign(process.env, {
  ...{ AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench', AWS_REGION: 'us-east-1' },
  AWS_EC2_METADATA_DISABLED: 'true',
});
const script = fileURLToPath(new URL('support/object-server.mjs', import.meta.url));
const server = spawn(process.execPath, [script, String(OBJECTS), String(SIZE)], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const folder = await mkdtemp(join(tmpdir(), 'sgaudit-bench-s3-'));
try {
  const { port, tags } = JSON.parse(await firstLine(server.stdout));
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${port}`;
  const objects = Array.from({ length: OBJECTS }, (_, at) => ({
    ...{ bucket: 'logs', key: `AWSLogs/object-${at}`, size: SIZE, modified: 0, storageClass: null },
    etag: tags[at % tags.length],
  }));
  const rates = { plain: [], spool: [] };
  for (let run = 0; run < RUNS; run++) {
    rates.plain.push(await rate((target) => plainDownloads(objects, target), `plain-${run}`));
    rates.spool.push(await rate((target) => spoolDownloads(objects, target), `spool-${run}`));
  }
  const best = (name) => Math.max(...rates[name]);
  console.log(`${OBJECTS} objects of ${SIZE} bytes, ${AT_ONCE} at once, best of ${RUNS}`);
  console.log(`plain parallel GetObject: ${best('plain').toFixed(0)} MB/s`);
  console.log(`spool:                    ${best('spool').toFixed(0)} MB/s`);
  console.log(
    `ratio:                    ${((100 * best('spool')) / best('plain')).toFixed(0)} % (budget: 80 %)`,
  );
} finally {
  server.kill();
  await rm(folder, { recursive: true, force: true });
}

/** MB a second of a download into a folder of its own. */
async function rate(download, name) {
  const target = join(folder, name);
  await mkdir(target);
  const start = performance.now();
  await download(target);
  const seconds = (performance.now() - start) / 1000;
  await rm(target, { recursive: true });
  return (OBJECTS * SIZE) / 1e6 / seconds;
}

async function plainDownloads(objects, target) {
  const client = new S3Client({ forcePathStyle: true });
  const rest = [...objects];
  const work = async () => {
    for (let object = rest.pop(); object; object = rest.pop()) {
      const { bucket, key } = object;
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      await pipeline(Body, createWriteStream(join(target, key.replaceAll('/', '-'))));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  client.destroy();
}

async function spoolDownloads(objects, target) {
  const aws = new AwsAccess({ version: 'bench' });
  const spool = new Spool(aws, { folder: target, limit: 1e12, onProgress: () => {} });
  await spool.fetch(objects);
}

async function firstLine(stream) {
  let text = '';
  for await (const chunk of stream) {
    text += chunk;
    if (text.includes('\n')) return text.slice(0, text.indexOf('\n'));
  }
  throw new Error('the server said nothing');
}
