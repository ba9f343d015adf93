import type { AddressInfo } from 'node:net';
import { SgauditError } from '../model/problem.ts';
import { Queue } from '../run-task/queue.ts';
import { runTaskServer } from '../run-task/server.ts';
import { type RunTaskSettings, runTask } from './run-task.ts';

export interface ServeRequest extends Omit<RunTaskSettings, 'stop'> {
  readonly key: string;
  readonly hostname: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Plans that are judged at once; more wait. */
  readonly concurrency: number;
  readonly longestQueue: number;
  /** Milliseconds: a run that is older is not looked at. */
  readonly oldest: number;
}

export interface Serving {
  readonly url: string;
  /** Takes nothing new, lets what runs come to its end for so many milliseconds, then answers the rest. */
  stop(grace: number): Promise<void>;
}

/** @throws SgauditError `usage` for a key that is none, `address` when nothing can listen there */
export async function serveRunTask(request: ServeRequest): Promise<Serving> {
  if (request.key.length < SHORTEST_KEY) {
    throw new SgauditError(
      'usage',
      `SGAUDIT_RUN_TASK_HMAC_KEY is not set, or shorter than ${SHORTEST_KEY} characters; it is the HMAC key of the run task`,
    );
  }
  const stopping = new AbortController();
  const settings: RunTaskSettings = { ...request, stop: stopping.signal };
  const queue = new Queue(request.concurrency, request.longestQueue);
  const server = runTaskServer({
    key: request.key,
    queue,
    oldest: request.oldest,
    take: (task) => runTask(task, settings),
    log: request.log,
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(request.port, request.hostname, listening);
  }).catch((error: NodeJS.ErrnoException) => {
    const place = `${request.hostname}:${request.port}`;
    throw new SgauditError('address', `cannot listen on ${place} (${error.code})`);
  });
  const { port } = server.address() as AddressInfo;
  const host = request.hostname.includes(':') ? `[${request.hostname}]` : request.hostname;
  return {
    url: `http://${host}:${port}`,
    async stop(grace) {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeIdleConnections();
      const late = setTimeout(() => stopping.abort(), grace);
      await queue.drained();
      clearTimeout(late);
      server.closeAllConnections();
      await closed;
    },
  };
}

const SHORTEST_KEY = 16;
