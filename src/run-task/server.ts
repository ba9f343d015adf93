import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Payload, type RunTask, readPayload } from './payload.ts';
import type { Queue } from './queue.ts';
import { SeenTasks } from './seen.ts';
import { isSignedBy } from './signature.ts';

export interface ServerOptions {
  readonly key: string;
  readonly queue: Queue;
  /** Milliseconds: a run that is older is not looked at. */
  readonly oldest: number;
  /** Takes a task on; does not throw. */
  readonly take: (task: RunTask) => Promise<void>;
  /** A line for whoever runs the server; holds no secret. */
  readonly log: (line: string) => void;
}

const MOST_BYTES = 1_000_000;
const MOST_SEEN = 10_000;
const REQUEST_TIMEOUT = 15_000;

/**
 * Takes requests of HCP Terraform: signed ones only, each task once. The work is done after the answer, for a request is
 * not waited for. `GET /healthz` is for whoever watches the server.
 */
export function runTaskServer(options: ServerOptions): Server {
  const seen = new SeenTasks(MOST_SEEN);
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT, headersTimeout: REQUEST_TIMEOUT },
    (request, response) => {
      handle(request, options, seen).then(
        ({ status, text }) => reply(response, status, text),
        () => reply(response, 400, 'the request could not be read'),
      );
    },
  );
  server.maxConnections = 100;
  return server;
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

async function handle(
  request: IncomingMessage,
  options: ServerOptions,
  seen: SeenTasks,
): Promise<Reply> {
  if (request.method === 'GET' && request.url === '/healthz') return { status: 200, text: 'ok' };
  if (request.method !== 'POST') return { status: 405, text: 'POST only' };
  const body = await readBody(request);
  if (body === null) return { status: 413, text: 'too large' };
  // Before anything of it is read as JSON.
  if (!isSignedBy(options.key, body, request.headers['x-tfc-task-signature'])) {
    options.log('refused a request without a valid signature');
    return { status: 401, text: 'the signature is not valid' };
  }
  return decide(readPayload(body.toString('utf8')), options, seen);
}

function decide(payload: Payload, options: ServerOptions, seen: SeenTasks): Reply {
  if (payload.kind === 'trial') return { status: 200, text: 'ready' };
  if (payload.kind === 'invalid') return { status: 422, text: payload.reason };
  const { task } = payload;
  if (task.createdAt !== null && Date.now() - task.createdAt > options.oldest) {
    options.log(`refused ${task.runId}: the run is too old`);
    return { status: 410, text: 'the run is too old' };
  }
  // HCP Terraform asks again when it has not heard the answer.
  if (!seen.take(task.id)) return { status: 200, text: 'known' };
  if (options.queue.add(() => options.take(task))) return { status: 200, text: 'taken' };
  seen.forget(task.id);
  return { status: 503, text: 'busy' };
}

/** Null when it is too large. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function reply(response: ServerResponse, status: number, text: string): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    ...(status === 503 ? { 'retry-after': '30' } : {}),
    ...(status === 413 ? { connection: 'close' } : {}),
  });
  response.end(`${text}\n`);
}
