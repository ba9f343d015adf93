import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { lint } from '../../src/app/lint.ts';
import { type ServeRequest, type Serving, serveRunTask } from '../../src/app/serve-run-task.ts';
// Jest cannot load modules at the same time that share others, as the use case does when it first needs these.
import '../../src/aws/inventory-files.ts';
import '../../src/aws/inventory-json.ts';
import { configurationOf } from '../support/run-task/configuration.ts';
import { type FakeHcp, KEY, payloadOf, send, startHcp, TOKEN } from '../support/run-task/hcp.ts';
import { planDestroying } from '../support/run-task/plan.ts';

const EXAMPLE = new URL('../../examples/terraform', import.meta.url).pathname;
const STATE = join(EXAMPLE, 'terraform.tfstate');
const USED_RULE = 'aws_vpc_security_group_ingress_rule.database_from_app';
const folder = mkdtempSync(join(tmpdir(), 'sgaudit-run-task-test-'));
const rollup = join(folder, 'rollup');

let hcp: FakeHcp;
let serving: Serving;
let log: string[];

async function serve(changes: Partial<ServeRequest> = {}): Promise<void> {
  serving = await serveRunTask({
    key: KEY,
    hostname: '127.0.0.1',
    port: 0,
    concurrency: 1,
    longestQueue: 2,
    oldest: 3_600_000,
    gate: {
      rollup,
      inventory: [join(EXAMPLE, 'inventory')],
      window: {
        kind: 'days',
        window: { firstDay: '2026-11-02', lastDay: '2026-11-15' },
      },
    },
    hosts: { api: hcp.host, archive: hcp.archiveHost },
    callback: { attempts: 3, backOff: 1, timeout: 2000 },
    mostDownload: 10_000_000,
    timeout: 60_000,
    heartbeat: 60_000,
    language: 'en',
    log: (line) => log.push(line),
    ...changes,
  });
}

const ask = (changes: Readonly<Record<string, unknown>> = {}) =>
  send(serving.url, payloadOf(hcp, changes));

beforeAll(async () => {
  await lint({
    path: EXAMPLE,
    states: [STATE],
    inventory: [join(EXAMPLE, 'inventory')],
    flowLogs: [join(EXAMPLE, 'flow-logs')],
    rollup,
  });
}, 60_000);

beforeEach(async () => {
  log = [];
  hcp = await startHcp();
  hcp.plan = planDestroying(STATE, []);
  hcp.configuration = configurationOf(EXAMPLE);
});

afterEach(async () => {
  await serving.stop(0);
  await hcp.stop();
  expect(log.join('\n')).not.toContain(TOKEN);
  expect(JSON.stringify(hcp.answers)).not.toContain(TOKEN);
  expect(JSON.stringify([log, hcp.answers])).not.toContain('hunter2');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a run whose plan', () => {
  it('cuts live traffic fails, with the rule and its traffic as an outcome', async () => {
    hcp.plan = planDestroying(STATE, [USED_RULE]);
    hcp.configuration = configurationOf(EXAMPLE, USED_RULE);
    await serve();
    const before = plansOnDisk();
    expect((await ask()).status).toBe(200);
    const { status, message } = await hcp.result();
    expect(status).toBe('failed');
    expect(message).toMatch(/^Live traffic is at stake: error 1/);
    expect(hcp.answers[0]?.data.attributes.status).toBe('running');
    const [outcome] = hcp.answers.at(-2)?.data.relationships?.outcomes.data ?? [];
    expect(outcome?.attributes.description).toContain('blocks-live-traffic: ingress tcp 5432');
    expect(outcome?.attributes.body).toContain(`Resource: \`${USED_RULE}\``);
    expect(outcome?.attributes.body).toContain('Place: `infra/database.tf:');
    expect(outcome?.attributes.tags).toEqual({ Severity: [{ label: 'error', level: 'error' }] });
    // The archive is somebody else: the token stays with the API.
    expect(hcp.archive.requests.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      undefined,
    ]);
    await serving.stop(10_000);
    expect(log.at(-1)).toMatch(/^run-1 shop-prod: failed/);
    expect(plansOnDisk()).toEqual(before);
  }, 60_000);

  it('changes nothing passes', async () => {
    await serve();
    await ask();
    expect(await hcp.result()).toMatchObject({ status: 'passed' });
  }, 60_000);

  it('cuts traffic is told without outcomes where these are not understood', async () => {
    hcp.plan = planDestroying(STATE, [USED_RULE]);
    hcp.configuration = configurationOf(EXAMPLE, USED_RULE);
    await serve();
    await ask({ capabilities: {} });
    expect((await hcp.result()).status).toBe('failed');
    expect(hcp.answers.some(({ data }) => data.relationships)).toBe(false);
  }, 60_000);
});

