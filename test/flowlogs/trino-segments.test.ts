import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import zlib from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Engine } from '../../src/flowlogs/engine/duckdb.ts';
import { TrinoClient, type TrinoSettings } from '../../src/flowlogs/engine/trino-client.ts';
import type { LogTableShape } from '../../src/flowlogs/table/query.ts';
import { trinoLogTable } from '../../src/flowlogs/table/trino.ts';
import { SgauditError } from '../../src/model/problem.ts';
import {
  type Reply,
  type ScriptedServer,
  type ServedRequest,
  startServer,
} from '../support/scripted-server.ts';

const servers: ScriptedServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

const { zstdCompressSync } = zlib as { zstdCompressSync?: (bytes: Buffer) => Buffer };
const json = (rows: readonly unknown[]) => Buffer.from(JSON.stringify(rows));

/** Answers GET by path; pages are plain objects in which TRINO and STORAGE stand for the servers' addresses. */
async function spooling(
  pages: readonly object[],
  stored: Readonly<Record<string, Buffer | Reply>>,
  settings: Partial<TrinoSettings> = {},
) {
  const answer = ({ path }: ServedRequest): Reply => {
    const found = stored[path];
    if (path.startsWith('/ack')) return { status: 200 };
    if (found === undefined) return { status: 404, body: 'gone' };
    return Buffer.isBuffer(found) ? { body: found } : found;
  };
  const storage = await startServer(answer);
  let page = 0;
  const trino = await startServer((request) => {
    if (request.method === 'DELETE') return { status: 204 };
    if (!request.path.startsWith('/v1/statement')) return answer(request);
    const last = page >= pages.length - 1;
    const body = { id: 'q1', stats: { state: 'RUNNING' }, ...pages[page++] };
    const next = last ? {} : { nextUri: `TRINO/v1/statement/executing/q1/${page}` };
    return {
      body: JSON.stringify({ ...body, ...next })
        .replaceAll('TRINO', trino.url)
        .replaceAll('STORAGE', storage.url),
    };
  });
  servers.push(trino, storage);
  const client = new TrinoClient(
    { url: trino.url, user: 'ann', session: {}, credentials: null, version: '1', ...settings },
    1,
  );
  const ask = async () => {
    const rows: unknown[] = [];
    await client.query('SELECT 1', {
      spooled: true,
      onRows: (each) => void rows.push(...each.map(([first]) => first)),
    });
    return rows;
  };
  return { ask, client, trino, storage };
}

const inline = (rows: readonly unknown[], rowOffset: number) => ({
  ...{ type: 'inline', data: json(rows).toString('base64') },
  metadata: { rowOffset, rowsCount: rows.length, segmentSize: json(rows).length },
});
const spooled = (path: string, rowOffset: number, rowsCount: number, more = {}) => ({
  ...{ type: 'spooled', uri: `STORAGE/${path}`, ackUri: `TRINO/ack/${path}` },
  metadata: { rowOffset, rowsCount },
  ...more,
});
const data = (...segments: object[]) => ({ data: { encoding: 'json', segments } });

