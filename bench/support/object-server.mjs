// A bucket in memory that answers GetObject with a length, an ETag and ranges, in a process of its own. Objects whose key
// begins with `summed/` have the check sum that S3 keeps of every object that was stored without another one: CRC64NVME.
// Says its port on standard output. Argument: bytes of each object.
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { Crc64Nvme } from '@aws-sdk/checksums/crc';

const size = Number(process.argv[2]);
// The first half begins as gzip does, the others as parquet, and nothing here looks further.
const HALF = 4;
const bodies = Array.from({ length: 2 * HALF }, (_, at) => {
  const body = randomBytes(size);
  body.write(at < HALF ? '\u001f\u008b' : 'PAR1', 'latin1');
  return body;
});
const tags = bodies.map((body) => createHash('md5').update(body).digest('hex'));
const sums = await Promise.all(
  bodies.map(async (body) => {
    const sum = new Crc64Nvme();
    sum.update(body);
    return Buffer.from(await sum.digest()).toString('base64');
  }),
);

const server = createServer((request, response) => {
  const [path] = request.url.split('?');
  const number = Number(/(\d+)\.log/.exec(path)?.[1] ?? 0) % HALF;
  const at = path.endsWith('.gz') ? number : HALF + number;
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  const body = range ? bodies[at].subarray(Number(range[1])) : bodies[at];
  const tellsSum =
    path.includes('/summed/') && request.headers['x-amz-checksum-mode'] === 'ENABLED';
  response.writeHead(range ? 206 : 200, {
    'content-length': body.length,
    etag: `"${tags[at]}"`,
    'last-modified': new Date(0).toUTCString(),
    ...(tellsSum ? { 'x-amz-checksum-crc64nvme': sums[at] } : {}),
  });
  response.end(body);
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(
    `${JSON.stringify({ port: server.address().port, gzip: tags.slice(0, HALF), parquet: tags.slice(HALF) })}\n`,
  );
});