describe('a plan that cannot be judged has not passed', () => {
  it.each<[string, (hcp: FakeHcp) => void, RegExp]>([
    ['is none', (at) => (at.plan = '{"values": {}}'), /could not be judged: the plan: is a state/],
    ['is no JSON', (at) => (at.plan = '{"password": hunter2'), /the plan: is not valid JSON/],
    [
      'is errored',
      (at) => (at.plan = at.plan.replace('"errored":false', '"errored":true')),
      /ended with an error/,
    ],
    [
      'is of another root',
      (at) => (at.plan = '{"format_version":"1.2","resource_changes":[],"planned_values":{}}'),
      /plan of another root/,
    ],
    [
      'is not there',
      (at) => at.faults.push({ on: /GET/, reply: { status: 204 } }),
      /Terraform has none/,
    ],
    [
      'is not to be had',
      (at) => at.faults.push({ on: /GET/, reply: { status: 403 } }),
      /answered 403/,
    ],
    [
      'is cut off',
      (at) => at.faults.push({ on: /GET/, reply: (response) => response.destroy() }),
      /could not be reached/,
    ],
    [
      'is elsewhere',
      (at) =>
        at.faults.push({
          on: /GET/,
          reply: { status: 302, headers: { location: 'https://example.com/x' } },
        }),
      /https:\/\/example.com is not/,
    ],
    [
      'is in a circle',
      (at) =>
        at.faults.push(
          ...Array(9).fill({
            on: /GET/,
            reply: { status: 307, headers: { location: '/api/v2/x' } },
          }),
        ),
      /redirects in circles/,
    ],
  ])(
    'when it %s',
    async (_, arrange, message) => {
      await serve();
      arrange(hcp);
      await ask();
      const result = await hcp.result();
      expect(result.status).toBe('failed');
      expect(result.message).toMatch(message);
      expect(result.message).not.toContain(tmpdir());
    },
    60_000,
  );

  it('when it is larger than allowed', async () => {
    await serve({ mostDownload: 2000 });
    await ask();
    expect((await hcp.result()).message).toContain('--max-download');
  });

  it('when it takes too long', async () => {
    await serve({ timeout: 50 });
    hcp.faults.push({ on: /GET/, reply: () => {} });
    await ask();
    expect((await hcp.result()).message).toBe('The plan could not be judged in time');
  });

  it('when its code cannot be had, is damaged, or has no such folder', async () => {
    await serve();
    await ask({ configuration_version_download_url: null });
    expect((await hcp.result()).message).toContain('configuration could not be fetched');
    hcp.answers.splice(0);
    hcp.configuration = Buffer.from('no archive');
    await ask({ task_result_id: 'taskrs-2' });
    expect((await hcp.result()).message).toContain('archive is damaged');
    hcp.answers.splice(0);
    hcp.configuration = gzipSync(Buffer.alloc(1024));
    await ask({ task_result_id: 'taskrs-3', workspace_working_directory: '../../etc' });
    expect((await hcp.result()).message).toContain('leads out of the configuration');
    hcp.answers.splice(0);
    await ask({ task_result_id: 'taskrs-4', workspace_working_directory: 'nowhere' });
    expect((await hcp.result()).message).toMatch(/there is no folder \/code\/nowhere/);
  });
});

