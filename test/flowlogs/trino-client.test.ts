import { afterEach, describe, expect, it } from '@jest/globals';
import { TrinoClient, type TrinoSettings } from '../../src/flowlogs/engine/trino-client.ts';
import { type Reply, type ScriptedServer, startServer } from '../support/scripted-server.ts';

const servers: ScriptedServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

type Step = Reply | Readonly<Record<string, unknown>>;

/** A Trino whose answers are given one by one; a plain object is a page of the protocol. */
async function trino(steps: readonly Step[], settings: Partial<TrinoSettings> = {}) {
  const opened = await startServer((_, index) => {
    const step = steps[index] ?? { status: 500, body: 'asked too often' };
    if (typeof step === 'function' || 'status' in step) return step as Reply;
    const page = { id: 'q1', stats: { state: 'RUNNING', physicalInputBytes: index }, ...step };
    const body = JSON.stringify(page).replaceAll('SERVER', opened.url);
    return { headers: { 'content-type': 'application/json' }, body };
  });
  servers.push(opened);
  const client = new TrinoClient(
    { url: opened.url, user: 'ann', session: {}, credentials: null, version: '1.2.3', ...settings },
    1,
  );
  return { client, requests: opened.requests };
}

const next = (token: number) => `SERVER/v1/statement/executing/q1/${token}`;

describe('the Trino client', () => {
  it('follows pages to the end, those without rows too, and says what was scanned', async () => {
    const { client, requests } = await trino([
      { nextUri: next(1) },
      { nextUri: next(2), data: [[1]] },
      { nextUri: next(3) },
      { data: [[2], [3]] },
    ]);
    const rows: unknown[] = [];
    const { scannedBytes } = await client.query('SELECT 1', {
      onRows: (page) => void rows.push(...page),
    });
    expect(rows).toEqual([[1], [2], [3]]);
    expect(scannedBytes).toBe(3);
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/statement',
      'GET /v1/statement/executing/q1/1',
      'GET /v1/statement/executing/q1/2',
      'GET /v1/statement/executing/q1/3',
    ]);
    expect(requests[0]?.body).toBe('SELECT 1');
  });

  it('says who asks, with session properties and credentials', async () => {
    const { client, requests } = await trino([{}, {}], {
      session: { query_max_run_time: '5m', 'hive.x': 'a,b=c' },
      credentials: { kind: 'basic', password: 'p:w' },
    });
    await client.rows('SELECT 1');
    expect(requests[0]?.headers).toMatchObject({
      'x-trino-user': 'ann',
      'x-trino-source': 'sgaudit',
      'x-trino-session': 'query_max_run_time=5m,hive.x=a%2Cb%3Dc',
      'user-agent': 'sgaudit/1.2.3',
      authorization: `Basic ${Buffer.from('ann:p:w').toString('base64')}`,
    });
    const token = await trino([{}], { credentials: { kind: 'token', token: 'a.b.c' } });
    await token.client.rows('SELECT 1');
    expect(token.requests[0]?.headers.authorization).toBe('Bearer a.b.c');
  });

  it('sends no credentials over plain http but to this machine, and none within a URL', () => {
    const settings = { user: 'ann', session: {}, version: '1' };
    const credentials = { kind: 'token', token: 'secret' } as const;
    const open = (url: string) => () => new TrinoClient({ ...settings, url, credentials });
    expect(open('http://trino.example.com')).toThrow(
      /not sent over plain http to trino\.example\.com/,
    );
    expect(open('https://ann:secret@trino.example.com')).toThrow(/do not belong there/);
    expect(open('trino.example.com')).toThrow(/give its URL/);
    expect(open('https://trino.example.com')).not.toThrow();
  });

  it('goes on after busy answers and cut connections, and sends a statement once', async () => {
    const { client, requests } = await trino([
      { status: 503 },
      { nextUri: next(1) },
      { status: 502 },
      (response) => void response.destroy(),
      { data: [[1]] },
    ]);
    expect(await client.rows('SELECT 1')).toEqual([[1]]);
    expect(requests.filter(({ method }) => method === 'POST')).toHaveLength(2);
    const cut = await trino([(response) => void response.destroy(), {}]);
    await expect(cut.client.rows('SELECT 1')).rejects.toMatchObject({ code: 'trino-unreachable' });
    expect(cut.requests).toHaveLength(1);
  });

  it('gives up after some attempts', async () => {
    const busy = Array.from({ length: 20 }, () => ({ status: 503 }));
    const { client, requests } = await trino(busy);
    await expect(client.rows('SELECT 1')).rejects.toThrow(
      /not available, it answers 503 after 8 attempts/,
    );
    expect(requests).toHaveLength(8);
  });

  it('cancels the query on the server when the run is stopped', async () => {
    const controller = new AbortController();
    const reason = new Error('stopped');
    const { client, requests } = await trino(
      [{ nextUri: next(1) }, { nextUri: next(2), data: [[1]] }, { status: 204 }],
      { signal: controller.signal },
    );
    const running = client.query('SELECT 1', { onRows: () => controller.abort(reason) });
    await expect(running).rejects.toBe(reason);
    expect(requests.at(-1)).toMatchObject({
      method: 'DELETE',
      path: '/v1/statement/executing/q1/2',
    });
  });

  it('cancels the query when its rows cannot be taken', async () => {
    const { client, requests } = await trino([{ nextUri: next(1), data: [[1]] }, { status: 204 }]);
    const failed = client.query('SELECT 1', {
      onRows: () => {
        throw new Error('disk full');
      },
    });
    await expect(failed).rejects.toThrow('disk full');
    expect(requests.at(-1)?.method).toBe('DELETE');
  });

  it('never goes to another host', async () => {
    const { client, requests } = await trino([{ nextUri: 'http://192.0.2.1/v1/statement/x' }]);
    await expect(client.rows('SELECT 1')).rejects.toThrow(/process-forwarded/);
    expect(requests).toHaveLength(1);
  });

  it.each([
    [
      { error: { message: 'Schema x does not exist', errorName: 'SCHEMA_NOT_FOUND' } },
      'trino-table',
      /check trino\.schema/,
    ],
    [
      { error: { message: 'Access Denied', errorName: 'PERMISSION_DENIED' } },
      'trino-denied',
      /SELECT on the table/,
    ],
    [
      { error: { message: 'Query killed', errorName: 'ADMINISTRATIVELY_KILLED' } },
      'trino-cancelled',
      /administrator/,
    ],
    [
      { error: { message: 'too long', errorName: 'EXCEEDED_TIME_LIMIT' } },
      'trino-limit',
      /daysPerQuery/,
    ],
    [
      { error: { message: 'odd', errorName: 'GENERIC_INTERNAL_ERROR' } },
      'trino-failed',
      /query q1 failed.*odd/,
    ],
    [{ status: 401, body: 'Bad password' }, 'trino-credentials', /TRINO_PASSWORD/],
    [{ status: 403, body: '' }, 'trino-denied', /denies access/],
    [{ status: 200, body: '<html>' }, 'trino-protocol', /does not answer as a Trino/],
    [{ status: 404, body: '' }, 'trino-protocol', /check the URL/],
  ])('explains a failure: %j', async (step, code, message) => {
    const { client } = await trino([step as Step]);
    const failure = await client.rows('SELECT 1').catch((error: Error) => error);
    expect(failure).toMatchObject({ code });
    expect((failure as Error).message).toMatch(message);
  });
});
