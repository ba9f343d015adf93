// The spool's downloads, with check sums, resuming and renaming, against plain parallel GetObject to files
// (budget: at least 80 % of its throughput). Both from a bucket in another process on this machine.
// The machine may be shared: they run in turns, and the middle run of each counts; CPU is that of this process.
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
const RUNS = Number(process.argv[4] ?? 5);
const AT_ONCE = 16;

/** What is downloaded: gzip has a check sum of its own; S3 keeps one of every object that came without, since December 2024. */
const KINDS = {
  'gzip, S3 keeps a sum': (at) => `summed/${at}.log.gz`,
  'gzip, only an ETag': (at) => `bare/${at}.log.gz`,
  'parquet, S3 keeps a sum': (at) => `summed/${at}.log.parquet`,
  'parquet, only an ETag': (at) => `bare/${at}.log.parquet`,
};

Object.assign(process.env, {
  ...{ AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench', AWS_REGION: 'us-east-1' },
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
});
const script = fileURLToPath(new URL('support/object-server.mjs', import.meta.url));
const server = spawn(process.execPath, [script, String(SIZE)], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const folder = await mkdtemp(join(tmpdir(), 'sgaudit-bench-s3-'));
try {
  const { port, ...tags } = JSON.parse(await firstLine(server.stdout));
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${port}`;
  console.log(`${OBJECTS} objects of ${SIZE} bytes, ${AT_ONCE} at once, middle of ${RUNS} runs`);
  for (const [kind, keyOf] of Object.entries(KINDS)) {
    const objects = Array.from({ length: OBJECTS }, (_, at) => ({
      ...{ bucket: 'logs', key: keyOf(at), size: SIZE, modified: 0, storageClass: null },
      etag: tags[kind.split(',')[0]][at % 4],
    }));
    const runs = { plain: [], spool: [] };
    for (let run = 0; run < RUNS; run++) {
      runs.plain.push(await measured((target) => plainDownloads(objects, target)));
      runs.spool.push(await measured((target) => spoolDownloads(objects, target)));
    }
    const [plain, spool] = [runs.plain, runs.spool].map((of) => ({
      rate: middle(of.map(({ rate }) => rate)),
      cpu: middle(of.map(({ cpu }) => cpu)),
    }));
    const ratio = `${((100 * spool.rate) / plain.rate).toFixed(0)} % (budget: 80 %)`;
    const rates = `plain ${plain.rate.toFixed(0)} MB/s, spool ${spool.rate.toFixed(0)} MB/s`;
    const cpu = `CPU ${plain.cpu.toFixed(2)} and ${spool.cpu.toFixed(2)} s/GB`;
    console.log(`${kind.padEnd(26)} ${rates}, ${cpu}: ${ratio}`);
  }
} finally {
  server.kill();
  await rm(folder, { recursive: true, force: true });
}

/** MB a second, and CPU seconds a GB, of a download into a folder of its own. */
async function measured(download) {
  const target = join(folder, 'target');
  await mkdir(target);
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  await download(target);
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  await rm(target, { recursive: true });
  const megabytes = (OBJECTS * SIZE) / 1e6;
  return { rate: megabytes / seconds, cpu: (user + system) / 1e3 / megabytes };
}

function middle(values) {
  return values.sort((left, right) => left - right)[values.length >> 1];
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
  await aws.close();
}

async function firstLine(stream) {
  let text = '';
  for await (const chunk of stream) {
    text += chunk;
    if (text.includes('\n')) return text.slice(0, text.indexOf('\n'));
  }
  throw new Error('the server said nothing');
}
