import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export interface ServedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Reply =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Uint8Array;
    }
  /** Takes the response into its own hands: to stall, to cut the connection. */
  | ((response: ServerResponse) => void);

export interface ScriptedServer {
  readonly url: string;
  readonly requests: readonly ServedRequest[];
  stop(): Promise<void>;
}

/** An HTTP server on a free loopback port that answers as the test says, so many milliseconds late. */
export async function startServer(
  answer: (request: ServedRequest, index: number) => Reply | Promise<Reply>,
  latency = 0,
): Promise<ScriptedServer> {
  const requests: ServedRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const request = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    };
    requests.push(request);
    if (latency > 0) await wait(latency);
    const reply = await answer(request, requests.length - 1);
    if (typeof reply === 'function') return reply(response);
    response.writeHead(reply.status ?? 200, reply.headers);
    response.end(reply.body ?? '');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