describe('a request', () => {
  it.each<[string, (url: string) => Promise<Response>]>([
    ['with another key', (url) => send(url, payloadOf(hcp), 'another-key-of-somebody')],
    ['without a signature', (url) => fetch(url, { method: 'POST', body: payloadOf(hcp) })],
    [
      'with half a signature',
      (url) =>
        fetch(url, {
          method: 'POST',
          body: payloadOf(hcp),
          headers: { 'x-tfc-task-signature': 'ab' },
        }),
    ],
  ])('%s is refused and does nothing', async (_, request) => {
    await serve();
    expect((await request(serving.url)).status).toBe(401);
    await serving.stop(1000);
    expect(hcp.api.requests).toEqual([]);
  });

  it('that was changed on its way is refused', async () => {
    await serve();
    const body = payloadOf(hcp);
    const signed = await send(serving.url, body);
    expect(signed.status).toBe(200);
    const { createHmac } = await import('node:crypto');
    const signature = createHmac('sha512', KEY).update(body).digest('hex');
    const forged = await fetch(serving.url, {
      method: 'POST',
      body: body.replace('run-1', 'run-2'),
      headers: { 'x-tfc-task-signature': signature },
    });
    expect(forged.status).toBe(401);
  }, 60_000);

  it('that comes again is answered, and does nothing more', async () => {
    await serve();
    await ask();
    await hcp.result();
    const before = hcp.api.requests.length;
    expect((await ask()).status).toBe(200);
    await serving.stop(10_000);
    expect(hcp.api.requests).toHaveLength(before);
  }, 60_000);

  it('of a run of long ago is refused', async () => {
    await serve();
    expect((await ask({ run_created_at: '2021-09-02T14:47:13.036Z' })).status).toBe(410);
  });

  it('that only looks who answers is answered', async () => {
    await serve();
    const response = await ask({ access_token: 'test-token', task_result_callback_url: '' });
    expect(response.status).toBe(200);
    await serving.stop(1000);
    expect(hcp.api.requests).toEqual([]);
  });

  it('of another stage passes without a plan', async () => {
    await serve();
    await ask({ stage: 'pre_plan', plan_json_api_url: null });
    expect(await hcp.result()).toMatchObject({
      status: 'passed',
      message: expect.stringContaining('post-plan'),
    });
    expect(hcp.api.requests.map(({ method }) => method)).toEqual(['PATCH']);
  });

  it.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
    ['of another version', { payload_version: 2 }, /payload_version/],
    ['without an id', { task_result_id: '' }, /lacks task_result_id/],
    ['with a number for a name', { workspace_name: 7 }, /lacks workspace_name/],
  ])('%s is refused', async (_, changes, message) => {
    await serve();
    const response = await ask(changes);
    expect(response.status).toBe(422);
    expect(await response.text()).toMatch(message);
  });

  it('that is no JSON is refused', async () => {
    await serve();
    expect((await send(serving.url, 'hello')).status).toBe(422);
    expect((await send(serving.url, 'null')).status).toBe(422);
  });

  it('that is too large is refused', async () => {
    await serve();
    const response = await send(serving.url, 'x'.repeat(1_100_000)).catch(() => null);
    if (response) expect(response.status).toBe(413);
    expect((await fetch(`${serving.url}/healthz`)).status).toBe(200);
  });

  it('that is no POST is refused, and the watch is answered', async () => {
    await serve();
    expect((await fetch(serving.url)).status).toBe(405);
    expect(await (await fetch(`${serving.url}/healthz`)).text()).toBe('ok\n');
  });

  it('would send the token to a host that is not allowed: it is not sent', async () => {
    await serve({ hosts: { api: 'app.terraform.io', archive: 'archivist.terraform.io' } });
    expect((await ask()).status).toBe(200);
    await serving.stop(5000);
    expect(hcp.api.requests).toEqual([]);
    expect(log.at(-1)).toContain('is not https://app.terraform.io');
  });

  it('is put off when too many wait', async () => {
    await serve();
    const hold: (() => void)[] = [];
    hcp.faults.push({
      on: /GET/,
      reply: (response) => void hold.push(() => response.writeHead(204).end()),
    });
    const statuses: number[] = [];
    for (let at = 0; at < 4; at += 1) {
      statuses.push((await ask({ task_result_id: `taskrs-${at}` })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 503]);
    while (hold.length === 0) await new Promise((next) => setTimeout(next, 5));
    hold[0]?.();
  }, 60_000);
});

describe('the callback', () => {
  it('is made again when it was lost', async () => {
    await serve();
    hcp.faults.push(
      { on: /PATCH/, reply: { status: 502 } },
      { on: /PATCH/, reply: (response) => response.destroy() },
    );
    await ask();
    expect((await hcp.result()).status).toBe('passed');
  }, 60_000);

  it('is given up when it is refused, and that is logged', async () => {
    await serve();
    hcp.faults.push({ on: /PATCH/, reply: { status: 401 } });
    await ask();
    await serving.stop(10_000);
    expect(log.at(-1)).toContain('did not take it: 401');
  });

  it('shows signs of life while the plan is judged', async () => {
    await serve({ heartbeat: 20 });
    hcp.faults.push({
      on: /GET/,
      reply: (response) => void setTimeout(() => response.writeHead(204).end(), 200),
    });
    await ask();
    await hcp.result();
    const running = hcp.answers.filter(({ data }) => data.attributes.status === 'running');
    expect(running.length).toBeGreaterThan(2);
  });
});

describe('the server', () => {
  it('answers what still runs when it is stopped and nobody waits', async () => {
    await serve();
    hcp.faults.push({ on: /GET/, reply: () => {} });
    await ask();
    while (hcp.api.requests.length < 2) await new Promise((next) => setTimeout(next, 5));
    await serving.stop(10);
    expect(hcp.answers.at(-1)?.data.attributes).toMatchObject({
      status: 'failed',
      message: 'sgaudit is being stopped; run again',
    });
    await expect(fetch(`${serving.url}/healthz`)).rejects.toThrow();
  });

  it('is not kept from stopping by a connection that says nothing', async () => {
    await serve();
    const silent = createConnection(Number(new URL(serving.url).port), '127.0.0.1');
    await new Promise((connected) => silent.once('connect', connected));
    silent.on('error', () => {});
    await serving.stop(10);
    silent.destroy();
  });

  it('wants a key, and an address that it can have', async () => {
    await serve();
    await expect(serve({ key: '' })).rejects.toThrow('SGAUDIT_RUN_TASK_HMAC_KEY');
    await expect(serve({ key: 'short' })).rejects.toThrow('shorter than 16');
    const { port } = new URL(serving.url);
    await expect(serve({ port: Number(port) })).rejects.toThrow('cannot listen on');
  });
});

function plansOnDisk(): string[] {
  return readdirSync(tmpdir()).filter((name) => /^sgaudit-run-task-(?!test)/.test(name));
}