describe("rows in the server's spool", () => {
  it('are read in order from pages and storage, direct pages among them, and acknowledged', async () => {
    const { ask, trino, storage } = await spooling(
      [
        {},
        data(inline([[1], [2]], 0), spooled('a', 2, 2), spooled('b', 4, 1)),
        data(spooled('c', 5, 1)),
        {},
      ],
      { '/a': json([[3], [4]]), '/b': json([[5]]), '/c': json([[6]]) },
    );
    expect(await ask()).toEqual([1, 2, 3, 4, 5, 6]);
    const acknowledged = trino.requests.map(({ path }) => path).filter((path) => /ack/.test(path));
    expect(acknowledged.sort()).toEqual(['/ack/a', '/ack/b', '/ack/c']);
    expect(storage.requests.map(({ path }) => path).sort()).toEqual(['/a', '/b', '/c']);
  });

  it('are asked for in what this Node can read, and for long answers only', async () => {
    const { ask, client, trino } = await spooling([{ data: [[1]] }, {}], {});
    expect(await ask()).toEqual([1]);
    const header = 'x-trino-query-data-encoding';
    expect(trino.requests[0]?.headers[header]).toBe(zstdCompressSync ? 'json+zstd,json' : 'json');
    expect(trino.requests[1]?.headers[header]).toBeUndefined();
    await client.rows('SHOW TABLES').catch(() => undefined);
    expect(trino.requests.at(-1)?.headers[header]).toBeUndefined();
  });

  (zstdCompressSync ? it : it.skip)('are unpacked where the server has packed them', async () => {
    const packed = zstdCompressSync?.(json([[1], [2]])) ?? Buffer.alloc(0);
    const metadata = { rowsCount: 2, segmentSize: packed.length, uncompressedSize: 9 };
    const segments = [
      spooled('a', 0, 2, { metadata }),
      // Too small to be packed.
      inline([[3]], 2),
    ];
    const { ask } = await spooling([{ data: { encoding: 'json+zstd', segments } }], {
      '/a': packed,
    });
    expect(await ask()).toEqual([1, 2, 3]);
  });

  it('get no credentials of ours where they lie elsewhere, but the headers that they come with', async () => {
    const key = { headers: { 'x-storage-key': ['secret of the segment'] } };
    const { ask, storage, trino } = await spooling(
      [data(spooled('a', 0, 1, key), { ...spooled('b', 1, 1), uri: 'TRINO/own' })],
      {
        '/a': json([[1]]),
        '/own': { status: 303, headers: { location: '/moved' } },
        '/moved': json([[2]]),
      },
      { credentials: { kind: 'token', token: 'ours' } },
    );
    expect(await ask()).toEqual([1, 2]);
    const foreign = storage.requests.find(({ path }) => path === '/a');
    expect(foreign?.headers).toMatchObject({ 'x-storage-key': 'secret of the segment' });
    expect(foreign?.headers.authorization).toBeUndefined();
    expect(foreign?.headers['x-trino-user']).toBeUndefined();
    const own = trino.requests.filter(({ path }) => /own|moved|ack/.test(path));
    expect(own.map(({ headers }) => headers.authorization)).toEqual(own.map(() => 'Bearer ours'));
  });

  it('get none after the server has sent on to another host', async () => {
    const stored: Record<string, Buffer | Reply> = { '/a': json([[1]]) };
    const { ask, storage } = await spooling(
      [data({ ...spooled('a', 0, 1), uri: 'TRINO/own' })],
      stored,
      { credentials: { kind: 'token', token: 'ours' } },
    );
    stored['/own'] = { status: 303, headers: { location: `${storage.url}/a` } };
    expect(await ask()).toEqual([1]);
    expect(storage.requests[0]?.headers.authorization).toBeUndefined();
  });

  it.each([
    ['fewer rows than were said', spooled('a', 0, 3), /has 2 rows, not 3/],
    ['a gap before it', spooled('a', 5, 2), /begins with row 5, and 0 have come before/],
    [
      'a part of its bytes',
      spooled('a', 0, 2, { metadata: { segmentSize: 100 } }),
      /has 9 bytes, not 100/,
    ],
    ['what is no JSON', spooled('cut', 0, 2), /holds no rows/],
  ])('are refused with %s, and the query is cancelled', async (_, segment, message) => {
    const { ask, trino } = await spooling([data(segment), {}], {
      '/a': json([[1], [2]]),
      '/cut': Buffer.from('[[1],[2'),
    });
    const failure = await ask().catch((error: Error) => error);
    expect(failure).toMatchObject({ code: 'trino-protocol' });
    expect((failure as Error).message).toMatch(message);
    expect(trino.requests.at(-1)?.method).toBe('DELETE');
  });

  it('say where they cannot be fetched from', async () => {
    const { ask } = await spooling([data(spooled('absent', 0, 1)), {}], {});
    const failure = await ask().catch((error: Error) => error);
    expect(failure).toMatchObject({ code: 'trino-segments' });
    expect((failure as Error).message).toMatch(/keeps its rows at http:.*cannot be fetched/);
  });

  it('in an encoding that was not asked for are refused', async () => {
    const { ask } = await spooling([{ data: { encoding: 'json+lz4', segments: [] } }], {});
    await expect(ask()).rejects.toMatchObject({ code: 'trino-protocol' });
  });

  it('are fetched again after what passes', async () => {
    let times = 0;
    const busy = (response: { destroy(): void }) => void response.destroy();
    const { ask } = await spooling([data(spooled('a', 0, 1))], {
      get '/a'() {
        return ++times < 3 ? (busy as Reply) : json([[1]]);
      },
    });
    expect(await ask()).toEqual([1]);
    expect(times).toBe(3);
  });
});

describe('a table whose rows are spooled where this machine cannot get at them', () => {
  it('is asked once more without a spool, from then on too, and says so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sgaudit-test-'));
    const asked: boolean[] = [];
    const query: TrinoClient['query'] = async (_, { spooled = false, onRows }) => {
      asked.push(spooled);
      await onRows([[spooled ? 'spooled' : 'direct']]);
      if (spooled) throw new SgauditError('trino-segments', 'the spool is out of reach');
      return {
        state: 'FINISHED',
        queryId: 'q',
        scannedBytes: 7,
        completedSplits: 1,
        totalSplits: 1,
      };
    };
    const texts: string[] = [];
    const engine = {
      run: async () => void texts.push(readFileSync(join(folder, 'trino-2026-11-02.csv'), 'utf8')),
    };
    const shape: LogTableShape = {
      ...{ relation: 'x', partition: { kind: 'none' } },
      fields: new Map([['start', { name: 'start', type: 'bigint' }]]),
    };
    const cost = { queries: 0, scannedBytes: 0, rows: 0 };
    const notices: string[] = [];
    const place = { catalog: 'c', schema: 's', table: 't' };
    const client = { query } as unknown as TrinoClient;
    const table = trinoLogTable(client, 'h', place, shape, cost, (reason) => notices.push(reason));
    const days = { first: '2026-11-02', last: '2026-11-02' };
    for (const _ of [1, 2]) await table.load(days, engine as unknown as Engine, folder);
    rmSync(folder, { recursive: true });
    expect(asked).toEqual([true, false, false]);
    expect(texts.map((text) => text.split('\n')[1])).toEqual(['"direct"', '"direct"']);
    expect(notices).toEqual(['the spool is out of reach']);
    expect(cost).toEqual({ queries: 2, scannedBytes: 14, rows: 2 });
  });
});
