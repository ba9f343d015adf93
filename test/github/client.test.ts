import { afterEach, describe, expect, it } from '@jest/globals';
import { GithubClient } from '../../src/github/client.ts';
import { contextOf } from '../../src/github/context.ts';
import { PermissionError } from '../../src/github/errors.ts';
import { withinBytes, withinLength } from '../../src/github/limits.ts';
import { limitedFor, PATIENCE } from '../../src/github/rate-limit.ts';
import { QUICK } from '../support/github/post.ts';
import { type Reply, type ScriptedServer, startServer } from '../support/scripted-server.ts';

const TOKEN = 'ghs_0123456789abcdefSECRET';
const servers: ScriptedServer[] = [];

/** A server that gives these answers in turn, and 200 for the rest. */
async function answering(...replies: Reply[]): Promise<ScriptedServer> {
  const server = await startServer((_, index) => replies[index] ?? { body: '{"fine": true}' });
  servers.push(server);
  return server;
}

function clientOf({ url }: ScriptedServer, changes: Partial<typeof QUICK> = {}): GithubClient {
  const patience = { ...QUICK, ...changes };
  return new GithubClient({ apiUrl: url, token: TOKEN, userAgent: 'sgaudit/0', patience });
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

const failure = (promise: Promise<unknown>): Promise<Error & { code?: string }> =>
  promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error) => error,
  );

describe('a request that GitHub does not answer well', () => {
  it.each<[string, Reply]>([
    ['a server error', { status: 502 }],
    ['a connection that is cut', (response) => response.destroy()],
    [
      'half an answer',
      (response) =>
        response.writeHead(200, { 'content-length': '9' }).end('{', () => response.destroy()),
    ],
    ['a wait that it names', { status: 429, headers: { 'retry-after': '0' } }],
    ['a wait with a refusal', { status: 403, headers: { 'retry-after': '1' } }],
    [
      'a secondary limit',
      { status: 403, body: '{"message": "You have exceeded a secondary rate limit."}' },
    ],
    [
      'a spent hour',
      {
        status: 403,
        headers: {
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String((Date.now() / 1000) | 0),
        },
      },
    ],
  ])('is made again: %s', async (_, reply) => {
    const server = await answering(reply, reply);
    expect(await clientOf(server).get('/x')).toEqual({ fine: true });
    expect(server.requests).toHaveLength(3);
  });

  it('is given up after some attempts, and says so without the token', async () => {
    const server = await answering(...Array<Reply>(9).fill({ status: 503, body: TOKEN }));
    const error = await failure(clientOf(server).get('/x'));
    expect(error.code).toBe('github-unreachable');
    expect(error.message).toContain('it answered 503');
    expect(error.message).not.toContain('ghs_');
    expect(server.requests).toHaveLength(5);
  });

  it('is given up when no answer comes in time', async () => {
    const server = await answering(
      () => {},
      () => {},
    );
    const error = await failure(clientOf(server, { timeout: 40, attempts: 2 }).get('/x'));
    expect(error.message).toContain('no answer in time');
  });

  it('is not waited for when the limit lasts longer than anyone would', async () => {
    const server = await answering({ status: 429, headers: { 'retry-after': '3600' } });
    const error = await failure(clientOf(server).get('/x'));
    expect(error.code).toBe('github-rate-limit');
    expect(error.message).toContain('3600 s more');
    expect(server.requests).toHaveLength(1);
  });

  it('ends at once when the user stops it in the middle of a wait', async () => {
    const controller = new AbortController();
    const server = await answering((response) => {
      response.writeHead(429, { 'retry-after': '1' }).end();
      setTimeout(() => controller.abort(new Error('stopped by Ctrl-C')), 20);
    });
    const client = new GithubClient({
      apiUrl: server.url,
      token: TOKEN,
      userAgent: 'sgaudit/0',
      patience: QUICK,
      signal: controller.signal,
    });
    expect((await failure(client.get('/x'))).message).toBe('stopped by Ctrl-C');
    expect(server.requests).toHaveLength(1);
  });
});

describe('what a refusal means', () => {
  it.each([
    ['GET', 401, 'github-token'],
    ['GET', 403, 'github-permission'],
    ['POST', 403, 'github-permission'],
    ['POST', 404, 'github-permission'],
    ['GET', 404, 'github-refused'],
    ['POST', 422, 'github-refused'],
  ])('%s %d: %s', async (method, status, code) => {
    const server = await answering({ status, body: '{"message": "no", "errors": ["because"]}' });
    const client = clientOf(server);
    const error = await failure(
      method === 'GET' ? client.get('/x') : client.change('POST', '/x', {}, async () => null),
    );
    expect(error.code).toBe(code);
    expect(error instanceof PermissionError).toBe(code === 'github-permission');
    expect(error.message).toContain('no: because');
    expect(server.requests).toHaveLength(1);
  });
});

