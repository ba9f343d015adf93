// A bucket in memory that answers GetObject with a length, an ETag and ranges, in a process of its own.
// Says its port on standard output. Arguments: objects, bytes of each.
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

const [count, size] = process.argv.slice(2).map(Number);
const bodies = Array.from({ length: Math.min(count, 8) }, () => randomBytes(size));
const tags = bodies.map((body) => createHash('md5').update(body).digest('hex'));

const server = createServer((request, response) => {
  const at = Number(/(\d+)(\?|$)/.exec(request.url)?.[1] ?? 0) % bodies.length;
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  const body = range ? bodies[at].subarray(Number(range[1])) : bodies[at];
  response.writeHead(range ? 206 : 200, {
    'content-length': body.length,
    etag: `"${tags[at]}"`,
    'last-modified': new Date(0).toUTCString(),
  });
  response.end(body);
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: server.address().port, tags })}\n`);
});