describe('the token', () => {
  it('goes with a redirect within the API, and no further', async () => {
    const elsewhere = await answering();
    const moved = await answering({ status: 301, headers: { location: '/new' } });
    expect(await clientOf(moved).get('/old')).toEqual({ fine: true });
    expect(moved.requests.map(({ path }) => path)).toEqual(['/old', '/new']);

    const away = await answering({ status: 307, headers: { location: `${elsewhere.url}/x` } });
    const error = await failure(clientOf(away).get('/x'));
    expect(error.message).toContain('the token is not sent there');
    const pages = await answering({
      headers: { link: `<${elsewhere.url}/x?page=2>; rel="next"` },
      body: '[]',
    });
    await failure(clientOf(pages).all('/x'));
    expect(elsewhere.requests).toEqual([]);
  });

  it('does not run in circles', async () => {
    const replies = Array<Reply>(20).fill({ status: 302, headers: { location: '/x' } });
    const server = await answering(...replies);
    expect((await failure(clientOf(server).get('/x'))).message).toContain('in circles');
  });

  it.each(['http://api.github.com', 'ftp://127.0.0.1', 'github', ''])(
    'is not sent to %p',
    (apiUrl) => {
      expect(() => new GithubClient({ apiUrl, token: TOKEN, userAgent: 'sgaudit/0' })).toThrow(
        'is not an https:// address',
      );
    },
  );

  it('is not named when it cannot be one', () => {
    const make = () =>
      new GithubClient({ apiUrl: 'https://x', token: 'ghs_1\n', userAgent: 'sgaudit/0' });
    expect(make).toThrow(/^GITHUB_TOKEN holds white space/);
  });
});

it('a base path, as of GitHub Enterprise Server, stands before each path', async () => {
  const server = await answering();
  const { url } = server;
  await clientOf({ ...server, url: `${url}/api/v3/` }).get('/repos/octo/infra?x=1');
  expect(server.requests[0]?.path).toBe('/api/v3/repos/octo/infra?x=1');
});

it('changes are made with the pause between them that GitHub asks for', async () => {
  const server = await answering();
  const client = clientOf(server, { pause: 60 });
  const times: number[] = [];
  for (let at = 0; at < 3; at += 1) {
    await client.change('POST', '/x', {}, async () => null);
    times.push(performance.now());
  }
  expect((times[2] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(115);
});

describe('a limit', () => {
  const headers = (values: Record<string, string> = {}) => new Headers(values);
  it.each([
    [403, headers(), 'Resource not accessible by integration', null],
    [500, headers({ 'retry-after': '5' }), '', null],
    [403, headers({ 'retry-after': '5' }), '', 5000],
    [429, headers({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1030' }), '', 30_000],
    [429, headers({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '900' }), '', 0],
    [429, headers(), '', 120_000],
    [403, headers(), 'You have triggered an abuse detection mechanism.', 120_000],
  ])('%d is waited for as long as GitHub says', (status, given, message, expected) => {
    const reply = { status, headers: given };
    expect(limitedFor(reply, message, 1, PATIENCE, 1_000_000)).toBe(expected);
  });
});

describe('texts', () => {
  it('are cut between characters', () => {
    expect(withinBytes('安全组规则', 10)).toBe('安全…');
    expect(withinBytes('安全', 6)).toBe('安全');
    expect(withinLength('ab🏢cd', 4)).toBe('ab…');
  });
});

describe('what a run is about', () => {
  const head = 'c3'.repeat(20);
  const merge = 'd4'.repeat(20);
  const environment = {
    GITHUB_TOKEN: TOKEN,
    GITHUB_REPOSITORY: 'octo/infra',
    GITHUB_SHA: merge,
  };
  const event = JSON.stringify({ pull_request: { number: 7, head: { sha: head } } });

  it('is the head of a pull request, not the merge that nobody sees', () => {
    expect(contextOf({ environment, event })).toMatchObject({ sha: head, pullRequest: 7 });
  });

  it('is the pushed commit where there is no pull request', () => {
    const context = contextOf({ environment, event: '{"ref": "refs/heads/main"}' });
    expect(context).toMatchObject({ sha: merge, pullRequest: null });
    expect(contextOf({ environment, event: null }).sha).toBe(merge);
  });

  it('is asked of the pull request where only that is known', () => {
    const comment = '{"issue": {"number": 8, "pull_request": {}}}';
    expect(contextOf({ environment, event: comment })).toMatchObject({
      sha: null,
      pullRequest: 8,
    });
    expect(contextOf({ environment, event, pullRequest: 9 })).toMatchObject({
      sha: null,
      pullRequest: 9,
    });
    expect(contextOf({ environment, event: '{"issue": {"number": 8}}' }).pullRequest).toBeNull();
  });

  it.each([
    [{}, 'which repository?'],
    [{ GITHUB_REPOSITORY: 'octo/infra/../../x' }, 'is not a repository'],
    [{ GITHUB_REPOSITORY: 'octo/..' }, 'is not a repository'],
    [{ GITHUB_REPOSITORY: 'octo/infra' }, 'GITHUB_TOKEN is not set'],
    [{ GITHUB_REPOSITORY: 'octo/infra', GITHUB_TOKEN: 'x' }, 'which commit?'],
    [{ ...environment, GITHUB_SHA: 'main' }, 'is not the full SHA'],
  ])('must be known: %j', (given, message) => {
    expect(() => contextOf({ environment: given, event: null })).toThrow(message);
  });

  it('is not guessed from an event that is none', () => {
    expect(() => contextOf({ environment, event: '{' })).toThrow('is not JSON');
  });
});
